import { TOKEN_KINDS, type TokenKind } from '@why403/engine';
import { useMemo, useState, type ReactElement } from 'react';
import { Loading } from '../parts/loading.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import type { Question } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { KINDS } from '../words/outcomes.ts';
import { Level } from './operation-page.tsx';
import { PathTree } from './path-tree.tsx';
import { Reach } from './reach.tsx';

/** Everything about one permission: ids, privilege, and what it opens as a picture and as a tree. */
export function PermissionPageView({ name }: { readonly name: string }): ReactElement {
  const question = useMemo<Extract<Question, { readonly ask: 'permission' }>>(
    () => ({ ask: 'permission', name }),
    [name],
  );
  const answer = useAnswer(question);
  const [chosen, setChosen] = useState<TokenKind | null>(null);
  if (answer.state === 'failed') return <p className="note">{answer.message}</p>;
  if (answer.state === 'waiting' || answer.stale) return <Loading label="Reading" />;
  const { page } = answer.value;
  if (page === null) {
    return (
      <>
        <h1 className="title">Not in the table</h1>
        <p>
          No permission is called <code>{name}</code>.{' '}
          <a href={hashOf({ view: 'permissions', search: name.split('.')[0] ?? '' })}>Search for it</a>.
        </p>
      </>
    );
  }
  const { row, opened, areas } = page;
  const kinds = TOKEN_KINDS.filter((each) => row.kinds[each] !== undefined || opened[each] !== undefined);
  const kind =
    chosen !== null && kinds.includes(chosen) ? chosen : (kinds.find((each) => opened[each] !== undefined) ?? kinds[0]);
  const list = kind === undefined ? [] : (opened[kind] ?? []);
  const shown = kind === undefined ? undefined : areas[kind];
  return (
    <>
      <h1 className="title">
        <code>{name}</code>
      </h1>
      <table className="numbers">
        <caption className="visually-hidden">Kinds of this permission</caption>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Id for manifests and commands</th>
            <th scope="col">Administrator must consent</th>
            <th scope="col">Privilege</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((each) => {
            const facts = row.kinds[each];
            return (
              <tr key={each}>
                <th scope="row">{KINDS[each].name}</th>
                <td>
                  {facts?.id == null ? (
                    <span className="quiet">not provisioned</span>
                  ) : (
                    <span className="with-copy">
                      <code>{facts.id}</code>
                      <CopyButton text={facts.id} label={`id of ${name}, ${KINDS[each].name.toLowerCase()}`} />
                    </span>
                  )}
                </td>
                <td>
                  {facts?.adminConsent == null ? (
                    <span className="quiet">not stated</span>
                  ) : facts.adminConsent ? (
                    'yes'
                  ) : (
                    'no'
                  )}
                </td>
                <td>
                  {facts?.privilegeLevel == null ? (
                    <span className="quiet">not stated</span>
                  ) : (
                    <Level level={facts.privilegeLevel} />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {kinds.length > 1 && (
        <div className="chips kind-choice" role="group" aria-label="Kind">
          {kinds.map((each) => (
            <button
              key={each}
              type="button"
              className="pill"
              aria-pressed={each === kind}
              onClick={() => setChosen(each)}
            >
              {KINDS[each].name} · {opened[each]?.length ?? 0}
            </button>
          ))}
        </div>
      )}
      {shown === undefined ? (
        <p>It opens no operation of the table for this kind of token.</p>
      ) : (
        <>
          <h2 className="section-title">
            What it opens: {list.length} {list.length === 1 ? 'operation' : 'operations'}
          </h2>
          <Reach areas={shown} label={`Reach of ${name}`} />
          <h2 className="section-title">Path by path</h2>
          <PathTree operations={list} />
        </>
      )}
    </>
  );
}
