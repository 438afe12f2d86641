import { useMemo, useState, type ReactElement } from 'react';
import { Loading } from '../parts/loading.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import type { Question } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { SearchField, matcherOf } from './search-field.tsx';

const QUESTION: Extract<Question, { readonly ask: 'roles' }> = { ask: 'roles' };

/** Most operations that are listed for a role at once. */
const MOST_LISTED = 200;

/** All directory roles, with the ids that stand in `wids`. */
export function RolesPage({ search }: { readonly search: string }): ReactElement {
  const answer = useAnswer(QUESTION);
  const [typed, setTyped] = useState(search);
  const all = answer.state === 'answered' ? answer.value.roles : null;
  const rows = useMemo(() => {
    const matches = matcherOf(typed);
    return (all ?? []).filter(({ name, id, aliases }) => matches([name, id, ...aliases].join(' ')));
  }, [all, typed]);
  return (
    <>
      <h1 className="title">Directory roles</h1>
      <p>
        A user’s directory roles stand in the token’s claim <code>wids</code>, as these ids. Some operations demand one
        of them beside the permission.
      </p>
      <div className="filters">
        <SearchField
          label="Search"
          placeholder="Security Reader, or an id from wids"
          search={search}
          hash={(value) => hashOf({ view: 'roles', search: value })}
          onSearch={setTyped}
        />
      </div>
      <p className="quiet" role="status">
        {all === null ? 'Reading the permission table.' : `${rows.length} of ${all.length} ids.`}
      </p>
      {answer.state === 'failed' && <p className="note">{answer.message}</p>}
      {all === null ? (
        <Loading label="Reading" />
      ) : (
        <ul className="roles">
          {rows.map(({ id, name, privileged, noRole, aliases, operations }) => (
            <li key={id} className="card role">
              <div>
                <b>{name}</b>
                {privileged && <span className="tag">privileged</span>}
                {noRole && <span className="tag">no role</span>}
                {aliases.length > 0 && <span className="quiet"> also {aliases.join(', ')}</span>}
              </div>
              <span className="with-copy">
                <code className="quiet">{id}</code>
                <CopyButton text={id} label={`id of ${name}`} />
              </span>
              {operations.length > 0 && (
                <details>
                  <summary>Named by {operations.length} operations</summary>
                  <ul className="plain">
                    {operations.slice(0, MOST_LISTED).map((operation) => {
                      const [method = '', path = ''] = operation.split(' ');
                      return (
                        <li key={operation}>
                          <a href={hashOf({ view: 'operation', method, path })}>
                            <code>{operation}</code>
                          </a>
                        </li>
                      );
                    })}
                  </ul>
                  {operations.length > MOST_LISTED && (
                    <p className="quiet">{operations.length - MOST_LISTED} more are not listed.</p>
                  )}
                </details>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
