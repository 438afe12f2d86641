import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBrowser } from '../../test/test-browser.ts';
import { APPS, bodyOf, CONTOSO, createTestEmulator, ORIGIN, type TestEmulator } from '../../test/test-emulator.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET } from '../seed/sample-seed.ts';

const GRAPH = 'https://graph.microsoft.com/.default';
const FABRIKAM = '0c0ffee0-7777-4888-8999-aaaabbbbcccc';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A request that would succeed, and the parameters without which it must not. */
interface Honest {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  /** Parameters whose every change must be refused. */
  readonly guarded: readonly string[];
  /** Parameters that must be there once, with whatever value. */
  readonly needed?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the query of a GET, by a browser in which somebody is signed in. */
  readonly isPage?: boolean;
}

interface Attack {
  readonly title: string;
  readonly request: Request;
}

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await createTestEmulator({
    settings: { hostsMode: false, automatic: true, unverifiableGraphTokens: false },
  });
});
afterAll(() => emulator.close());

test(
  '2,000 malformed and malicious requests: always an Entra-shaped error, never a token, never a fault',
  { timeout: 180_000 },
  async () => {
    const attacks = await makeAttacks();
    const wrong: string[] = [];
    for (const attack of attacks) {
      const problem = judge(attack, await emulator.fetch(attack.request, { clientAddress: '127.0.0.1' }));
      const found = await problem;
      if (found !== null) wrong.push(found);
    }
    expect(wrong).toEqual([]);
    expect(emulator.faults).toEqual([]);
    expect(attacks.length).toBeGreaterThanOrEqual(2000);
  },
);

test('the honest requests that the attacks are made from do succeed', async () => {
  for (const honest of await honestRequests()) {
    const answer = await emulator.fetch(toRequest(honest, honest.form), { clientAddress: '127.0.0.1' });
    const text = `${answer.headers.get('location') ?? ''} ${await answer.text()}`;
    expect([
      honest.path,
      honest.form['grant_type'] ?? '',
      holdsToken(text) || /"user_code"|granted/.test(text),
    ]).toEqual([honest.path, honest.form['grant_type'] ?? '', true]);
  }
});

/** Says what is wrong with an answer to an attack; null when nothing is. */
async function judge(attack: Attack, answer: Response): Promise<string | null> {
  const text = await answer.text();
  const location = answer.headers.get('location') ?? '';
  if (answer.status >= 500) return `${attack.title}: status ${answer.status}`;
  if (holdsToken(`${location} ${text}`)) return `${attack.title}: a token or code was given out`;
  if (location !== '') {
    const isShaped = /[?&#]error=[a-z_]+&error_description=AADSTS\d+%3A/.test(location);
    return isShaped ? null : `${attack.title}: redirect without an error`;
  }
  // Pages that ask the person are no answer to the attacker yet.
  if (/<form\s[^>]*action="\/[^"]*"/.test(text)) return null;
  const isShaped = /AADSTS\d+: .+ Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: /s.test(text);
  return isShaped && answer.status >= 400 ? null : `${attack.title}: ${answer.status} ${text.slice(0, 120)}`;
}

function holdsToken(text: string): boolean {
  return /"access_token"|"refresh_token"|"id_token"|[?&#](code=1\.|access_token=|id_token=)|name="(code|access_token)"|eyJ[\w-]+\.eyJ/.test(
    text,
  );
}

async function makeAttacks(): Promise<readonly Attack[]> {
  const attacks: Attack[] = [];
  const secrets = [SAMPLE_SECRET, SAMPLE_PASSWORD];
  for (const honest of await honestRequests()) {
    const label = `${honest.path} ${honest.form['grant_type'] ?? honest.form['response_type'] ?? ''}`;
    for (const name of honest.guarded) {
      const value = honest.form[name] ?? '';
      for (const [how, change] of changesOf(name, value, honest.form)) {
        attacks.push({ title: `${label} ${name}: ${how}`, request: toRequest(honest, change) });
      }
    }
    for (const name of honest.needed ?? []) {
      const changes = [...changesOf(name, honest.form[name] ?? '', honest.form)].slice(0, 6);
      for (const [how, change] of changes)
        attacks.push({ title: `${label} ${name}: ${how}`, request: toRequest(honest, change) });
    }
    for (const [how, request] of wholeAttacks(honest)) attacks.push({ title: `${label}: ${how}`, request });
    expect(secrets.some((secret) => label.includes(secret))).toBe(false);
  }
  attacks.push(...(await replays()), ...(await forgedAssertions()), ...strayPaths());
  return attacks;
}

type Form = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

function* changesOf(
  name: string,
  value: string,
  form: Readonly<Record<string, string>>,
): Generator<readonly [string, Form]> {
  const without = Object.fromEntries(Object.entries(form).filter(([key]) => key !== name));
  yield ['dropped', without];
  yield ['empty', { ...form, [name]: '' }];
  yield ['doubled', [...Object.entries(form), [name, value]]];
  yield ['doubled with another value', [[name, 'other'], ...Object.entries(form)]];
  yield ['as an array', { ...without, [`${name}[]`]: value }];
  yield ['as an object', { ...without, [`${name}[$ne]`]: '' }];
  const wrong: readonly string[] = [
    'x'.repeat(70_000),
    'x'.repeat(300_000),
    'null',
    'undefined',
    'true',
    '-1',
    '9'.repeat(400),
    '{}',
    '[]',
    '\u0000',
    `${value}\u0000`,
    '\r\nset-cookie: a=b',
    '%00%ff',
    '\ud800',
    '💥'.repeat(50),
    "' or '1'='1",
    '"; drop table users; --',
    '../../../etc/passwd',
    '${jndi:ldap://x}',
    '<script>alert(1)</script>',
    '*',
    '.',
    '__proto__',
    'constructor',
    'https://evil.example/',
    'NaN',
    'eyJhbGciOiJub25lIn0.e30.',
    // Not the last character: in Base64 some of its bits count for nothing, so the value could stay the same.
    `${value.slice(0, -2)}${value.at(-2) === 'x' ? 'y' : 'x'}${value.slice(-1)}`,
    value.slice(0, Math.floor(value.length / 2)),
    `${value}${value}`,
  ];
  for (const [index, other] of wrong.entries()) yield [`wrong ${index}`, { ...form, [name]: other }];
  for (const [key, other] of Object.entries(form)) {
    // An application may ask for a token for itself.
    if (name === 'resource' && key === 'client_id') continue;
    if (key !== name && other !== value) yield [`swapped with ${key}`, { ...form, [name]: other }];
  }
}

function* wholeAttacks(honest: Honest): Generator<readonly [string, Request]> {
  const text = new URLSearchParams(honest.form).toString();
  const send = (path: string, init: RequestInit): Request => new Request(ORIGIN + path, init);
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...honest.headers };
  for (const tenant of [
    FABRIKAM,
    'nowhere.example',
    '9188040d-6c67-4c5b-b112-36a304b66dad',
    'v2.0',
    '%00',
    "'",
    'x'.repeat(5000),
  ]) {
    const path = honest.path.replace(/^\/[^/]+/, `/${tenant}`);
    yield [
      `tenant ${tenant.slice(0, 40)}`,
      honest.isPage === true
        ? toRequest({ ...honest, path }, honest.form)
        : send(path, { method: 'POST', body: text, headers: form }),
    ];
  }
  if (honest.isPage === true) return;
  yield [
    'as JSON',
    send(honest.path, {
      method: 'POST',
      body: JSON.stringify(honest.form),
      headers: { ...honest.headers, 'content-type': 'application/json' },
    }),
  ];
  yield [
    'as text',
    send(honest.path, { method: 'POST', body: text, headers: { ...honest.headers, 'content-type': 'text/plain' } }),
  ];
  yield [
    'as multipart',
    send(honest.path, {
      method: 'POST',
      body: text,
      headers: { ...honest.headers, 'content-type': 'multipart/form-data; boundary=x' },
    }),
  ];
  yield [
    'without type',
    send(honest.path, { method: 'POST', body: Buffer.from(text), headers: { ...honest.headers, 'content-type': '' } }),
  ];
  yield ['empty', send(honest.path, { method: 'POST', body: '', headers: form })];
  yield ['in the query', send(`${honest.path}?${text}`, { method: 'POST', body: '', headers: form })];
  yield ['by GET', send(`${honest.path}?${text}`, { method: 'GET' })];
  for (const method of ['PUT', 'PATCH', 'DELETE'])
    yield [method, send(honest.path, { method, body: text, headers: form })];
  yield [
    'one megabyte',
    send(honest.path, { method: 'POST', body: `${text}&pad=${'x'.repeat(1_000_000)}`, headers: form }),
  ];
  yield ['a wrong length', send(honest.path, { method: 'POST', body: text.slice(0, 20), headers: form })];
  yield ['percent signs', send(honest.path, { method: 'POST', body: '%%%=%%%&%zz', headers: form })];
  if (honest.form['client_secret'] !== undefined) {
    const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    for (const header of [
      basic(APPS.api, SAMPLE_SECRET),
      basic('x', 'y'),
      'Basic %%%',
      'Basic',
      `Basic ${'A'.repeat(9000)}`,
    ]) {
      yield [
        `Authorization ${header.slice(0, 12)} beside a secret`,
        send(honest.path, { method: 'POST', body: text, headers: { ...form, authorization: header } }),
      ];
    }
  }
}

async function replays(): Promise<readonly Attack[]> {
  const attacks: Attack[] = [];
  const all = await honestRequests();
  for (const honest of all.filter(({ form }) =>
    /code$|^urn:ietf:params:oauth:grant-type:device/.test(form['grant_type'] ?? ''),
  )) {
    // The honest one goes first; what follows is the copy that somebody took.
    await (await emulator.fetch(toRequest(honest, honest.form), { clientAddress: '127.0.0.1' })).text();
    for (let index = 0; index < 5; index += 1) {
      attacks.push({
        title: `replayed ${honest.form['grant_type'] ?? ''} ${index}`,
        request: toRequest(honest, honest.form),
      });
    }
  }
  const refresh = all.find(({ form }) => form['grant_type'] === 'refresh_token');
  if (refresh === undefined) throw new Error('no refresh request');
  await (await emulator.fetch(toRequest(refresh, refresh.form), { clientAddress: '127.0.0.1' })).text();
  emulator.clock.advance(31_000);
  for (let index = 0; index < 5; index += 1) {
    attacks.push({ title: `replayed refresh token ${index}`, request: toRequest(refresh, refresh.form) });
  }
  return attacks;
}

async function forgedAssertions(): Promise<readonly Attack[]> {
  const { keys } = (await (await emulator.get('/common/discovery/keys')).json()) as {
    keys: { kid: string; n: string }[];
  };
  const published = keys[0];
  if (published === undefined) throw new Error('no key');
  const claims = { aud: `${ORIGIN}/${CONTOSO}/oauth2/v2.0/token`, iss: APPS.integrator, sub: APPS.integrator };
  const now = Math.floor(emulator.clock.now() / 1000);
  const hmac = (secret: string): Promise<string> =>
    new SignJWT({ ...claims, exp: now + 600 })
      .setProtectedHeader({ alg: 'HS256', kid: published.kid })
      .sign(Buffer.from(secret));
  const unsigned = (header: object, payload: object): string =>
    `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`;
  const forged = [
    // RFC 8725, Section 2.1: the public key as the secret of an HMAC.
    await hmac(published.n),
    await hmac(JSON.stringify(published)),
    unsigned({ alg: 'none' }, { ...claims, exp: now + 600 }),
    unsigned({ alg: 'None', kid: published.kid }, { ...claims, exp: now + 600 }),
    `${unsigned({ alg: 'RS256', kid: published.kid }, { ...claims, exp: now + 600 })}AAAA`,
    unsigned({ alg: 'RS256', jwk: published }, { ...claims, exp: now + 600 }),
    unsigned({ alg: 'RS256', jku: 'https://evil.example/keys' }, { ...claims, exp: now + 600 }),
    unsigned({ alg: 'RS256', crit: ['exp'] }, { ...claims, exp: now + 600 }),
    unsigned({ alg: 'RS256' }, { ...claims, exp: 'soon' }),
    unsigned({ alg: 'RS256' }, { ...claims }),
    unsigned({ alg: 'RS256' }, { ...claims, exp: 1e308 }),
    unsigned({ alg: 'RS256' }, { ...claims, iss: 5, exp: now + 600 }),
    unsigned({ alg: 'RS256' }, { ...claims, sub: { a: 1 }, exp: now + 600 }),
    unsigned({ alg: 'RS256' }, { ...claims, aud: [1, null], exp: now + 600 }),
    unsigned({ alg: 'RS256' }, []),
    'a.b.c',
    '...',
    '',
  ];
  const common = { client_id: APPS.integrator, scope: GRAPH };
  const path = `/${CONTOSO}/oauth2/v2.0/token`;
  return forged.flatMap((assertion, index) => [
    {
      title: `forged client assertion ${index}`,
      request: toRequest(
        { path, form: {}, guarded: [] },
        {
          ...common,
          grant_type: 'client_credentials',
          client_assertion_type: ASSERTION_TYPE,
          client_assertion: assertion,
        },
      ),
    },
    {
      title: `forged user assertion ${index}`,
      request: toRequest(
        { path, form: {}, guarded: [] },
        {
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          requested_token_use: 'on_behalf_of',
          client_id: APPS.api,
          client_secret: SAMPLE_SECRET,
          scope: GRAPH,
          assertion,
        },
      ),
    },
  ]);
}

function strayPaths(): readonly Attack[] {
  const paths = [
    '/',
    '/x',
    `/${CONTOSO}`,
    `/${CONTOSO}/oauth2`,
    '/common/oauth2/v3.0/token',
    '/%2e%2e/',
    '/emulator/nothing',
    '//evil.example/',
    '/nowhere.example/v2.0/.well-known/openid-configuration',
    '/nowhere.example/discovery/keys',
  ];
  const attacks: Attack[] = paths.flatMap((path) =>
    ['GET', 'POST', 'DELETE'].map((method) => ({
      title: `${method} ${path}`,
      request: new Request(ORIGIN + path, { method }),
    })),
  );
  for (const authorization of [
    '',
    'Bearer',
    'Bearer x',
    'Bearer eyJ.eyJ.x',
    'Basic eDp5',
    `Bearer ${'x'.repeat(20_000)}`,
  ]) {
    attacks.push({
      title: `userinfo ${authorization.slice(0, 20)}`,
      request: new Request(`${ORIGIN}/oidc/userinfo`, { headers: { authorization } }),
    });
  }
  for (const headers of [
    { origin: 'https://evil.example', 'content-type': 'application/json' },
    { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
  ]) {
    for (const path of ['token', 'reset', 'seed', 'clock', 'keys']) {
      const body = JSON.stringify({ tenant: CONTOSO, client: APPS.integrator });
      attacks.push({
        title: `/emulator/${path} ${JSON.stringify(headers)}`,
        request: new Request(`${ORIGIN}/emulator/${path}`, { method: 'POST', body, headers }),
      });
    }
  }
  for (const body of [
    '[]',
    '1',
    'null',
    '{',
    '{"tenant":1}',
    '{"tenant":"x","client":"y"}',
    '{"tenant":{"$ne":1},"client":[]}',
  ]) {
    attacks.push({
      title: `/emulator/token ${body}`,
      request: new Request(`${ORIGIN}/emulator/token`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      }),
    });
  }
  return attacks;
}

function toRequest(honest: Honest, form: Form): Request {
  const pairs: readonly (readonly [string, string])[] = isPairs(form) ? form : Object.entries(form);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
  if (honest.isPage === true)
    return new Request(`${ORIGIN}${honest.path}?${text}`, { headers: { accept: 'text/html' } });
  return new Request(ORIGIN + honest.path, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...honest.headers },
  });
}

function isPairs(form: Form): form is readonly (readonly [string, string])[] {
  return Array.isArray(form);
}

async function honestRequests(): Promise<readonly Honest[]> {
  const path = `/${CONTOSO}/oauth2/v2.0/token`;
  const password = {
    grant_type: 'password',
    client_id: APPS.tool,
    username: 'ada@contoso.example',
    password: SAMPLE_PASSWORD,
    scope: GRAPH,
  };
  const user = await bodyOf(await emulator.post(path, { ...password, scope: `${GRAPH} offline_access` }));
  const minted = await emulator.control('/emulator/token', {
    tenant: CONTOSO,
    client: APPS.portal,
    user: 'ada@contoso.example',
    scope: `api://${APPS.api}/.default`,
  });
  const verifier = 'v'.repeat(43);
  const authorize = {
    client_id: APPS.dashboard,
    response_type: 'code',
    redirect_uri: 'http://localhost/callback',
    scope: GRAPH,
    login_hint: 'ada@contoso.example',
    code_challenge: verifier,
    code_challenge_method: 'plain',
  };
  const page = await createTestBrowser(emulator).open(
    `/${CONTOSO}/oauth2/v2.0/authorize?${new URLSearchParams(authorize).toString()}`,
  );
  const code = new URL(page.location ?? ORIGIN).searchParams.get('code') ?? '';
  const begun = await emulator.post(`/${CONTOSO}/oauth2/v2.0/devicecode`, { client_id: APPS.tool, scope: GRAPH });
  const device = (await begun.json()) as { device_code: string; user_code: string };
  await emulator.get(`/devicelogin?user_code=${device.user_code}&login_hint=ada@contoso.example`);
  return [
    {
      path,
      form: {
        grant_type: 'client_credentials',
        client_id: APPS.integrator,
        client_secret: SAMPLE_SECRET,
        scope: GRAPH,
      },
      guarded: ['grant_type', 'client_id', 'client_secret', 'scope'],
    },
    {
      path: `/${CONTOSO}/oauth2/token`,
      form: {
        grant_type: 'client_credentials',
        client_id: APPS.integrator,
        client_secret: SAMPLE_SECRET,
        resource: 'https://graph.microsoft.com',
      },
      guarded: ['grant_type', 'client_id', 'client_secret', 'resource'],
    },
    { path, form: password, guarded: ['grant_type', 'client_id', 'username', 'password', 'scope'] },
    {
      path,
      form: { grant_type: 'refresh_token', client_id: APPS.tool, refresh_token: user.refresh_token },
      guarded: ['grant_type', 'client_id', 'refresh_token'],
    },
    {
      path,
      form: {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        requested_token_use: 'on_behalf_of',
        client_id: APPS.api,
        client_secret: SAMPLE_SECRET,
        scope: GRAPH,
        assertion: (await bodyOf(minted)).access_token,
      },
      guarded: ['grant_type', 'requested_token_use', 'client_id', 'client_secret', 'scope', 'assertion'],
    },
    {
      path,
      form: {
        grant_type: 'authorization_code',
        client_id: APPS.dashboard,
        redirect_uri: 'http://localhost/callback',
        code,
        code_verifier: verifier,
      },
      guarded: ['grant_type', 'client_id', 'redirect_uri', 'code', 'code_verifier'],
      headers: { origin: 'http://localhost' },
    },
    {
      path,
      form: { grant_type: 'device_code', client_id: APPS.tool, device_code: device.device_code },
      guarded: ['grant_type', 'client_id', 'device_code'],
    },
    {
      path: `/${CONTOSO}/oauth2/v2.0/devicecode`,
      form: { client_id: APPS.tool, scope: GRAPH },
      guarded: ['client_id'],
    },
    {
      path: `/${CONTOSO}/oauth2/v2.0/authorize`,
      form: authorize,
      guarded: ['client_id', 'response_type', 'redirect_uri', 'scope', 'login_hint'],
      isPage: true,
    },
    {
      path: `/${CONTOSO}/oauth2/v2.0/authorize`,
      form: { ...authorize, response_type: 'id_token token', nonce: 'n' },
      guarded: ['client_id', 'response_type', 'redirect_uri', 'scope', 'login_hint'],
      needed: ['nonce'],
      isPage: true,
    },
    {
      path: `/${CONTOSO}/v2.0/adminconsent`,
      form: { client_id: APPS.unconsented, scope: GRAPH, login_hint: 'grace@contoso.example' },
      guarded: ['client_id', 'scope', 'login_hint'],
      isPage: true,
    },
  ];
}
