import { Button, Select, ToggleButton } from '@fluentui/react-components';
import { PARTS, type Diagnosis, type TokenFlow, type TokenKind } from '@why403/engine';
import { useId, type ReactElement } from 'react';
import { NO_CHANGE, type Change, type Explanation } from '../protocol.ts';
import { FLOWS, GATES, KINDS } from '../words/outcomes.ts';

/** Most accepted permissions and roles that are offered; those that are held are always there. */
const MOST_OFFERED = 6;

interface Props {
  readonly explanation: Explanation;
  readonly change: Change | null;
  readonly onChange: (change: Change | null) => void;
}

/** Things to toggle. What they do is shown by the gates at once. */
export function WhatIf({ explanation, change, onChange }: Props): ReactElement {
  const ids = useId();
  const { diagnosis, changed, held, methods, token } = explanation;
  const now = changed ?? diagnosis;
  const edit = (part: Partial<Change>): void => onChange(normal({ ...NO_CHANGE, ...change, ...part }));
  const original = originalOf(explanation);
  const permissions = offered(
    [...original.permissions, ...held.permissions],
    now.parts.permission.accepted.filter(({ doubtful }) => !doubtful).map(({ permission }) => permission),
  );
  const roleNames = new Map(
    [...original.roles, ...held.roles, ...now.parts.role.accepted].map(({ id, name }) => [id, name]),
  );
  const roles = offered(
    [...original.roles, ...held.roles].map(({ id }) => id),
    now.parts.role.accepted.map(({ id }) => id),
  );
  const kind = held.kind ?? 'delegated';
  const method = change?.method ?? diagnosis.request?.method ?? '';
  return (
    <section className="card what-if" aria-labelledby={`${ids}-title`}>
      <div className="card-head">
        <h2 id={`${ids}-title`}>What if …</h2>
        <p className="what-if-says" role="status">
          {changed === null ? '' : changeSays(diagnosis, changed)}
        </p>
        <span className="dots" aria-hidden="true">
          {PARTS.map((part) => (
            <span key={part} className="dot" data-outcome={now.parts[part].outcome} title={GATES[part].name}>
              {GATES[part].name[0]}
            </span>
          ))}
        </span>
        <Button size="small" appearance="secondary" disabled={change === null} onClick={() => onChange(null)}>
          As it was
        </Button>
      </div>
      <div className="what-if-rows">
        <Row label="the token were" id={`${ids}-kind`}>
          {(['delegated', 'application'] as const).map((each) => (
            <Toggle
              key={each}
              on={kind === each}
              label={KINDS[each].name}
              title={KINDS[each].hint}
              onClick={() =>
                edit(each === token?.kind ? { kind: each } : { kind: each, addRoles: [], removeRoles: [] })
              }
            />
          ))}
        </Row>
        <Row label="it came by" id={`${ids}-flow`}>
          <Select
            size="small"
            aria-labelledby={`${ids}-flow`}
            value={change?.flow ?? held.flow ?? ''}
            onChange={(_, { value }) => edit({ flow: value as TokenFlow })}
          >
            <option value="" disabled>
              not known
            </option>
            {flowsOf(kind).map((flow) => (
              <option key={flow} value={flow}>
                {FLOWS[flow]}
              </option>
            ))}
          </Select>
        </Row>
        {methods.length > 0 && (
          <Row label="the method were" id={`${ids}-method`}>
            {methods.map((each) => (
              <Toggle key={each} on={each === method} label={each} onClick={() => edit({ method: each })} />
            ))}
          </Row>
        )}
        <Row label="it held" id={`${ids}-permissions`}>
          {permissions.length === 0 && <span className="quiet">Nothing to offer before the request is known.</span>}
          {permissions.map((name) => (
            <Toggle
              key={name}
              mono
              on={held.permissions.includes(name)}
              label={name}
              onClick={() =>
                edit(
                  toggled(
                    name,
                    held.permissions.includes(name),
                    original.permissions.includes(name),
                    change,
                    'Permissions',
                  ),
                )
              }
            />
          ))}
        </Row>
        {roles.length > 0 && kind !== 'application' && (
          <Row label="the user were" id={`${ids}-roles`}>
            {roles.map((id) => {
              const on = held.roles.some((role) => role.id === id);
              const was = original.roles.some((role) => role.id === id);
              return (
                <Toggle
                  key={id}
                  on={on}
                  label={roleNames.get(id) ?? id}
                  onClick={() => edit(toggled(id, on, was, change, 'Roles'))}
                />
              );
            })}
          </Row>
        )}
      </div>
    </section>
  );
}

function Row({
  label,
  id,
  children,
}: {
  readonly label: string;
  readonly id: string;
  readonly children: React.ReactNode;
}): ReactElement {
  return (
    <div className="what-if-row">
      <span id={id} className="what-if-label">
        {label}
      </span>
      <div role="group" aria-labelledby={id} className="chips">
        {children}
      </div>
    </div>
  );
}

interface ToggleProps {
  readonly on: boolean;
  readonly label: string;
  readonly title?: string;
  readonly mono?: boolean;
  readonly onClick: () => void;
}

function Toggle({ on, label, title, mono, onClick }: ToggleProps): ReactElement {
  return (
    <ToggleButton
      size="small"
      shape="circular"
      appearance={on ? 'primary' : 'outline'}
      checked={on}
      className={mono ? 'mono chip' : 'chip'}
      {...(title === undefined ? {} : { title })}
      onClick={onClick}
    >
      {label}
    </ToggleButton>
  );
}

/** What the caller holds without the change. */
function originalOf({ diagnosis, token }: Explanation): {
  readonly permissions: readonly string[];
  readonly roles: readonly { readonly id: string; readonly name: string }[];
} {
  const { principal } = diagnosis;
  if (token === null) return { permissions: [], roles: [] };
  return { permissions: principal?.permissions ?? [], roles: principal?.directoryRoles ?? [] };
}

/** Those that are held, then those that are accepted, each once. */
function offered(held: readonly string[], accepted: readonly string[]): readonly string[] {
  return [...new Set([...held, ...accepted.slice(0, MOST_OFFERED)])];
}

function toggled(
  item: string,
  isOn: boolean,
  wasOn: boolean,
  change: Change | null,
  what: 'Permissions' | 'Roles',
): Partial<Change> {
  const add = (change ?? NO_CHANGE)[`add${what}`].filter((each) => each !== item);
  const remove = (change ?? NO_CHANGE)[`remove${what}`].filter((each) => each !== item);
  return {
    [`add${what}`]: isOn || wasOn ? add : [...add, item],
    [`remove${what}`]: isOn && wasOn ? [...remove, item] : remove,
  };
}

/** A change that changes nothing is none, so that "as it was" can be said. */
function normal(change: Change): Change | null {
  const { kind, flow, method, addPermissions, removePermissions, addRoles, removeRoles } = change;
  const isEmpty =
    kind === undefined &&
    flow === undefined &&
    method === undefined &&
    [addPermissions, removePermissions, addRoles, removeRoles].every((list) => list.length === 0);
  return isEmpty ? null : change;
}

function flowsOf(kind: TokenKind): readonly TokenFlow[] {
  return kind === 'application'
    ? ['client-credentials', 'managed-identity']
    : ['authorization-code', 'implicit', 'on-behalf-of', 'device-code', 'ropc', 'refresh-token'];
}

/** What a change does, in one sentence for everybody and for screen readers. */
export function changeSays(before: Diagnosis, after: Diagnosis): string {
  const same = before.outcome === after.outcome;
  switch (after.outcome) {
    case 'allow':
      return same
        ? 'With this change it is permitted as before.'
        : 'With this change every gate that can be checked is open.';
    case 'deny':
      return same ? 'With this change it is still refused.' : 'With this change it would be refused.';
    case 'unknown':
      return 'With this change it cannot be told from here.';
    case 'not-checked':
      return 'There is nothing to check yet.';
  }
}
