import { createHash } from 'node:crypto';
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  type JSONWebKeySet,
} from 'jose';
import { afterEach, expect, test } from 'vitest';
import { createTestBrowser } from '../../test/test-browser.ts';
import { APPS, bodyOf, CONTOSO, createTestEmulator, ORIGIN, type TestEmulator } from '../../test/test-emulator.ts';
import type { EmulatorOptions } from '../create-emulator.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET, SAMPLE_SEED } from '../seed/sample-seed.ts';
import { verifyAccessToken } from './tokens/verify-access-token.ts';

const GRAPH = 'https://graph.microsoft.com/.default';
const FABRIKAM = '0c0ffee0-7777-4888-8999-aaaabbbbcccc';
const MULTI = 'c0000002-0000-4000-8000-000000000002';
const settings = { hostsMode: false, automatic: true, unverifiableGraphTokens: false };

let emulator: TestEmulator;
afterEach(async () => {
  await emulator.close();
  if (emulator.faults.length > 0) throw emulator.faults[0];
});

test('a guest signs in with the account at home and is another user here: acct 1, idp, no roles', async () => {
  await start();
  const token = decodeJwt(await codeFlow(CONTOSO, APPS.tool, 'gus@fabrikam.example'));
  expect(token).toMatchObject({
    tid: CONTOSO,
    acct: 1,
    idp: `${ORIGIN}/${FABRIKAM}/`,
    upn: 'gus_fabrikam.example#ext#@contoso.example',
    email: 'gus@fabrikam.example',
    wids: [],
  });
});

test('under common the tenant is the one of the account; under a tenant the one that invited', async () => {
  await start();
  await addMultiTenantApp();
  expect(decodeJwt(await codeFlow('common', MULTI, 'gus@fabrikam.example'))['tid']).toBe(FABRIKAM);
  expect(decodeJwt(await codeFlow('organizations', MULTI, 'ada@contoso.example'))['tid']).toBe(CONTOSO);
  expect(decodeJwt(await codeFlow('contoso.example', MULTI, 'gus@fabrikam.example'))['tid']).toBe(CONTOSO);
  const { status, text } = await createTestBrowser(emulator).open(
    authorizePath(FABRIKAM, MULTI, 'ada@contoso.example'),
  );
  expect([status, text.includes('AADSTS50020')]).toEqual([400, true]);
  const consumers = await createTestBrowser(emulator).open(authorizePath('consumers', MULTI, 'ada@contoso.example'));
  expect(consumers.text).toContain('AADSTS9002332');
});

test('a disabled user gets nothing, neither by password nor by a refresh token', async () => {
  await start();
  const { refresh_token } = await bodyOf(await password());
  await emulator.context.state.db
    .updateTable('users')
    .set({ enabled: 0 })
    .where('upn', '=', 'ada@contoso.example')
    .execute();
  expect((await bodyOf(await password())).error_codes).toEqual([50_057]);
  expect((await bodyOf(await refresh(refresh_token))).error_codes).toEqual([50_057]);
});

test('revoking sign-in sessions ends the refresh tokens from before', async () => {
  await start();
  const { refresh_token } = await bodyOf(await password());
  emulator.clock.advance(1000);
  await emulator.context.state.db
    .updateTable('users')
    .set({ sessions_valid_from: emulator.clock.now() })
    .where('upn', '=', 'ada@contoso.example')
    .execute();
  expect(await bodyOf(await refresh(refresh_token))).toMatchObject({ error: 'invalid_grant', error_codes: [50_173] });
});

test('assignment required: neither an unassigned user nor an application without role gets a token', async () => {
  await start();
  const require = (appId: string) =>
    emulator.context.state.db
      .updateTable('service_principals')
      .set({ assignment_required: 1 })
      .where('app_id', '=', appId)
      .execute();
  await require(APPS.tool);
  expect((await bodyOf(await password())).error_codes).toEqual([50_105]);
  await require(APPS.api);
  const daemon = await emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
    grant_type: 'client_credentials',
    client_id: APPS.integrator,
    client_secret: SAMPLE_SECRET,
    scope: `api://${APPS.api}/.default`,
  });
  expect((await bodyOf(daemon)).error_codes).toEqual([501_051]);
});

test('an expired secret is told from a wrong one', async () => {
  await start();
  await emulator.context.state.db.updateTable('application_secrets').set({ ends_at: 1 }).execute();
  const answer = await emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
    grant_type: 'client_credentials',
    client_id: APPS.integrator,
    client_secret: SAMPLE_SECRET,
    scope: GRAPH,
  });
  expect((await bodyOf(answer)).error_codes).toEqual([7_000_222]);
});

test('with a nonce in the header a Microsoft Graph token does not verify, except for the service that it is for', async () => {
  await start({ settings: { ...settings, unverifiableGraphTokens: true } });
  const { access_token } = await bodyOf(await password());
  const { nonce } = decodeProtectedHeader(access_token) as { nonce?: string };
  expect(
    createHash('sha256')
      .update(nonce ?? '')
      .digest(),
  ).toHaveLength(32);
  const keys = (await (await emulator.get('/common/discovery/keys')).json()) as JSONWebKeySet;
  const plain = jwtVerify(access_token, createLocalJWKSet(keys), { currentDate: new Date(emulator.clock.now()) });
  await expect(plain).rejects.toThrow('signature verification failed');
  expect(await verifyAccessToken(emulator.context, access_token, emulator.clock.now())).toMatchObject({ ok: true });
});

test('a federated credential: keys from the issuer\u2019s metadata; issuer, subject and audience compared exactly', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' };
  const fetched: string[] = [];
  await start({
    seed: {
      tenants: SAMPLE_SEED.tenants.map((tenant) => ({
        ...tenant,
        applications: (tenant.applications ?? []).map((app) =>
          app.appId === APPS.integrator
            ? { ...app, federatedCredentials: [{ name: 'ci', issuer: 'https://ci.example', subject: 'repo:a' }] }
            : app,
        ),
      })),
    },
    fetch: (request) => {
      fetched.push(request.url);
      const document = request.url.endsWith('openid-configuration')
        ? { issuer: 'https://ci.example', jwks_uri: 'https://ci.example/keys' }
        : { keys: [jwk] };
      return Promise.resolve(Response.json(document));
    },
  });
  const ask = async (claims: Readonly<Record<string, string>>, key = privateKey) => {
    const all = { iss: 'https://ci.example', sub: 'repo:a', aud: 'api://AzureADTokenExchange', ...claims };
    const assertion = await new SignJWT(all)
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setExpirationTime(emulator.clock.now() / 1000 + 300)
      .sign(key);
    const answer = await emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
      grant_type: 'client_credentials',
      client_id: APPS.integrator,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: GRAPH,
    });
    return bodyOf(answer);
  };
  expect((await ask({ iss: 'https://evil.example' })).error_codes).toEqual([700_211]);
  expect((await ask({ sub: 'repo:b' })).error_codes).toEqual([700_213]);
  expect((await ask({ aud: 'other' })).error_codes).toEqual([700_212]);
  expect(fetched).toEqual([]);
  expect(decodeJwt((await ask({})).access_token)['appidacr']).toBe('2');
  expect(fetched).toEqual(['https://ci.example/.well-known/openid-configuration', 'https://ci.example/keys']);
  const other = await generateKeyPair('RS256');
  expect((await ask({}, other.privateKey)).error_codes).toEqual([700_027]);
});

async function start(options: Partial<EmulatorOptions> = {}): Promise<void> {
  emulator = await createTestEmulator({ settings, ...options });
}

function password(): Promise<Response> {
  return emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
    grant_type: 'password',
    client_id: APPS.tool,
    username: 'ada@contoso.example',
    password: SAMPLE_PASSWORD,
    scope: `${GRAPH} offline_access`,
  });
}

function refresh(token: string): Promise<Response> {
  return emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
    grant_type: 'refresh_token',
    client_id: APPS.tool,
    refresh_token: token,
  });
}

async function addMultiTenantApp(): Promise<void> {
  const answer = await emulator.control('/emulator/seed', {
    tenants: [
      {
        id: CONTOSO,
        name: 'Contoso',
        domains: ['contoso.example'],
        applications: [
          {
            appId: MULTI,
            name: 'For all organizations',
            signInAudience: 'AzureADMultipleOrgs',
            requires: [{ delegated: ['User.Read'] }],
            redirectUris: { publicClient: ['http://localhost'] },
          },
        ],
      },
    ],
  });
  expect(await answer.json()).toEqual({ seeded: true });
}

function authorizePath(tenant: string, clientId: string, userName: string): string {
  const parameters = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: 'http://localhost',
    scope: GRAPH,
    login_hint: userName,
  });
  return `/${tenant}/oauth2/v2.0/authorize?${parameters.toString()}`;
}

async function codeFlow(tenant: string, clientId: string, userName: string): Promise<string> {
  const page = await createTestBrowser(emulator).open(authorizePath(tenant, clientId, userName));
  if (page.location === null) throw new Error(page.text.replaceAll(/<[^>]*>|\s+/g, ' ').slice(-300));
  const code = new URL(page.location).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: 'http://localhost', code };
  return (await bodyOf(await emulator.post(`/${tenant}/oauth2/v2.0/token`, form))).access_token;
}
