import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPS, bodyOf, CONTOSO, createTestEmulator, ORIGIN, type TestEmulator } from '../../../test/test-emulator.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET } from '../../seed/sample-seed.ts';
import { DEFAULT_APPLICATION_WID, DEFAULT_USER_WID } from '../well-known.ts';

const TOKEN = `/${CONTOSO}/oauth2/v2.0/token`;
const GRAPH = 'https://graph.microsoft.com/.default';
const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await createTestEmulator();
});
afterAll(() => emulator.close());

test('client credentials: the token carries the granted app roles, is a version 1.0 token, and verifies', async () => {
  const answer = await bodyOf(
    await emulator.post(TOKEN, {
      grant_type: 'client_credentials',
      client_id: APPS.integrator,
      client_secret: SAMPLE_SECRET,
      scope: GRAPH,
    }),
  );
  expect(answer.token_type).toBe('Bearer');
  expect(answer.expires_in).toBeGreaterThanOrEqual(3600);
  expect(answer.expires_in).toBeLessThan(5400);
  const keys = (await (await emulator.get(`/${CONTOSO}/discovery/v2.0/keys`)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(answer.access_token, createLocalJWKSet(keys), {
    issuer: `${ORIGIN}/${CONTOSO}/`,
    audience: 'https://graph.microsoft.com',
    currentDate: new Date(emulator.clock.now()),
  });
  expect(payload).toMatchObject({
    ver: '1.0',
    idtyp: 'app',
    appid: APPS.integrator,
    appidacr: '1',
    tid: CONTOSO,
    roles: ['SecurityEvents.Read.All'],
    wids: [DEFAULT_APPLICATION_WID],
  });
  expect(payload.sub).toBe(payload['oid']);
  expect(payload).not.toHaveProperty('scp');
  expect(decodeProtectedHeader(answer.access_token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
});

test('client credentials: an application without any grant gets a token without roles', async () => {
  const answer = await bodyOf(
    await emulator.post(TOKEN, {
      grant_type: 'client_credentials',
      client_id: APPS.unconsented,
      client_secret: SAMPLE_SECRET,
      scope: GRAPH,
    }),
  );
  expect(decodeJwt(answer.access_token)).not.toHaveProperty('roles');
});

test('version 1.0: the resource is named, numbers are texts', async () => {
  const answer = await emulator.post(`/contoso.example/oauth2/token`, {
    grant_type: 'client_credentials',
    client_id: APPS.integrator,
    client_secret: SAMPLE_SECRET,
    resource: 'https://graph.microsoft.com/',
  });
  const body = (await answer.json()) as Record<string, string>;
  expect(body['resource']).toBe('https://graph.microsoft.com/');
  expect(typeof body['expires_in']).toBe('string');
  expect(Number(body['expires_on'])).toBeGreaterThan(emulator.clock.now() / 1000);
  expect(decodeJwt(body['access_token'] ?? '').aud).toBe('https://graph.microsoft.com/');
});

test.each([
  ['a wrong secret', { client_secret: 'no' }, 401, 'invalid_client', 7_000_215],
  ['no secret', { client_secret: '' }, 401, 'invalid_client', 7_000_218],
  ['an unknown client', { client_id: 'ffffffff-0000-4000-8000-000000000000' }, 400, 'unauthorized_client', 700_016],
  ['a client that is no GUID', { client_id: '../admin' }, 400, 'unauthorized_client', 700_016],
  ['no scope', { scope: '' }, 400, 'invalid_request', 900_144],
  [
    'a named application permission',
    { scope: 'https://graph.microsoft.com/SecurityEvents.Read.All' },
    400,
    'invalid_scope',
    70_011,
  ],
  ['two resources', { scope: `${GRAPH} api://${APPS.api}/.default` }, 400, 'invalid_scope', 700_022],
  ['an unknown resource', { scope: 'https://nowhere.example/.default' }, 400, 'invalid_resource', 500_011],
  ['resource at version 2.0', { resource: 'https://graph.microsoft.com' }, 400, 'invalid_request', 901_002],
  ['an unknown grant type', { grant_type: 'magic' }, 400, 'unsupported_grant_type', 70_003],
  ['no grant type', { grant_type: '' }, 400, 'invalid_request', 900_144],
])('%s is refused with its number', async (_, change, status, error, number) => {
  const answer = await emulator.post(TOKEN, {
    grant_type: 'client_credentials',
    client_id: APPS.integrator,
    client_secret: SAMPLE_SECRET,
    scope: GRAPH,
    ...change,
  });
  const body = await bodyOf(answer);
  expect([answer.status, body.error, body.error_codes]).toEqual([status, error, [number]]);
  expect(body.error_description).toMatch(
    new RegExp(
      `^AADSTS${number}: .+ Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: [0-9-]{10} [0-9:]{8}Z$`,
    ),
  );
});

test('the password grant: scp holds what was consented to, wids the active roles of the whole tenant', async () => {
  const answer = await bodyOf(await signIn('ada'));
  expect(decodeJwt(answer.access_token)).toMatchObject({
    ver: '1.0',
    idtyp: 'user',
    aud: 'https://graph.microsoft.com',
    scp: 'SecurityEvents.Read.All User.Read',
    wids: [SECURITY_READER, DEFAULT_USER_WID],
    appidacr: '0',
    upn: 'ada@contoso.example',
    amr: ['pwd'],
  });
  expect(decodeJwt(answer.id_token)).toMatchObject({
    aud: APPS.tool,
    ver: '2.0',
    preferred_username: 'ada@contoso.example',
  });
  expect(answer.scope.split(' ')).toContain(GRAPH);
});

test.each(['noah', 'pim', 'paula'])(
  'roles that are missing, eligible only or scoped are not in wids: %s',
  async (name) => {
    const answer = await bodyOf(await signIn(name));
    expect(decodeJwt(answer.access_token)['wids']).toEqual([DEFAULT_USER_WID]);
  },
);

test('a role that is assigned later shows in the next token', async () => {
  const first = await bodyOf(await signIn('noah'));
  const { state } = emulator.context;
  const oid = String(decodeJwt(first.access_token)['oid']);
  await state.db
    .insertInto('role_assignments')
    .values({
      id: 'later',
      tenant_id: CONTOSO,
      principal_id: oid,
      role_template_id: SECURITY_READER,
      state: 'active',
      directory_scope: '/',
      starts_at: 0,
      ends_at: emulator.clock.now() + 60_000,
    })
    .execute();
  const renewed = await refresh(first.refresh_token);
  expect(decodeJwt(renewed.access_token)['wids']).toEqual([SECURITY_READER, DEFAULT_USER_WID]);
  await state.db.updateTable('role_assignments').set({ ends_at: 1 }).where('id', '=', 'later').execute();
  const again = await refresh(renewed.refresh_token);
  expect(decodeJwt(again.access_token)['wids']).toEqual([DEFAULT_USER_WID]);
});

test('RFC 9700 4.14.2: a refresh token used again after the grace revokes all that descend from its sign-in', async () => {
  const first = await bodyOf(await signIn('ada'));
  const second = await refresh(first.refresh_token);
  // At once it works, since clients renew several tokens in parallel.
  expect((await refresh(first.refresh_token)).access_token).toBeTypeOf('string');
  emulator.clock.advance(31_000);
  expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant', error_codes: [50_173] });
  expect(await refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant', error_codes: [50_173] });
});

test('a refresh token expires after 90 days without use', async () => {
  const first = await bodyOf(await signIn('ada'));
  await emulator.control('/emulator/clock', { advance: 90 * 86_400 });
  expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant', error_codes: [700_082] });
  await emulator.control('/emulator/clock', { at: null });
});

test.each([
  ['a wrong password', { password: 'x' }, 50_126],
  ['an unknown user', { username: 'nobody@contoso.example' }, 50_034],
  ['a guest', { username: 'gus@fabrikam.example' }, 50_034],
  ['a scope nobody consented to', { scope: 'Mail.Read' }, 65_001],
  ['a scope that does not exist', { scope: 'Nothing.Read' }, 70_011],
])('the password grant refuses %s', async (_, change, number) => {
  const body = await bodyOf(await signIn('ada', change));
  expect(body).toMatchObject({ error_codes: [number] });
  expect(body.suberror).toBe(number === 65_001 ? 'consent_required' : undefined);
});

test('the password grant is refused under common, and for an application that allows no public clients', async () => {
  const common = await emulator.post('/common/oauth2/v2.0/token', passwordForm('ada', { client_id: APPS.portal }));
  expect((await bodyOf(common)).error_codes).toEqual([50_194]);
  expect((await bodyOf(await signIn('ada', { client_id: APPS.portal }))).error_codes).toEqual([7_000_218]);
});

test('on-behalf-of: the API gets a token with its own consent, and with the roles of the user', async () => {
  const { access_token: assertion } = await mint({
    client: 'Web portal',
    user: 'ada@contoso.example',
    scope: `api://${APPS.api}/.default`,
  });
  const body = await bodyOf(await onBehalfOf(assertion));
  expect(decodeJwt(body.access_token)).toMatchObject({
    appid: APPS.api,
    appidacr: '1',
    scp: 'SecurityEvents.Read.All',
    wids: [SECURITY_READER, DEFAULT_USER_WID],
  });
});

test('on-behalf-of refuses application tokens, tokens for another audience, expired, altered and unsigned ones', async () => {
  const portal = { client: 'Web portal', user: 'ada@contoso.example' };
  const api = `api://${APPS.api}/.default`;
  const application = await mint({ client: 'Web portal', scope: api });
  const graph = await mint({ ...portal, scope: GRAPH });
  const expired = await mint({ ...portal, scope: api, lifetime: -600 });
  const good = await mint({ ...portal, scope: api });
  const [header = '', payload = '', signature = ''] = good.access_token.split('.');
  const claims = { ...decodeJwt(good.access_token), scp: 'everything' };
  const altered = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
  const none = `${Buffer.from('{"alg":"none","kid":"x"}').toString('base64url')}.${payload}.`;
  const numbers: number[] = [];
  for (const assertion of [application.access_token, graph.access_token, expired.access_token, altered, none, 'x']) {
    numbers.push(...(await bodyOf(await onBehalfOf(assertion))).error_codes);
  }
  expect(numbers).toEqual([50_013, 50_013, 500_133, 50_013, 50_013, 50_013]);
});

test('no fault of the emulator itself happened', () => {
  expect(emulator.faults).toEqual([]);
});

function passwordForm(name: string, change: Readonly<Record<string, string>>): Record<string, string> {
  return {
    grant_type: 'password',
    client_id: APPS.tool,
    username: `${name}@contoso.example`,
    password: SAMPLE_PASSWORD,
    scope: `${GRAPH} openid profile offline_access`,
    ...change,
  };
}

function signIn(name: string, change: Readonly<Record<string, string>> = {}): Promise<Response> {
  return emulator.post(TOKEN, passwordForm(name, change));
}

async function refresh(token: string) {
  return bodyOf(
    await emulator.post(TOKEN, { grant_type: 'refresh_token', client_id: APPS.tool, refresh_token: token }),
  );
}

async function mint(request: Readonly<Record<string, string | number>>) {
  return bodyOf(await emulator.control('/emulator/token', { tenant: CONTOSO, ...request }));
}

function onBehalfOf(assertion: string): Promise<Response> {
  return emulator.post(TOKEN, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    client_id: APPS.api,
    client_secret: SAMPLE_SECRET,
    scope: GRAPH,
    assertion,
  });
}
