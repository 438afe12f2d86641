import { Badge, Link } from '@fluentui/react-components';
import type { Cause, Evidence, Remedy, Step } from '@why403/engine';
import type { ReactElement } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Prose } from '../parts/prose.tsx';
import { SourceList } from '../parts/source-list.tsx';
import type { Notes } from '../protocol.ts';
import { ACTORS, CAUSES, MEANS } from '../words/causes.ts';
import { CERTAINTY, GATES, GATE_STATE } from '../words/outcomes.ts';

const FROM: Readonly<Record<Evidence['from'], string>> = {
  token: 'in the token',
  request: 'in the request',
  response: 'in the response',
  table: 'in the permission table',
  context: 'in the tenant',
};

/** The causes, likeliest first: what speaks for each, what would settle it, and how to repair it. */
export function Causes({
  causes,
  notes,
}: {
  readonly causes: readonly Cause[];
  readonly notes: Notes;
}): ReactElement | null {
  if (causes.length === 0) return null;
  return (
    <section className="causes" aria-labelledby="causes-title">
      <h2 id="causes-title">{causes.length === 1 ? 'The cause' : 'Causes, likeliest first'}</h2>
      <ol>
        {causes.map((cause, index) => (
          <li key={cause.code}>
            <details className="card cause" data-certainty={cause.certainty} open={index === 0}>
              <summary>
                <span className="cause-title">{CAUSES[cause.code].title}</span>
                <Badge appearance="outline" color="informative" title={CERTAINTY[cause.certainty].hint}>
                  {CERTAINTY[cause.certainty].word}
                </Badge>
                <code className="quiet code">{cause.code}</code>
              </summary>
              <CauseBody cause={cause} notes={notes} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function CauseBody({ cause, notes }: { readonly cause: Cause; readonly notes: Notes }): ReactElement {
  return (
    <div className="cause-body">
      <p>{CAUSES[cause.code].hint}</p>
      {cause.evidence.length > 0 && (
        <>
          <h3>What speaks for it</h3>
          <ul className="evidence">
            {cause.evidence.map(({ from, name, value, says }) => (
              <li key={`${from} ${name} ${value}`}>
                <span>
                  <Prose text={says} />
                </span>
                <span className="evidence-value">
                  <code>{name}</code> {FROM[from]}: {value === null ? <em>absent</em> : <code>{value}</code>}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {cause.settledBy !== null && (
        <>
          <h3>What would settle it</h3>
          <p>
            <Prose text={cause.settledBy} />
          </p>
        </>
      )}
      {cause.remedies.length > 0 && (
        <>
          <h3>{cause.remedies.length === 1 ? 'The repair' : 'Repairs'}</h3>
          {cause.remedies.map((remedy, index) => (
            <RemedyView key={remedy.action} remedy={remedy} open={index === 0} />
          ))}
        </>
      )}
      <SourceList
        ids={[...cause.sources, ...cause.remedies.flatMap(({ sources }) => sources)]}
        sources={notes.sources}
      />
    </div>
  );
}

function RemedyView({ remedy, open }: { readonly remedy: Remedy; readonly open: boolean }): ReactElement {
  const { who, action, steps, proved, leaves } = remedy;
  return (
    <details className="remedy" open={open}>
      <summary>
        <span className="who">{ACTORS[who]}</span>
        <span>
          <Prose text={action} />
        </span>
      </summary>
      <ol className="steps">
        {steps.map((step) => (
          <StepView key={`${step.do} ${step.command ?? ''}`} step={step} />
        ))}
      </ol>
      {(proved.length > 0 || leaves.length > 0) && (
        <p className="proof">
          {proved.length > 0 && (
            <>
              <Icon name="check" /> Tried here: with this,{' '}
              {proved.map((part) => GATES[part].name.toLowerCase()).join(' and ')} is open.
            </>
          )}
          {leaves.length > 0 && (
            <>
              {' '}
              Not settled by it:{' '}
              {leaves
                .map(
                  ({ part, outcome }) =>
                    `${GATES[part].name.toLowerCase()} (${outcome in GATE_STATE ? GATE_STATE[outcome as keyof typeof GATE_STATE] : outcome})`,
                )
                .join(', ')}
              .
            </>
          )}
        </p>
      )}
    </details>
  );
}

function StepView({ step }: { readonly step: Step }): ReactElement {
  const { do: what, by, command } = step;
  const isAddress = command !== null && /^https:\/\/\S+$/.test(command) && !/[<>]/.test(command);
  return (
    <li>
      <span className="step-do">
        <Prose text={what} />
        {MEANS[by] !== '' && <span className="tag">{MEANS[by]}</span>}
      </span>
      {command !== null && (
        <div className="command">
          <pre tabIndex={0} aria-label={`${MEANS[by] === '' ? 'Text' : MEANS[by]} for: ${what}`}>
            {command}
          </pre>
          <span className="command-tools">
            {isAddress && by === 'browser' && (
              <Link href={command} target="_blank" rel="noreferrer" aria-label={`Open: ${what}`}>
                Open <Icon name="external" />
              </Link>
            )}
            <CopyButton text={command} label={what} />
          </span>
        </div>
      )}
    </li>
  );
}
