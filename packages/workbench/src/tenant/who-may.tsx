import { Field, Input, Select } from '@fluentui/react-components';
import { useMemo, useState, type ReactElement } from 'react';
import '../styles/matrix.css';
import { useAnswer } from '../parts/use-answer.ts';
import type { BareHolder, Question, Standing } from '../protocol.ts';
import { GATES } from '../words/outcomes.ts';
import { pathOf, type Scene } from './reproduce.ts';
import type { Tenant, TenantApplication, TenantUser } from './tenant.ts';

const METHODS: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

interface Props {
  readonly tenant: Tenant;
  /** Tries one pair in Play; `null` where Play shows another tenant. */
  readonly onScene: ((scene: Scene) => void) | null;
}

/** One way to call: an application for itself (`user` is `null`), or for a signed-in user. */
interface Pair {
  readonly app: TenantApplication;
  readonly user: TenantUser | null;
}

/**
 * The picture of the tenant: for one request, which application gets through with which user, and which gate stops it.
 *
 * It is drawn from what was consented to and assigned, that is, for tokens that would be issued now.
 */
export function WhoMay({ tenant, onScene }: Props): ReactElement {
  const [method, setMethod] = useState('GET');
  const [path, setPath] = useState('/security/secureScores');
  const users: readonly (TenantUser | null)[] = useMemo(() => [null, ...tenant.users], [tenant]);
  const question = useMemo<Extract<Question, { readonly ask: 'who-may' }>>(
    () => ({
      ask: 'who-may',
      request: { method, url: pathOf(path.trim()) },
      callers: tenant.applications.flatMap((app) => users.map((user) => holderOf({ app, user }))),
      now: Date.now() / 1000,
    }),
    [tenant, users, method, path],
  );
  const answer = useAnswer(question);
  const standings = answer.state === 'answered' ? answer.value.standings : [];
  return (
    <section className="tenant-picture" aria-labelledby="who-title">
      <h2 id="who-title">Who gets through, and which gate stops the others</h2>
      <div className="inline-form">
        <Field label="Method">
          <Select value={method} onChange={(_, { value }) => setMethod(value)}>
            {METHODS.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </Select>
        </Field>
        <Field label="Path" className="grow">
          <Input value={path} spellCheck={false} onChange={(_, { value }) => setPath(value)} />
        </Field>
      </div>
      <div className="matrix-box" tabIndex={0} role="region" aria-label="Who gets through, can be scrolled">
        <table className="matrix who-may">
          <caption className="visually-hidden">
            For each application and each user: whether the request gets through, else the gate that stops it
          </caption>
          <thead>
            <tr>
              <th scope="col">Application</th>
              {users.map((user) => (
                <th scope="col" key={user?.id ?? ''}>
                  {user === null ? 'for itself' : `for ${shortName(user)}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tenant.applications.map((app, row) => (
              <tr key={app.appId}>
                <th scope="row">{app.name}</th>
                {users.map((user, column) => (
                  <Cell
                    key={user?.id ?? ''}
                    pair={{ app, user }}
                    standing={standings[row * users.length + column]}
                    onTry={
                      onScene === null
                        ? null
                        : () =>
                            onScene({
                              client: app.name,
                              user: user?.userName ?? null,
                              implicit: false,
                              method,
                              path: pathOf(path.trim()),
                            })
                    }
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface CellProps {
  readonly pair: Pair;
  readonly standing: Standing | undefined;
  readonly onTry: (() => void) | null;
}

function Cell({ pair, standing, onTry }: CellProps): ReactElement {
  if (standing === undefined) return <td />;
  const { outcome, gate } = standing;
  const word = outcome === 'allow' ? 'passes' : gate === null ? 'cannot tell' : GATES[gate].name.toLowerCase();
  const who = pair.user === null ? `${pair.app.name} for itself` : `${pair.app.name} for ${pair.user.displayName}`;
  const says =
    outcome === 'allow'
      ? `${who} gets through`
      : outcome === 'deny'
        ? `${who} is stopped at the gate ${word}`
        : `whether ${who} gets through cannot be told: ${word}`;
  return (
    <td data-outcome={outcome}>
      {onTry === null ? (
        <span title={says}>{word}</span>
      ) : (
        <button type="button" className="try" title={`${says}. Try it in Play`} aria-label={says} onClick={onTry}>
          {word}
        </button>
      )}
    </td>
  );
}

function holderOf({ app, user }: Pair): BareHolder {
  if (user === null) return { kind: 'application', permissions: app.granted.application, roles: null };
  return {
    kind: 'delegated',
    permissions: app.granted.delegated,
    roles: user.roles.filter(({ limit }) => limit === null).map(({ name }) => name),
  };
}

function shortName({ displayName, userName }: TenantUser): string {
  return displayName.split(' ')[0] ?? userName;
}
