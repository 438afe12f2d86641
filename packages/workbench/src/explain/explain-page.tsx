import { Button } from '@fluentui/react-components';
import type { Diagnosis, Part } from '@why403/engine';
import { useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { Loading } from '../parts/loading.tsx';
import { Prose, sentence } from '../parts/prose.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { NO_EVIDENCE, type Change, type Evidence, type Explanation, type Question } from '../protocol.ts';
import { hashOf } from '../route.ts';
import type { EmulatorClient } from '../tenant/emulator-client.ts';
import type { Scene } from '../tenant/reproduce.ts';
import { ACTORS } from '../words/causes.ts';
import { headlineOf } from '../words/headline.ts';
import { Causes } from './causes.tsx';
import { ClaimsView } from './claims-view.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { EXAMPLES } from './examples.ts';
import { GateDetail } from './gate-detail.tsx';
import { Gates, telling } from './gates.tsx';
import { decodeShared } from './share-link.ts';
import { Share } from './share.tsx';
import { WhatIf, changeSays } from './what-if.tsx';

interface Props {
  readonly evidence: Evidence;
  readonly onEvidence: (evidence: Evidence) => void;
  /** Facts of a shared link, as they stand in the address. */
  readonly shared: string | null;
  /** The emulator, where a refusal can be made to happen again; `null` without one. */
  readonly emulator: EmulatorClient | null;
  /** Goes to Play with what was set up. */
  readonly onScene: (scene: Scene) => void;
}

/** The view that explains one refusal. */
export function ExplainPage({ evidence, onEvidence, shared, emulator, onScene }: Props): ReactElement {
  const [change, setChange] = useState<Change | null>(null);
  const [personal, setPersonal] = useState(false);
  const [broken, setBroken] = useState(false);

  useEffect(() => {
    if (shared === null) return;
    const facts = decodeShared(shared);
    setBroken(facts === null);
    if (facts !== null) {
      setChange(null);
      onEvidence(facts);
    }
    // A link is taken once, when it is followed.
  }, [shared]);

  const isEmpty =
    evidence.token.trim() === '' &&
    evidence.facts === null &&
    evidence.request === null &&
    evidence.response.trim() === '';
  const give = (next: Evidence): void => {
    setChange(null);
    onEvidence(next);
    // The answer takes the place of what was there, from its top.
    if (isEmpty) window.scrollTo(0, 0);
    // What is looked at is no longer what the link held.
    if (shared !== null) history.replaceState(null, '', hashOf({ view: 'explain', shared: null }));
  };
  const question = useMemo<Extract<Question, { readonly ask: 'explain' }> | null>(
    () => (isEmpty ? null : { ask: 'explain', evidence, change, now: Date.now() / 1000, personal }),
    [isEmpty, evidence, change, personal],
  );
  const answer = useAnswer(question);
  return (
    <>
      <h1 className="title">Why was it refused?</h1>
      {broken && (
        <p className="note" role="alert">
          The link holds no facts that can be read. Perhaps it was cut off.
        </p>
      )}
      <div className="explain" data-empty={isEmpty}>
        <EvidencePanel evidence={evidence} onEvidence={give} />
        <div className="answer" data-stale={answer.state === 'answered' && answer.stale}>
          {isEmpty ? (
            <Start onEvidence={give} served={emulator !== null} />
          ) : answer.state === 'failed' ? (
            <p className="note" role="alert">
              {sentence(answer.message)} Reload the page; what you pasted is then gone.
            </p>
          ) : answer.state === 'waiting' ? (
            <Loading label="Reading the permission table" />
          ) : (
            <Answered
              explanation={answer.value.explanation}
              change={change}
              onChange={setChange}
              personal={personal}
              onPersonal={setPersonal}
            >
              {emulator !== null && (
                <Reproduce emulator={emulator} explanation={answer.value.explanation} onScene={onScene} />
              )}
            </Answered>
          )}
        </div>
      </div>
    </>
  );
}

interface AnsweredProps {
  readonly explanation: Explanation;
  readonly change: Change | null;
  readonly onChange: (change: Change | null) => void;
  readonly personal: boolean;
  readonly onPersonal: (personal: boolean) => void;
  /** Stands beside the ways to share. */
  readonly children: ReactNode;
}

function Answered({ explanation, change, onChange, personal, onPersonal, children }: AnsweredProps): ReactElement {
  const { diagnosis, changed, token, notes, held } = explanation;
  const shown: Diagnosis = changed ?? diagnosis;
  const [chosen, setChosen] = useState<{ readonly part: Part; readonly of: Diagnosis['request'] } | null>(null);
  // A choice holds for the request it was made for; another one shows the gate that tells most.
  const part = chosen !== null && chosen.of?.url === diagnosis.request?.url ? chosen.part : telling(diagnosis.parts);
  const headline = headlineOf(diagnosis);
  const repair = diagnosis.causes[0]?.remedies[0];
  return (
    <>
      <section className="verdict" data-outcome={diagnosis.outcome} aria-labelledby="verdict">
        <h2 id="verdict" aria-live="polite">
          <span className="verdict-word">{headline.verdict}:</span> <span>{headline.says}</span>
        </h2>
        {diagnosis.request !== null && (
          <p className="asked">
            <code>
              <b>{diagnosis.request.method}</b> {diagnosis.request.url}
            </code>
          </p>
        )}
        {diagnosis.observed !== null && (
          <p className="observed">
            The service answered{' '}
            <code>
              {[diagnosis.observed.status, diagnosis.observed.code, diagnosis.observed.message]
                .filter((each) => each !== null && each !== '')
                .join(' · ')}
            </code>
            {diagnosis.observed.agrees ? ', which fits.' : ', which contradicts the rules.'}
          </p>
        )}
        {repair !== undefined && (
          <p className="repair-line">
            <b>{ACTORS[repair.who]}:</b> <Prose text={repair.action} />{' '}
            <a
              href="#causes-title"
              onClick={(event) => {
                event.preventDefault();
                document.getElementById('causes-title')?.scrollIntoView();
              }}
            >
              Show how
            </a>
          </p>
        )}
        <Share explanation={explanation} />
        {children}
      </section>
      <section className="card way" data-changed={changed !== null} aria-label="The way of the request">
        <p className="way-note">{changed === null ? '' : `What if: ${changeSays(diagnosis, changed)}`}</p>
        <Gates
          id="gate"
          parts={shown.parts}
          selected={part}
          onSelect={(next) => setChosen({ part: next, of: diagnosis.request })}
        />
        <GateDetail id="gate" diagnosis={shown} part={part} held={held} notes={notes} />
      </section>
      <WhatIf explanation={explanation} change={change} onChange={onChange} />
      <Causes causes={diagnosis.causes} notes={notes} />
      {token !== null && (
        <ClaimsView token={token} parts={diagnosis.parts} part={part} personal={personal} onPersonal={onPersonal} />
      )}
      <Caveats explanation={explanation} />
    </>
  );
}

function Caveats({ explanation }: { readonly explanation: Explanation }): ReactElement | null {
  const { diagnosis, notes } = explanation;
  const says = [
    ...diagnosis.caveats.map(sentence),
    ...notes.contested.map(({ statement }) => statement),
    ...notes.corrections.map(({ statement }) => `Microsoft’s table was corrected: ${statement}.`),
  ];
  if (says.length === 0) return null;
  return (
    <section className="card" aria-labelledby="caveats-title">
      <h2 id="caveats-title">What to keep in mind</h2>
      <ul className="plain">
        {says.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p className="quiet">Permission table {diagnosis.knowledge.version}.</p>
    </section>
  );
}

interface StartProps {
  readonly onEvidence: (evidence: Evidence) => void;
  readonly served: boolean;
}

function Start({ onEvidence, served }: StartProps): ReactElement {
  return (
    <section className="start" aria-labelledby="start-title">
      <h2 id="start-title">One message, two reasons</h2>
      <blockquote>Auth token does not contain valid permissions or user does not have valid roles</blockquote>
      <p>
        Microsoft Graph says this whether the token lacks a <b>permission</b> or its user lacks a <b>directory role</b>.
        Your token knows which. Paste it on this page, or look at one of these first:
      </p>
      <ul className="examples">
        {EXAMPLES.map(({ id, title, says, evidence }) => (
          <li key={id}>
            <button type="button" className="card example" onClick={() => onEvidence({ ...NO_EVIDENCE, ...evidence })}>
              <b>{title}</b>
              <span>{says}</span>
            </button>
          </li>
        ))}
      </ul>
      <h3>What happens to what you paste</h3>
      <p>
        It is read by this page, in this browser. The page is not allowed to connect{' '}
        {served ? 'to anything but the emulator on this machine' : 'anywhere'}, stores nothing, and forgets everything
        when you close it.
      </p>
    </section>
  );
}

interface ReproduceProps {
  readonly emulator: EmulatorClient;
  readonly explanation: Explanation;
  readonly onScene: (scene: Scene) => void;
}

/** Sets the emulated tenant up so that the same refusal happens there. */
function Reproduce({ emulator, explanation, onScene }: ReproduceProps): ReactElement | null {
  const [problem, setProblem] = useState<string | null>(null);
  const facts = explanation.token?.facts ?? null;
  const { request } = explanation.diagnosis;
  if (facts === null || facts.kind === null || request === null) return null;
  const start = async (): Promise<void> => {
    try {
      const [tenant] = await emulator.tenants();
      if (tenant === undefined) throw new Error('the emulator has no tenant');
      const { reproduce } = await import('../tenant/reproduce.ts');
      const label = new Date().toISOString().slice(11, 19).replaceAll(':', '');
      onScene(await reproduce(emulator, tenant, facts, request, label));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'the emulator did not answer');
    }
  };
  return (
    <div className="share">
      <Button size="small" onClick={() => void start()}>
        Reproduce in the tenant
      </Button>
      <span role="status" className="quiet">
        {problem ?? ''}
      </span>
    </div>
  );
}
