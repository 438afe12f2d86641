import { SAMPLE_PASSWORD, SAMPLE_SECRET, SAMPLE_SEED } from '@why403/emulator';
import { readToken } from '@why403/engine';
import { loadKnowledge } from '@why403/knowledge';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { why403 } from '../cli/run.ts';
import { GRAPH_SCOPE, startTenant, TENANT, tokenIn, type RunningTenant } from './tenant.ts';

const RUNS = 40;
const FLOWS = ['application', 'password', 'refresh', 'implicit', 'device'] as const;

let tenant: RunningTenant;
beforeAll(async () => {
  tenant = await startTenant(SAMPLE_SEED);
});
afterAll(() => tenant.close());

const { details } = loadKnowledge();
const named = (kind: 'delegated' | 'application'): readonly string[] =>
  Object.entries(details.permissions)
    .filter(
      // A renamed permission is in the table under its old name too, of which nothing else is stated.
      ([name, permission]) =>
        typeof permission[kind]?.id === 'string' &&
        permission[kind].adminConsent !== null &&
        !/^(openid|profile|email|offline_access)$/.test(name),
    )
    .map(([name]) => name);
const roles = details.roles.filter(({ noRole }) => !noRole).map(({ id }) => id);

test(
  'whatever is granted and by whichever flow: explain reads the token as the engine does, and both as it was granted',
  { timeout: 120_000 },
  async () => {
    let number = 0;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FLOWS),
        fc.subarray([...named('delegated')], { minLength: 1, maxLength: 10 }),
        fc.subarray([...named('application')], { minLength: 1, maxLength: 10 }),
        fc.subarray(roles, { maxLength: 4 }),
        fc.subarray(roles, { maxLength: 2 }),
        async (flow, scopes, appRoles, held, eligible) => {
          seen.add(flow);
          number += 1;
          const token = await obtain(flow, await seed(number, scopes, appRoles, held, eligible));
          const principal = await explainedPrincipal(token);
          const reading = readToken(token);
          if (reading.form !== 'jwt') throw new Error(reading.says);
          const { facts } = reading;
          const isApplication = flow === 'application';
          expect(principal).toEqual({
            kind: isApplication ? 'application' : 'delegated',
            permissions: [...(isApplication ? appRoles : scopes)].sort(),
            directoryRoles: flow === 'implicit' ? null : [...held].sort(),
          });
          // Beside the roles, `wids` has an id that is no role; explain leaves it out.
          const inToken = facts.directoryRoles?.filter((id) => roles.includes(id));
          expect(principal).toEqual({
            kind: facts.kind,
            permissions: sorted(isApplication ? facts.appRoles : facts.scopes),
            directoryRoles: sorted(inToken),
          });
        },
      ),
      { numRuns: RUNS },
    );
    expect(seen.size).toBe(FLOWS.length);
    expect(tenant.faults).toEqual([]);
  },
);

interface Seeded {
  readonly appId: string;
  readonly user: string;
}

/** Adds an application and a user with exactly these grants and roles. */
async function seed(
  number: number,
  delegated: readonly string[],
  application: readonly string[],
  held: readonly string[],
  eligible: readonly string[],
): Promise<Seeded> {
  const appId = `d0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const user = `user${number}`;
  const all = [...held, ...eligible.filter((role) => !held.includes(role)).map((role) => ({ role, eligible: true }))];
  const answer = await tenant.control('/emulator/seed', {
    tenants: [
      {
        id: TENANT,
        name: 'Contoso',
        domains: ['contoso.example'],
        users: [{ userName: `${user}@contoso.example`, password: SAMPLE_PASSWORD, roles: all }],
        applications: [
          {
            appId,
            name: `App ${number}`,
            requires: [{ delegated, application }],
            secrets: [SAMPLE_SECRET],
            publicClient: true,
            roles: all,
          },
        ],
        consents: [{ app: appId, admin: true }],
      },
    ],
  });
  expect(answer).toEqual({ seeded: true });
  return { appId, user };
}

async function obtain(flow: (typeof FLOWS)[number], { appId, user }: Seeded): Promise<string> {
  const userName = `${user}@contoso.example`;
  const client = { client_id: appId, client_secret: SAMPLE_SECRET };
  const password = { ...client, grant_type: 'password', username: userName, password: SAMPLE_PASSWORD };
  switch (flow) {
    case 'application':
      return tenant.applicationToken(appId);
    case 'implicit':
      return tenant.userToken(appId, user, { flow: 'implicit' });
    case 'password':
      return tokenIn(await tenant.redeem({ ...password, scope: GRAPH_SCOPE }));
    case 'refresh': {
      const begun = await tenant.redeem({ ...password, scope: `${GRAPH_SCOPE} offline_access` });
      const refreshToken = String(begun['refresh_token']);
      return tokenIn(await tenant.redeem({ ...client, grant_type: 'refresh_token', refresh_token: refreshToken }));
    }
    case 'device': {
      const answer = await fetch(`${tenant.origin}/${TENANT}/oauth2/v2.0/devicecode`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: appId, scope: GRAPH_SCOPE }),
      });
      const device = (await answer.json()) as { readonly device_code: string; readonly user_code: string };
      await fetch(`${tenant.origin}/devicelogin?user_code=${device.user_code}&login_hint=${userName}`);
      return tokenIn(await tenant.redeem({ ...client, grant_type: 'device_code', device_code: device.device_code }));
    }
  }
}

interface Principal<Role = string> {
  readonly kind: string | null;
  readonly permissions: readonly string[];
  readonly directoryRoles: readonly Role[] | null;
}

/** Who `why403 explain` says is calling. */
async function explainedPrincipal(token: string): Promise<Principal> {
  const run = await why403(['explain', '--token', '-', '--request', 'GET /v1.0/users', '--format', 'json'], token);
  const { principal } = JSON.parse(run.stdout) as { readonly principal: Principal<{ readonly id: string }> };
  return {
    kind: principal.kind,
    permissions: sorted(principal.permissions) ?? [],
    directoryRoles: sorted(principal.directoryRoles?.map(({ id }) => id)),
  };
}

function sorted(values: readonly string[] | null | undefined): readonly string[] | null {
  return values === null || values === undefined ? null : [...values].sort();
}
