import { Button, Field, Input, Select } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import '../styles/tenant.css';
import { Loading } from '../parts/loading.tsx';
import { hashOf } from '../route.ts';
import type { EmulatorClient } from './emulator-client.ts';
import type { Scene } from './reproduce.ts';
import { standings, type Tenant, type TenantApplication, type TenantUser } from './tenant.ts';
import { useTenants, type Tenants } from './use-tenants.ts';
import { WhoMay } from './who-may.tsx';

/** Roles that the Security API asks for, and one that it does not. */
export const ROLES: readonly { readonly id: string; readonly name: string }[] = [
  { id: '5d6b6bb7-de71-4623-b4af-96380a352509', name: 'Security Reader' },
  { id: '194ae4cb-b126-40b2-bd5b-6091b380977d', name: 'Security Administrator' },
  { id: '62e90394-69f5-4237-9190-012177145e10', name: 'Global Administrator' },
  { id: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', name: 'Global Reader' },
];

interface Props {
  readonly emulator: EmulatorClient;
  /** Goes to Play with one of the pairs of the picture. */
  readonly onScene: (scene: Scene) => void;
}

/** The emulated tenant: who holds what, and whether it is only asked for or was consented to. */
export function TenantPage({ emulator, onScene }: Props): ReactElement {
  const tenants = useTenants(emulator);
  const [chosen, setChosen] = useState(0);
  const [undo, setUndo] = useState<{ readonly says: string; readonly make: () => Promise<void> } | null>(null);
  const tenant = tenants.list?.[chosen];
  const act: Act = async (make, says, back) => {
    setUndo(null);
    if ((await tenants.change(make)) && says !== null && back !== null) setUndo({ says, make: back });
  };
  const startAgain = async (): Promise<void> => {
    let before: unknown;
    await act(
      async () => {
        before = await emulator.snapshot();
        await emulator.reset();
      },
      'Everything is as it was at the start.',
      () => emulator.reset(before),
    );
  };
  return (
    <>
      <h1 className="title">Tenant</h1>
      <p>
        A tenant on this machine. Everything here can be tried without harm; changes go through the emulated Microsoft
        Graph. Try the effect in <a href={hashOf({ view: 'play' })}>Play</a>.
      </p>
      <div className="paste-tools">
        {tenants.list !== null && tenants.list.length > 1 && (
          <label className="choice">
            Tenant
            <Select value={String(chosen)} onChange={(_, { value }) => setChosen(Number(value))}>
              {tenants.list.map(({ id, name }, index) => (
                <option key={id} value={String(index)}>
                  {name}
                </option>
              ))}
            </Select>
          </label>
        )}
        <Button disabled={tenants.busy} onClick={() => void startAgain()}>
          Back to the start
        </Button>
        <span role="status" className="tenant-status">
          {tenants.busy ? 'Working …' : (undo?.says ?? '')}
        </span>
        {undo !== null && (
          <Button size="small" appearance="primary" onClick={() => void act(undo.make, null, null)}>
            Undo
          </Button>
        )}
      </div>
      {tenants.problem !== null && (
        <p className="note" role="alert">
          {tenants.problem}
        </p>
      )}
      {tenant === undefined ? (
        <Loading label="Reading the tenant" />
      ) : (
        <>
          {/* Play shows the first tenant. */}
          <WhoMay tenant={tenant} onScene={chosen === 0 ? onScene : null} />
          <TenantView tenant={tenant} tenants={tenants} emulator={emulator} act={act} />
        </>
      )}
    </>
  );
}

/** Makes a change; with a sentence and a way back where it takes something away. */
type Act = (make: () => Promise<void>, says: string | null, back: (() => Promise<void>) | null) => Promise<void>;

interface ViewProps {
  readonly tenant: Tenant;
  readonly tenants: Tenants;
  readonly emulator: EmulatorClient;
  readonly act: Act;
}

function TenantView({ tenant, tenants, emulator, act }: ViewProps): ReactElement {
  const [name, setName] = useState('');
  return (
    <div className="tenant">
      <section aria-labelledby="apps-title">
        <h2 id="apps-title">Applications: what they ask for, and what they have</h2>
        <p className="quiet">
          <span className="grant" data-granted="true">
            granted
          </span>{' '}
          stands in new tokens.{' '}
          <span className="grant" data-granted="false">
            registered only
          </span>{' '}
          is asked for, and nobody consented.
        </p>
        <ul className="tenant-list">
          {tenant.applications.map((app) => (
            <ApplicationCard
              key={app.appId}
              app={app}
              tenant={tenant}
              busy={tenants.busy}
              emulator={emulator}
              act={act}
            />
          ))}
        </ul>
        <form
          className="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            void act(() => emulator.register(tenant, name), null, null);
            setName('');
          }}
        >
          <Field label="Register an application" className="grow">
            <Input value={name} placeholder="Name" onChange={(_, { value }) => setName(value)} />
          </Field>
          <Button type="submit" disabled={name.trim() === '' || tenants.busy}>
            Register
          </Button>
        </form>
      </section>
      <section aria-labelledby="users-title">
        <h2 id="users-title">Users and their directory roles</h2>
        <p className="quiet">Roles of the whole tenant stand in the claim wids of the user’s new tokens.</p>
        <ul className="tenant-list">
          {tenant.users.map((user) => (
            <UserCard key={user.id} user={user} tenant={tenant} busy={tenants.busy} emulator={emulator} act={act} />
          ))}
        </ul>
      </section>
    </div>
  );
}

interface ApplicationProps {
  readonly app: TenantApplication;
  readonly tenant: Tenant;
  readonly busy: boolean;
  readonly emulator: EmulatorClient;
  readonly act: Act;
}

function ApplicationCard({ app, tenant, busy, emulator, act }: ApplicationProps): ReactElement {
  const [wanted, setWanted] = useState('');
  const [kind, setKind] = useState<'delegated' | 'application'>('delegated');
  const all = standings(app);
  const open = all.filter(({ granted }) => !granted);
  return (
    <li className="card">
      <div className="card-head">
        <h3>{app.name}</h3>
        {open.length > 0 && (
          <Button
            size="small"
            disabled={busy}
            onClick={() =>
              void act(
                async () => {
                  for (const each of open) await emulator.grant(tenant, app, each.kind, each.permission);
                },
                null,
                null,
              )
            }
          >
            Consent to all
          </Button>
        )}
      </div>
      {all.length === 0 && <p className="quiet">It asks Microsoft Graph for nothing.</p>}
      <ul className="grants">
        {all.map(({ permission, kind: each, granted }) => (
          <li key={`${each} ${permission}`} className="grant" data-granted={granted}>
            <span>
              <code>{permission}</code> <span className="quiet">{each}</span>
            </span>
            <Button
              size="small"
              appearance="subtle"
              disabled={busy}
              aria-label={`${granted ? 'Revoke' : 'Consent to'} ${permission}, ${each}, of ${app.name}`}
              onClick={() =>
                void (granted
                  ? act(
                      () => emulator.revoke(tenant, app, each, permission),
                      `${permission} was revoked from ${app.name}.`,
                      () => emulator.grant(tenant, app, each, permission),
                    )
                  : act(() => emulator.grant(tenant, app, each, permission), null, null))
              }
            >
              {granted ? 'Revoke' : 'Consent'}
            </Button>
          </li>
        ))}
      </ul>
      <details>
        <summary>Ask for another permission</summary>
        <form
          className="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            void act(() => emulator.require(tenant, app, kind, wanted.trim()), null, null);
            setWanted('');
          }}
        >
          <Select
            aria-label={`Kind of the permission for ${app.name}`}
            value={kind}
            onChange={(_, { value }) => setKind(value as typeof kind)}
          >
            <option value="delegated">delegated</option>
            <option value="application">application</option>
          </Select>
          <Input
            className="grow"
            aria-label={`Permission for ${app.name}`}
            value={wanted}
            placeholder="SecurityEvents.Read.All"
            spellCheck={false}
            onChange={(_, { value }) => setWanted(value)}
          />
          <Button type="submit" size="small" disabled={wanted.trim() === '' || busy}>
            Register it
          </Button>
        </form>
      </details>
    </li>
  );
}

interface UserProps {
  readonly user: TenantUser;
  readonly tenant: Tenant;
  readonly busy: boolean;
  readonly emulator: EmulatorClient;
  readonly act: Act;
}

function UserCard({ user, tenant, busy, emulator, act }: UserProps): ReactElement {
  const [role, setRole] = useState(ROLES[0]?.id ?? '');
  return (
    <li className="card">
      <h3>
        {user.displayName} <span className="quiet">{user.userName}</span>
      </h3>
      <ul className="grants">
        {user.roles.map(({ name, limit }) => {
          const id = ROLES.find((each) => each.name === name)?.id;
          return (
            <li key={`${name} ${limit}`} className="grant" data-granted={limit === null}>
              <span>
                {name} {limit !== null && <span className="quiet">{limit}</span>}
              </span>
              {id !== undefined && limit === null && (
                <Button
                  size="small"
                  appearance="subtle"
                  disabled={busy}
                  aria-label={`Take ${name} from ${user.displayName}`}
                  onClick={() =>
                    void act(
                      () => emulator.unassign(tenant, user, id),
                      `${name} was taken from ${user.displayName}.`,
                      () => emulator.assign(tenant, user, id),
                    )
                  }
                >
                  Take away
                </Button>
              )}
            </li>
          );
        })}
        {user.roles.length === 0 && <li className="quiet">no directory role</li>}
      </ul>
      <div className="inline-form">
        <Select
          aria-label={`Role for ${user.displayName}`}
          size="small"
          value={role}
          onChange={(_, { value }) => setRole(value)}
        >
          {ROLES.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Button
          size="small"
          disabled={busy}
          aria-label={`Assign the role to ${user.displayName}`}
          onClick={() => void act(() => emulator.assign(tenant, user, role), null, null)}
        >
          Assign
        </Button>
      </div>
    </li>
  );
}
