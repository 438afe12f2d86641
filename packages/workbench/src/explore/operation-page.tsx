import { Button } from '@fluentui/react-components';
import type { KindRequirements, RolePart } from '@why403/engine';
import { useMemo, type ReactElement } from 'react';
import { OperationFacts } from '../parts/operation-facts.tsx';
import { Loading } from '../parts/loading.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { SourceList } from '../parts/source-list.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import type { Notes, OperationPage, Question } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { KINDS } from '../words/outcomes.ts';

const SUPPORT: Readonly<Record<KindRequirements['support'], string>> = {
  supported: 'accepted',
  'not-supported': 'not supported',
  refused: 'refused by the service, whatever the token holds',
  'not-stated': 'not stated',
};

interface Props {
  readonly method: string;
  readonly path: string;
  readonly onExplain: (request: { readonly method: string; readonly url: string }) => void;
}

/** Everything about one operation. */
export function OperationPageView({ method, path, onExplain }: Props): ReactElement {
  const question = useMemo<Extract<Question, { readonly ask: 'operation' }>>(
    () => ({ ask: 'operation', method, path, now: Date.now() / 1000 }),
    [method, path],
  );
  const answer = useAnswer(question);
  if (answer.state === 'failed') return <p className="note">{answer.message}</p>;
  if (answer.state === 'waiting' || answer.stale) return <Loading label="Reading" />;
  const { page } = answer.value;
  if (page === null) {
    return (
      <>
        <h1 className="title">Not in the table</h1>
        <p>
          <code>
            {method} {path}
          </code>{' '}
          is not listed. The table leaves some operations out, so this is no proof that it does not exist.{' '}
          <a href={hashOf({ view: 'operations', search: path })}>Search for it</a>.
        </p>
      </>
    );
  }
  const { operation, siblings } = page;
  const version = operation.versions !== null && !operation.versions.includes('v1.0') ? 'beta' : 'v1.0';
  const url = `https://graph.microsoft.com/${version}${operation.path}`;
  return (
    <>
      <h1 className="title operation-title">
        <span className="method" data-method={method}>
          {method}
        </span>{' '}
        <code>{operation.path}</code>
      </h1>
      <div className="paste-tools">
        <Button icon={<Icon name="arrow" />} onClick={() => onExplain({ method, url })}>
          Explain a refusal of it
        </Button>
        <CopyButton text={`${method} ${url}`} label="the request" />
        {siblings
          .filter((each) => each !== method)
          .map((each) => (
            <a
              key={each}
              className="method"
              data-method={each}
              href={hashOf({ view: 'operation', method: each, path: operation.path })}
            >
              {each}
            </a>
          ))}
      </div>
      <dl className="facts operation-facts">
        <OperationFacts operation={operation} />
      </dl>
      {!page.exists && <p className="note">It is documented that this operation does not exist.</p>}
      {operation.retired !== null && (
        <p className="note">
          Its end is announced for {operation.retired.on}.{' '}
          {operation.retired.successors.length > 0 && (
            <>
              Use <code>{operation.retired.successors.join(', ')}</code>.
            </>
          )}
        </p>
      )}
      <div className="kinds">
        {page.requirements.map((each) => (
          <Kind key={each.kind} requirements={each} page={page} />
        ))}
      </div>
      <Points notes={page.notes} />
    </>
  );
}

function Kind({
  requirements,
  page,
}: {
  readonly requirements: KindRequirements;
  readonly page: OperationPage;
}): ReactElement {
  const { kind, accepted, support, otherAuthority } = requirements;
  const role = kind === 'delegated-personal' ? null : page.roles[kind];
  return (
    <section className="card" aria-labelledby={`kind-${kind}`}>
      <h2 id={`kind-${kind}`}>{KINDS[kind].name}</h2>
      <p className="quiet">
        {KINDS[kind].hint}: {SUPPORT[support]}.
      </p>
      {accepted.length > 0 && (
        <ol className="accepted">
          {accepted.map(({ permission, least, with: partners, doubtful }) => {
            const level = page.levels[permission]?.[kind];
            return (
              <li key={`${permission} ${partners.join()}`}>
                <a href={hashOf({ view: 'permission', name: permission })}>
                  <code>{permission}</code>
                </a>
                {partners.length > 0 && <span> together with {partners.join(' or ')}</span>}
                {least && <span className="tag">least</span>}
                {doubtful && <span className="tag">contested</span>}
                {level != null && <Level level={level} />}
              </li>
            );
          })}
        </ol>
      )}
      {otherAuthority && <p>Something that is not in the token can let the caller in too.</p>}
      {role !== null && <Roles role={role} isApplication={kind === 'application'} />}
    </section>
  );
}

function Roles({ role, isApplication }: { readonly role: RolePart; readonly isApplication: boolean }): ReactElement {
  const { accepted, list, alternatives, outcome } = role;
  return (
    <>
      <h3>{isApplication ? 'Directory role of the application' : 'Directory role of the user'}</h3>
      {accepted.length === 0 ? (
        <p>
          {outcome === 'allow' ? 'None is needed.' : 'Not stated. A user’s token never does more than the user may.'}
        </p>
      ) : (
        <>
          <p className="quiet">
            {list === 'exhaustive' ? 'One of these is needed:' : 'These are enough; others may be too:'}
          </p>
          <ul className="values">
            {accepted.map(({ id, name }) => (
              <li key={id}>
                <a href={hashOf({ view: 'roles', search: name })}>{name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {alternatives.length > 0 && (
        <p>Also possible, and not in a token: {alternatives.join(', ').replaceAll('-', ' ')}.</p>
      )}
    </>
  );
}

/** Microsoft's level of privilege as five marks. */
export function Level({ level }: { readonly level: number }): ReactElement {
  return (
    <span className="level" title={`Privilege level ${level} of 5`}>
      <span aria-hidden="true">
        {'●'.repeat(level)}
        <span className="level-off">{'●'.repeat(Math.max(0, 5 - level))}</span>
      </span>
      <span className="visually-hidden">privilege level {level} of 5</span>
    </span>
  );
}

function Points({ notes }: { readonly notes: Notes }): ReactElement | null {
  const { contested, corrections, sources } = notes;
  const ids = Object.keys(sources);
  if (contested.length + corrections.length + ids.length === 0) return null;
  return (
    <section className="card" aria-labelledby="points-title">
      <h2 id="points-title">What this rests on</h2>
      {contested.length > 0 && (
        <>
          <h3>Sources contradict each other</h3>
          <ul className="plain">
            {contested.map(({ id, statement }) => (
              <li key={id}>{statement}</li>
            ))}
          </ul>
        </>
      )}
      {corrections.length > 0 && (
        <>
          <h3>Corrected against Microsoft’s table</h3>
          <ul className="plain">
            {corrections.map(({ id, statement }) => (
              <li key={id}>{statement}</li>
            ))}
          </ul>
        </>
      )}
      <SourceList ids={ids} sources={sources} />
    </section>
  );
}
