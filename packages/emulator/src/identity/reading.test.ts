import { readToken, TOKEN_KINDS, type TokenFacts } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '../../test/test-browser.ts';
import { APPS, bodyOf, CONTOSO, createTestEmulator, type TestEmulator } from '../../test/test-emulator.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET } from '../seed/sample-seed.ts';
import { grantRoles, grantScopes } from './tenant/grants.ts';
import { DEFAULT_APPLICATION_WID, DEFAULT_USER_WID, GRAPH_APP_ID } from './well-known.ts';

const GRAPH = 'https://graph.microsoft.com/.default';
const TOKEN = `/${CONTOSO}/oauth2/v2.0/token`;
const RUNS = 60;

type Flow =
  | 'client-credentials'
  | 'ropc'
  | 'authorization-code'
  | 'implicit'
  | 'device-code'
  | 'refresh-token'
  | 'on-behalf-of';

let emulator: TestEmulator;
let browser: TestBrowser;
const engine = loadEngine();
beforeAll(async () => {
  emulator = await createTestEmulator({
    settings: { hostsMode: false, automatic: true, unverifiableGraphTokens: false },
  });
  browser = createTestBrowser(emulator);
});
afterAll(() => emulator.close());

/** Client of each flow: the grants of the run are given to it. */
const CLIENT: Readonly<Record<Flow, string>> = {
  'client-credentials': APPS.integrator,
  ropc: APPS.tool,
  'authorization-code': APPS.tool,
  implicit: APPS.dashboard,
  'device-code': APPS.tool,
  'refresh-token': APPS.tool,
  'on-behalf-of': APPS.api,
};

test(
  'whatever is granted and by whichever flow: engine and grants agree on kind, permissions and roles',
  { timeout: 120_000 },
  async () => {
    const { permissions, roles } = emulator.context;
    const delegated = permissions.all.filter(
      ({ kind, name }) => kind === 'delegated' && !/^(openid|profile|email|offline_access)$/.test(name),
    );
    const application = permissions.all.filter(({ kind }) => kind === 'application');
    const seen = new Set<Flow>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Flow[]>(...(Object.keys(CLIENT) as Flow[])),
        fc.subarray(delegated, { minLength: 1, maxLength: 12 }),
        fc.subarray(application, { minLength: 0, maxLength: 12 }),
        fc.subarray([...roles.all], { minLength: 0, maxLength: 6 }),
        fc.array(fc.constantFrom('active', 'eligible', 'scoped', 'ended'), { minLength: 6, maxLength: 6 }),
        async (flow, scopes, appRoles, held, states) => {
          seen.add(flow);
          const wids = await arrange(flow, scopes, appRoles, held, states);
          const reading = readToken(await obtain(flow));
          if (reading.form !== 'jwt') throw new Error(reading.says);
          const { facts } = reading;
          if (flow === 'client-credentials') {
            expect(facts.kind).toBe('application');
            expect(sorted(facts.appRoles)).toEqual(sorted(appRoles.map(({ name }) => name)));
            expect(facts.scopes).toBeNull();
            expect(sorted(facts.directoryRoles)).toEqual(sorted([...wids, DEFAULT_APPLICATION_WID]));
          } else {
            expect(facts.kind).toBe('delegated');
            expect(sorted(facts.scopes)).toEqual(sorted(scopes.map(({ name }) => name)));
            expect(facts.appRoles).toBeNull();
            if (flow === 'implicit') expect(facts.directoryRoles).toBeNull();
            else expect(sorted(facts.directoryRoles)).toEqual(sorted([...wids, DEFAULT_USER_WID]));
          }
          expect(facts.tenantId).toBe(CONTOSO);
          expect(facts.appId).toBe(CLIENT[flow]);
          requireSameDecision(facts, flow === 'client-credentials' ? appRoles : scopes, wids);
        },
      ),
      { numRuns: RUNS },
    );
    expect(seen.size).toBe(Object.keys(CLIENT).length);
    expect(emulator.faults).toEqual([]);
  },
);

test('the token of a personal account is opaque to everybody but the emulator', async () => {
  const { state } = emulator.context;
  await emulator.control('/emulator/seed', {
    tenants: [
      {
        id: '9188040d-6c67-4c5b-b112-36a304b66dad',
        name: 'Personal Microsoft accounts',
        domains: [],
        users: [{ userName: 'kim@outlook.example', password: SAMPLE_PASSWORD }],
        applications: [
          {
            appId: 'c0000001-0000-4000-8000-000000000001',
            name: 'Personal app',
            signInAudience: 'PersonalMicrosoftAccount',
            redirectUris: { publicClient: ['http://localhost'] },
          },
        ],
      },
    ],
  });
  const page = await browser.open(
    '/consumers/oauth2/v2.0/authorize?client_id=c0000001-0000-4000-8000-000000000001&response_type=code' +
      '&redirect_uri=http%3A%2F%2Flocalhost&scope=User.Read&login_hint=kim%40outlook.example',
  );
  const code = new URL(page.location ?? '').searchParams.get('code') ?? '';
  const body = await bodyOf(
    await emulator.post('/consumers/oauth2/v2.0/token', {
      grant_type: 'authorization_code',
      client_id: 'c0000001-0000-4000-8000-000000000001',
      redirect_uri: 'http://localhost',
      code,
    }),
  );
  expect(readToken(body.access_token)).toMatchObject({ form: 'opaque', why: 'one-part' });
  const { verifyAccessToken } = await import('./tokens/verify-access-token.ts');
  const opened = await verifyAccessToken(emulator.context, body.access_token, await state.now());
  expect(opened).toMatchObject({ ok: true, isOpaque: true, claims: { scp: 'User.Read' } });
  if (opened.ok) expect(opened.claims).not.toHaveProperty('wids');
});

/** Gives exactly these grants and roles. @returns Template ids of the roles that must be in `wids`. */
async function arrange(
  flow: Flow,
  scopes: readonly { readonly name: string }[],
  appRoles: readonly { readonly id: string }[],
  held: readonly { readonly templateId: string }[],
  states: readonly string[],
): Promise<readonly string[]> {
  const { state, random } = emulator.context;
  const now = await state.now();
  const context = { db: state.db, random, now };
  const client = await servicePrincipal(CLIENT[flow]);
  const graph = await servicePrincipal(GRAPH_APP_ID);
  const user = await state.db
    .selectFrom('users')
    .select('id')
    .where('upn', '=', 'noah@contoso.example')
    .executeTakeFirstOrThrow();
  const principalId = flow === 'client-credentials' ? client : user.id;
  await state.db
    .deleteFrom('permission_grants')
    .where('client_sp_id', '=', client)
    .where('resource_sp_id', '=', graph)
    .execute();
  await state.db.deleteFrom('app_role_assignments').where('principal_id', '=', client).execute();
  await state.db.deleteFrom('role_assignments').where('principal_id', 'in', [client, user.id]).execute();
  const common = { tenantId: CONTOSO, resourceSpId: graph };
  // Half for everybody, half for the user: the token carries both.
  const half = Math.ceil(scopes.length / 2);
  const names = scopes.map(({ name }) => name);
  await grantScopes(context, { ...common, clientSpId: client, userId: null, scopes: names.slice(0, half) });
  await grantScopes(context, { ...common, clientSpId: client, userId: user.id, scopes: names.slice(half) });
  const roleIds = appRoles.map(({ id }) => id);
  await grantRoles(context, { ...common, principalId: client, principalType: 'ServicePrincipal', roleIds });
  const wids: string[] = [];
  for (const [index, role] of held.entries()) {
    const kind = states[index] ?? 'active';
    if (kind === 'active') wids.push(role.templateId);
    await state.db
      .insertInto('role_assignments')
      .values({
        id: `${principalId}-${index}`,
        tenant_id: CONTOSO,
        principal_id: principalId,
        role_template_id: role.templateId,
        state: kind === 'eligible' ? 'eligible' : 'active',
        directory_scope: kind === 'scoped' ? '/administrativeUnits/x' : '/',
        starts_at: 0,
        ends_at: kind === 'ended' ? now - 1 : null,
      })
      .execute();
  }
  return wids;
}

async function servicePrincipal(appId: string): Promise<string> {
  const row = await emulator.context.state.db
    .selectFrom('service_principals')
    .select('id')
    .where('tenant_id', '=', CONTOSO)
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  return row.id;
}

async function obtain(flow: Flow): Promise<string> {
  switch (flow) {
    case 'client-credentials':
      return (
        await post({ grant_type: 'client_credentials', client_id: APPS.integrator, client_secret: SAMPLE_SECRET })
      ).access_token;
    case 'ropc':
      return (await password('')).access_token;
    case 'refresh-token': {
      const { refresh_token } = await password(' offline_access');
      return (await post({ grant_type: 'refresh_token', client_id: APPS.tool, refresh_token, scope: '' })).access_token;
    }
    case 'authorization-code':
      return codeFlow();
    case 'implicit': {
      const page = await browser.open(
        authorize({ client_id: APPS.dashboard, response_type: 'token', redirect_uri: 'http://localhost/' }),
      );
      return new URLSearchParams(new URL(page.location ?? '').hash.slice(1)).get('access_token') ?? '';
    }
    case 'device-code': {
      const begun = await emulator.post(`/${CONTOSO}/oauth2/v2.0/devicecode`, { client_id: APPS.tool, scope: GRAPH });
      const device = (await begun.json()) as { device_code: string; user_code: string };
      await browser.open(`/devicelogin?user_code=${device.user_code}&login_hint=noah@contoso.example`);
      const form = { grant_type: 'device_code', client_id: APPS.tool, device_code: device.device_code, scope: '' };
      return (await post(form)).access_token;
    }
    case 'on-behalf-of': {
      const minted = await emulator.control('/emulator/token', {
        tenant: CONTOSO,
        client: APPS.portal,
        user: 'noah@contoso.example',
        scope: `api://${APPS.api}/.default`,
      });
      return (
        await post({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          requested_token_use: 'on_behalf_of',
          client_id: APPS.api,
          client_secret: SAMPLE_SECRET,
          assertion: (await bodyOf(minted)).access_token,
        })
      ).access_token;
    }
  }
}

async function codeFlow(): Promise<string> {
  const page = await browser.open(
    authorize({ client_id: APPS.tool, response_type: 'code', redirect_uri: 'http://localhost' }),
  );
  const code = new URL(page.location ?? '').searchParams.get('code') ?? '';
  const form = {
    grant_type: 'authorization_code',
    client_id: APPS.tool,
    redirect_uri: 'http://localhost',
    code,
    scope: '',
  };
  return (await post(form)).access_token;
}

function authorize(parameters: Readonly<Record<string, string>>): string {
  const all = new URLSearchParams({ scope: GRAPH, login_hint: 'noah@contoso.example', ...parameters });
  return `/${CONTOSO}/oauth2/v2.0/authorize?${all.toString()}`;
}

function password(more: string) {
  return post({
    grant_type: 'password',
    client_id: APPS.tool,
    username: 'noah@contoso.example',
    password: SAMPLE_PASSWORD,
    scope: GRAPH + more,
  });
}

async function post(form: Readonly<Record<string, string>>) {
  const body = await bodyOf(await emulator.post(TOKEN, { scope: GRAPH, ...form }));
  if (body.error !== undefined) throw new Error(body.error_description);
  return body;
}

/** The engine decides alike from the token and from the bare grants. */
function requireSameDecision(
  facts: TokenFacts,
  granted: readonly { readonly name: string }[],
  wids: readonly string[],
): void {
  const kind = TOKEN_KINDS.find((known) => known === facts.kind) ?? 'delegated';
  const hasRoles = facts.directoryRoles !== null;
  const bare = engine.prepare({
    kind,
    permissions: granted.map(({ name }) => name),
    ...(hasRoles ? { directoryRoles: wids } : {}),
  });
  const now = emulator.clock.now() / 1000;
  for (const url of ['/v1.0/security/secureScores', '/v1.0/users', '/v1.0/security/alerts_v2']) {
    const fromToken = engine.describe('GET', url, engine.principal(facts), now).parts.permission.outcome;
    const fromGrants = engine.describe('GET', url, bare, now).parts.permission.outcome;
    expect([url, fromToken]).toEqual([url, fromGrants]);
  }
}

function sorted(values: readonly string[] | null | undefined): readonly string[] {
  return [...(values ?? [])].sort();
}
