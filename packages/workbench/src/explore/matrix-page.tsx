import { Switch } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import '../styles/matrix.css';
import { Loading } from '../parts/loading.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import type { Question, SecurityMatrix } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { KINDS } from '../words/outcomes.ts';
import { FOUNDING, foundingMethods } from './founding.ts';

const QUESTION: Extract<Question, { readonly ask: 'matrix' }> = { ask: 'matrix' };

/** The Security API as a matrix: permissions against entities, with the article's table at its head. */
export function MatrixPage(): ReactElement {
  const answer = useAnswer(QUESTION);
  const [kind, setKind] = useState<'delegated' | 'application'>('delegated');
  const [all, setAll] = useState(false);
  if (answer.state === 'failed') return <p className="note">{answer.message}</p>;
  if (answer.state === 'waiting') return <Loading label="Reading" />;
  const { matrix } = answer.value;
  return (
    <>
      <h1 className="title">Security API: what opens what</h1>
      <p>
        The framed cells are the table of Microsoft’s support article on the refusal “Auth token does not contain valid
        permissions or user does not have valid roles”. A method that is struck through stands in the article, and the
        permission table or the operation’s page does not have it.
      </p>
      <div className="paste-tools">
        <div className="chips" role="group" aria-label="Kind">
          {(['delegated', 'application'] as const).map((each) => (
            <button
              key={each}
              type="button"
              className="pill"
              aria-pressed={each === kind}
              onClick={() => setKind(each)}
            >
              {KINDS[each].name}
            </button>
          ))}
        </div>
        <Switch label="All entities and permissions" checked={all} onChange={(_, { checked }) => setAll(checked)} />
      </div>
      <Matrix matrix={matrix} kind={kind} all={all} />
      {kind === 'delegated' ? (
        <p>
          A delegated caller also needs a directory role: Security Reader, Security Administrator or Global
          Administrator. See <a href={hashOf({ view: 'roles', search: 'security' })}>roles</a>.
        </p>
      ) : (
        <p>An application needs no directory role here.</p>
      )}
    </>
  );
}

interface MatrixProps {
  readonly matrix: SecurityMatrix;
  readonly kind: 'delegated' | 'application';
  readonly all: boolean;
}

function Matrix({ matrix, kind, all }: MatrixProps): ReactElement {
  const founding = [...new Set(FOUNDING.flatMap(({ entities }) => entities))];
  const entities = matrix.entities
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => all || founding.includes(name) || name === 'alerts_v2' || name === 'incidents');
  const order = FOUNDING.map(({ permission }) => permission);
  const place = (permission: string): number => (order.includes(permission) ? order.indexOf(permission) : order.length);
  const ofKind = matrix.rows.filter((row) => row.kind === kind);
  const absent = order
    .filter((permission) => !ofKind.some((row) => row.permission === permission))
    .map((permission) => ({ permission, kind, cells: matrix.entities.map(() => []) }));
  const rows = [...ofKind, ...absent]
    .filter(
      ({ cells, permission }) =>
        all || order.includes(permission) || entities.some(({ index }) => (cells[index]?.length ?? 0) > 0),
    )
    .sort((a, b) => place(a.permission) - place(b.permission) || (a.permission < b.permission ? -1 : 1));
  return (
    <div className="matrix-box" tabIndex={0} role="region" aria-label="Matrix, can be scrolled">
      <table className="matrix">
        <caption className="visually-hidden">Methods that each permission opens on each entity, {kind} tokens</caption>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {entities.map(({ name }) => (
              <th scope="col" key={name}>
                <a href={hashOf({ view: 'operations', search: `/security/${name}` })}>{name}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ permission, cells }) => (
            <tr key={permission}>
              <th scope="row">
                <a href={hashOf({ view: 'permission', name: permission })}>{permission}</a>
              </th>
              {entities.map(({ name, index }) => {
                const cell = cells[index] ?? [];
                const stated = foundingMethods(permission, name);
                const lacking = stated.filter((method) => !cell.some((each) => each.method === method));
                return (
                  <td key={name} data-founding={stated.length > 0}>
                    {cell.map(({ method, doubtful, paired }) => (
                      <span
                        key={method}
                        className="method"
                        data-method={method}
                        data-doubtful={doubtful}
                        title={doubtful ? 'contested' : paired ? 'together with another permission' : undefined}
                      >
                        {method}
                        {doubtful ? '?' : paired ? '+' : ''}
                      </span>
                    ))}
                    {lacking.map((method) => (
                      <s key={method} className="method lacking" title="in the support article only">
                        {method}
                        <span className="visually-hidden"> in the support article only</span>
                      </s>
                    ))}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
