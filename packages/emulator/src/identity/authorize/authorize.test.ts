import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestBrowser, type SeenPage, type TestBrowser } from '../../../test/test-browser.ts';
import { APPS, bodyOf, CONTOSO, createTestEmulator, type TestEmulator } from '../../../test/test-emulator.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET } from '../../seed/sample-seed.ts';
import { DEFAULT_USER_WID } from '../well-known.ts';

const SPA = 'http://localhost/callback';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';

let emulator: TestEmulator;
let browser: TestBrowser;
beforeAll(async () => {
  emulator = await createTestEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => {
  browser = createTestBrowser(emulator);
});

test('code with PKCE: sign-in page, redirect with code and state, tokens with the nonce', async () => {
  const page = await browser.open(authorizePath({}));
  expect(page.status).toBe(200);
  expect(page.text).toContain('Security dashboard');
  const answer = await signIn(page, 'ada');
  const parameters = queryOf(answer);
  expect(answer.status).toBe(303);
  expect(parameters.get('state')).toBe('s t&');
  const body = await redeem(parameters.get('code') ?? '');
  expect(decodeJwt(body.access_token)).toMatchObject({ scp: 'SecurityEvents.Read.All User.Read', appidacr: '0' });
  expect(decodeJwt(body.id_token)).toMatchObject({ nonce: 'n1', sub: expect.any(String), tid: CONTOSO });
});

test('a signed-in account needs no page any more; another one does with select_account', async () => {
  await signIn(await browser.open(authorizePath({})), 'ada');
  expect((await browser.open(authorizePath({}))).status).toBe(302);
  expect(queryOf(await browser.open(authorizePath({ prompt: 'none' }))).has('code')).toBe(true);
  const picker = await browser.open(authorizePath({ prompt: 'select_account' }));
  expect(picker.text).toContain('ada@contoso.example');
  const other = await browser.submit(picker, { step: 'other' });
  const answer = await signIn(other, 'sam');
  expect(queryOf(answer).has('code')).toBe(true);
  expect((await browser.open(authorizePath({}))).text).toContain('Pick an account');
  expect(queryOf(await browser.open(authorizePath({ login_hint: 'sam@contoso.example' }))).has('code')).toBe(true);
});

test('OpenID Connect Core 3.1.2.6: prompt=none answers login_required when nobody is signed in', async () => {
  const parameters = queryOf(await browser.open(authorizePath({ prompt: 'none' })));
  expect(parameters.get('error')).toBe('login_required');
  expect(parameters.get('error_description')).toMatch(/^AADSTS50058: .*Trace ID/);
  expect(parameters.get('state')).toBe('s t&');
});

test('the implicit flow gives a token without wids, whatever role the user holds; the code flow one with them', async () => {
  const implicit = { response_type: 'id_token token', code_challenge: '', code_challenge_method: '' };
  const answer = await signIn(await browser.open(authorizePath(implicit)), 'ada');
  const fragment = new URLSearchParams(new URL(answer.location ?? '').hash.slice(1));
  const accessToken = fragment.get('access_token') ?? '';
  expect(decodeJwt(accessToken)).not.toHaveProperty('wids');
  expect(decodeJwt(accessToken)).toMatchObject({ scp: 'SecurityEvents.Read.All User.Read', idtyp: 'user' });
  const half = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
  expect(decodeJwt(fragment.get('id_token') ?? '')).toMatchObject({ nonce: 'n1', at_hash: half });
  const code = queryOf(await browser.open(authorizePath({}))).get('code') ?? '';
  expect(decodeJwt((await redeem(code)).access_token)['wids']).toEqual([SECURITY_READER, DEFAULT_USER_WID]);
});

test('form_post sends the answer in a form whose policy allows that target only', async () => {
  const page = await signIn(await browser.open(authorizePath({ response_mode: 'form_post' })), 'ada');
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/<form method="post" action="http:\/\/localhost\/callback">/);
  expect(page.text).toMatch(/name="code" value="1\./);
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost");
});

test('pages cannot be framed and run no script but their own', async () => {
  const page = await browser.open(authorizePath({}));
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(page.headers.get('content-security-policy')).not.toContain('script-src');
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('what a request says is escaped in pages', async () => {
  const page = await browser.open(authorizePath({ login_hint: '"><script>alert(1)</script>' }));
  expect(page.text).not.toContain('<script>');
});

test.each([
  ['an unregistered redirect URI', { redirect_uri: 'http://localhost/other' }, 50_011],
  ['one with a longer path', { redirect_uri: 'http://localhost/callback/..' }, 50_011],
  ['another host that begins alike', { redirect_uri: 'http://localhost.evil.example/callback' }, 50_011],
  ['a user name in it', { redirect_uri: 'http://localhost:80@evil.example/callback' }, 50_011],
  ['none', { redirect_uri: '' }, 900_144],
  ['an unknown application', { client_id: 'a0000009-0000-4000-8000-000000000009' }, 700_016],
])('RFC 6749 4.1.2.1: %s is an error page, never a redirect', async (_, change, number) => {
  const page = await browser.open(authorizePath(change));
  expect([page.status, page.location]).toEqual([400, null]);
  expect(page.text).toContain(`AADSTS${number}:`);
});

test.each([
  ['an unknown response type', { response_type: 'magic' }, 'unsupported_response_type', 70_005],
  ['a token in the query', { response_type: 'token', response_mode: 'query' }, 'invalid_request', 70_007],
  ['no scope', { scope: '' }, 'invalid_request', 900_144],
  ['an ID token without nonce', { response_type: 'id_token', nonce: '' }, 'invalid_request', 90_014],
  ['a short code challenge', { code_challenge: 'abc' }, 'invalid_request', 501_491],
  ['an unknown challenge method', { code_challenge_method: 'S1' }, 'invalid_request', 501_491],
  ['an unknown prompt', { prompt: 'please' }, 'invalid_request', 90_023],
])('%s is told to the application', async (_, change, error, number) => {
  const { location } = await browser.open(authorizePath(change));
  const url = new URL(location ?? '');
  const parameters = url.hash === '' ? url.searchParams : new URLSearchParams(url.hash.slice(1));
  expect(parameters.get('error')).toBe(error);
  expect(parameters.get('error_description')).toContain(`AADSTS${number}:`);
});

test('RFC 8252 7.3: the port of a loopback redirect URI is free', async () => {
  const page = await browser.open(authorizePath({ redirect_uri: 'http://localhost:51234/callback' }));
  expect((await signIn(page, 'ada')).location).toMatch(/^http:\/\/localhost:51234\/callback\?code=/);
});

test('a code is bound to client, redirect URI, tenant and verifier, and can be used once; reuse revokes its tokens', async () => {
  const code = queryOf(await signIn(await browser.open(authorizePath({})), 'ada')).get('code') ?? '';
  const numbers: number[] = [];
  for (const change of [
    { code_verifier: 'w'.repeat(43) },
    { code_verifier: '' },
    { redirect_uri: 'http://localhost/' },
    { client_id: APPS.tool },
    { code: 'other' },
  ]) {
    numbers.push(...(await redeem(code, change)).error_codes);
  }
  expect(numbers).toEqual([501_481, 501_481, 70_000, 70_000, 70_000]);
  const elsewhere = await emulator.post('/fabrikam.example/oauth2/v2.0/token', redeemForm(code, {}), { origin: SPA });
  expect((await bodyOf(elsewhere)).error_codes).toEqual([700_016]);
  const first = await redeem(code);
  expect(first.refresh_token).toBeTypeOf('string');
  expect((await redeem(code)).error_codes).toEqual([54_005]);
  const refreshed = await emulator.post(
    `/${CONTOSO}/oauth2/v2.0/token`,
    { grant_type: 'refresh_token', client_id: APPS.dashboard, refresh_token: first.refresh_token },
    { origin: 'http://localhost' },
  );
  expect((await bodyOf(refreshed)).error_codes).toEqual([50_173]);
});

test('a code expires after ten minutes', async () => {
  const code = queryOf(await signIn(await browser.open(authorizePath({})), 'ada')).get('code') ?? '';
  emulator.clock.advance(600_000);
  expect((await redeem(code)).error_codes).toEqual([70_008]);
});

test('a single-page application redeems across origins, with a challenge, without a secret; a web application the other way', async () => {
  const code = queryOf(await signIn(await browser.open(authorizePath({})), 'ada')).get('code') ?? '';
  const sameOrigin = await emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, redeemForm(code, {}));
  expect((await bodyOf(sameOrigin)).error_codes).toEqual([9_002_327]);
  const unprotected = { code_challenge: '', code_challenge_method: '' };
  const plain = queryOf(await browser.open(authorizePath(unprotected))).get('code') ?? '';
  expect((await redeem(plain, { code_verifier: '' })).error_codes).toEqual([9_002_325]);
  const web = { client_id: APPS.portal, scope: 'User.Read openid' };
  const consentPage = await browser.open(authorizePath({ ...web, ...unprotected }));
  const webCode = queryOf(consentPage).get('code') ?? '';
  const form = { ...redeemForm(webCode, { client_id: APPS.portal, code_verifier: '', scope: '' }) };
  const path = `/${CONTOSO}/oauth2/v2.0/token`;
  expect((await bodyOf(await emulator.post(path, form))).error_codes).toEqual([7_000_218]);
  const withSecret = { ...form, client_secret: SAMPLE_SECRET };
  const crossing = await emulator.post(path, withSecret, { origin: 'http://localhost' });
  expect((await bodyOf(crossing)).error_codes).toEqual([9_002_326]);
  expect(decodeJwt((await bodyOf(await emulator.post(path, withSecret))).access_token)['appidacr']).toBe('1');
});

test('consent: the page lists what is asked; cancelling is access_denied; accepting is a snapshot for this user only', async () => {
  const asked = { client_id: APPS.portal, scope: 'User.Read Calendars.Read openid' };
  const page = await signIn(await browser.open(authorizePath(asked)), 'noah');
  expect(page.text).toContain('Permissions requested');
  expect(page.text).toContain('Calendars.Read');
  expect(page.text).not.toContain('<code>User.Read</code>');
  expect(queryOf(await browser.submit(page, { decision: 'cancel' })).get('error')).toBe('access_denied');
  expect(queryOf(await browser.submit(page, { decision: 'accept' })).has('code')).toBe(true);
  expect(queryOf(await browser.open(authorizePath({ ...asked, prompt: 'none' }))).has('code')).toBe(true);
  browser.clearCookies();
  expect((await signIn(await browser.open(authorizePath(asked)), 'ada')).text).toContain('Permissions requested');
});

test('a permission that needs an administrator: users are told so, administrators can grant it for everybody', async () => {
  const asked = { client_id: APPS.portal, scope: 'SecurityAlert.Read.All openid' };
  const page = await signIn(await browser.open(authorizePath(asked)), 'noah');
  expect(page.text).toContain('An administrator must approve');
  // A forged answer grants nothing.
  expect(queryOf(await browser.submit(page, { decision: 'accept', everybody: '1' })).get('error')).toBe(
    'access_denied',
  );
  browser.clearCookies();
  const adminPage = await signIn(await browser.open(authorizePath(asked)), 'grace');
  const answer = await browser.submit(adminPage, { decision: 'accept', everybody: '1' });
  expect(queryOf(answer).has('code')).toBe(true);
  browser.clearCookies();
  expect(queryOf(await signIn(await browser.open(authorizePath(asked)), 'noah')).has('code')).toBe(true);
});

test('admin consent: a user cannot, an administrator grants delegated and application permissions', async () => {
  const path =
    `/contoso.example/v2.0/adminconsent?client_id=${APPS.unconsented}` +
    '&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default';
  const refused = await signIn(await browser.open(path), 'noah');
  expect(refused.text).toContain('is no administrator');
  const page = await signIn(await browser.open(path), 'grace');
  const question = page.text.includes('Permissions for your organization') ? page : await browser.open(path);
  expect(question.text).toContain('SecurityEvents.Read.All');
  expect((await browser.submit(question, { decision: 'accept' })).text).toContain('granted');
  const token = await emulator.control('/emulator/token', { tenant: CONTOSO, client: APPS.unconsented });
  expect(decodeJwt((await bodyOf(token)).access_token)['roles']).toEqual(['SecurityEvents.Read.All']);
});

test('forms from other origins, without the cookie or with a wrong value change nothing', async () => {
  const page = await browser.open(authorizePath({}));
  const fields = { username: 'ada@contoso.example', password: SAMPLE_PASSWORD };
  const foreign = await browser.submit(page, fields, { origin: 'https://evil.example' });
  const crossSite = await browser.submit(page, fields, { 'sec-fetch-site': 'same-site' });
  const wrong = await browser.submit(page, { ...fields, protection: 'x' });
  browser.clearCookies();
  const without = await browser.submit(page, fields);
  for (const answer of [foreign, crossSite, wrong, without]) {
    expect([answer.status, answer.location]).toEqual([400, null]);
    expect(answer.text).toContain('AADSTS90023');
  }
});

test('an account that is not signed in in this browser cannot be picked', async () => {
  const page = await signIn(
    await browser.open(authorizePath({ client_id: APPS.portal, scope: 'Mail.Read openid' })),
    'noah',
  );
  const grace = await emulator.context.state.db
    .selectFrom('users')
    .select('id')
    .where('upn', '=', 'grace@contoso.example')
    .executeTakeFirstOrThrow();
  const answer = await browser.submit(page, { user: grace.id, decision: 'accept' });
  expect(answer.text).toContain('AADSTS16000');
});

test('logout ends the session, and goes back to registered addresses only', async () => {
  await signIn(await browser.open(authorizePath({})), 'ada');
  const back = await browser.open(`/common/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(SPA)}`);
  expect(back.location).toBe(SPA);
  expect(queryOf(await browser.open(authorizePath({ prompt: 'none' }))).get('error')).toBe('login_required');
  const foreign = await browser.open('/common/oauth2/v2.0/logout?post_logout_redirect_uri=https://evil.example/');
  expect([foreign.status, foreign.location]).toEqual([200, null]);
});

test('RFC 8628: the device waits, the person approves, the device gets tokens once', async () => {
  const scope = 'https://graph.microsoft.com/.default openid offline_access';
  const begun = await emulator.post('/common/oauth2/v2.0/devicecode', { client_id: APPS.tool, scope });
  // The tool is registered for one tenant.
  expect((await bodyOf(begun)).error_codes).toEqual([50_194]);
  const device = (await (
    await emulator.post(`/${CONTOSO}/oauth2/v2.0/devicecode`, { client_id: APPS.tool, scope })
  ).json()) as { device_code: string; user_code: string; interval: number };
  expect(device.interval).toBe(5);
  const poll = () =>
    emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
      grant_type: 'device_code',
      client_id: APPS.tool,
      device_code: device.device_code,
    });
  expect(await bodyOf(await poll())).toMatchObject({ error: 'authorization_pending', error_codes: [70_016] });
  const page = await browser.open(`/devicelogin?user_code=${device.user_code.toLowerCase()}`);
  const question = await signIn(page, 'ada');
  expect(question.text).toContain('Command line tool');
  expect((await browser.submit(question, { decision: 'accept' })).text).toContain('is signed in');
  expect(decodeJwt((await bodyOf(await poll())).access_token)).toMatchObject({
    appid: APPS.tool,
    oid: expect.any(String),
  });
  expect((await bodyOf(await poll())).error_codes).toEqual([54_005]);
});

test('RFC 8628 3.5: a declined, an expired and an unknown device code', async () => {
  const begin = async () =>
    (await (
      await emulator.post(`/${CONTOSO}/oauth2/v2.0/devicecode`, { client_id: APPS.tool, scope: 'User.Read' })
    ).json()) as { device_code: string; user_code: string };
  const poll = async (code: string) =>
    bodyOf(
      await emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: APPS.tool,
        device_code: code,
      }),
    );
  const declined = await begin();
  const question = await signIn(await browser.open(`/devicelogin?user_code=${declined.user_code}`), 'ada');
  await browser.submit(question, { decision: 'cancel' });
  expect((await poll(declined.device_code)).error).toBe('authorization_declined');
  const late = await begin();
  emulator.clock.advance(900_000);
  expect((await poll(late.device_code)).error).toBe('expired_token');
  expect((await poll('nothing')).error).toBe('bad_verification_code');
});

test('no fault of the emulator itself happened', () => {
  expect(emulator.faults).toEqual([]);
});

function authorizePath(change: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams({
    client_id: APPS.dashboard,
    response_type: 'code',
    redirect_uri: SPA,
    scope: 'https://graph.microsoft.com/.default openid profile offline_access',
    state: 's t&',
    nonce: 'n1',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...change,
  });
  return `/${CONTOSO}/oauth2/v2.0/authorize?${parameters.toString()}`;
}

function signIn(page: SeenPage, name: string): Promise<SeenPage> {
  return browser.submit(page, { username: `${name}@contoso.example`, password: SAMPLE_PASSWORD });
}

function queryOf(page: SeenPage): URLSearchParams {
  if (page.location === null)
    throw new Error(`no redirect but a page: ${page.text.replaceAll(/<[^>]*>|\s+/g, ' ').slice(-300)}`);
  return new URL(page.location).searchParams;
}

function redeemForm(code: string, change: Readonly<Record<string, string>>): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    client_id: APPS.dashboard,
    redirect_uri: SPA,
    code,
    code_verifier: VERIFIER,
    ...change,
  };
}

async function redeem(code: string, change: Readonly<Record<string, string>> = {}) {
  const answer = await emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, redeemForm(code, change), {
    origin: 'http://localhost',
  });
  return bodyOf(answer);
}
