import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../test/growth.ts';
import { DELEGATED, part, testToken } from '../../test/tokens.ts';
import { redact } from './redact.ts';

const TOKEN = testToken(DELEGATED);
/** A made-up secret of the form that the Entra admin centre generates. */
const SECRET = 'aB38Q~x.Yz_made-up-for-tests-0123456789';

test.each([
  ['a bare token', TOKEN],
  ['a header', `GET /v1.0/me HTTP/1.1\nAuthorization: Bearer ${TOKEN}\nHost: graph.microsoft.com`],
  ['a fragment', `https://localhost/#access_token=${TOKEN}&state=1`],
  ['a percent-encoded header', `Authorization%3A%20Bearer%20${TOKEN}`],
  ['JSON in JSON', JSON.stringify(JSON.stringify({ access_token: TOKEN }))],
  ['quotes', `'${TOKEN}'`],
  ['text right before it', `token20${TOKEN}`],
  ['a payload in the other alphabet', `${part({ alg: 'none' })}.a+b/${part(DELEGATED)}==.c2ln`],
  ['a wrapped header', `Authorization: Bearer ${TOKEN.replaceAll(/(.{72})/g, '$1\n  ')}`],
  ['a wrapped form', `access_token=${TOKEN.replaceAll(/(.{72})/g, '$1\n')}`],
  ['line breaks', TOKEN.replaceAll(/(.{76})/g, '$1\n')],
  ['line breaks and indents', `  "${TOKEN.replaceAll(/(.{64})/g, '$1\r\n    ')}"`],
  ['a pretty-printed header', `${part('{\n "alg":"none"}')}.${part(DELEGATED)}.c2ln`],
])('a token in %s is removed', (_, text) => {
  const out = redact(text);
  expect(out).toContain('removed]');
  for (const piece of [TOKEN, part(DELEGATED), part(DELEGATED).slice(20, 60), part(DELEGATED).slice(-40)]) {
    expect(out).not.toContain(piece);
  }
});

test('a token that was cut off is removed too', () => {
  expect(redact(`the token ${TOKEN.slice(0, 30)}… fails`)).toBe('the token [token removed]… fails');
});

test.each([
  ['a form', `grant_type=client_credentials&client_id=1&client_secret=${SECRET}&scope=x`],
  ['an encoded form', `grant_type%3Dx%26client_secret%3D${SECRET}%26scope%3Dx`],
  ['JSON', `{"clientSecret": "${SECRET}", "tenant": "t"}`],
  ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ client_secret: SECRET }) })],
  ['Python', `app = Client(client_secret='${SECRET}')`],
  ['PowerShell', `$clientSecret = "${SECRET}"`],
  ['an environment variable', `AZURE_CLIENT_SECRET=${SECRET}\nX=1`],
  ['an option', `az login --client-secret ${SECRET} --tenant t`],
  ['YAML', `client-secret: ${SECRET}\n`],
  ['C#', `options.ClientSecret = "${SECRET}";`],
  ['a refresh token', `{"refresh_token":"0.${SECRET}"}`],
  ['an assertion', `client_assertion_type=urn:x&client_assertion=${SECRET}`],
  ['an authorization code', `https://localhost/?code=0.${SECRET}&state=1`],
  ['a code verifier', `code_verifier=${SECRET}`],
  ['a password', `grant_type=password&username=u&password=${SECRET}`],
  ['an opaque bearer', `authorization: Bearer ${SECRET}`],
  ['an opaque bearer in a text', `sent Bearer ${SECRET} to it`],
  ['basic credentials', `Authorization: Basic ${SECRET}`],
  ['a cookie', `Cookie: ESTSAUTH=${SECRET}; other=${SECRET}\r\nHost: x`],
  ['a set cookie', `set-cookie: ESTSAUTH=${SECRET}; path=/`],
  ['a cookie of a HAR file', `{ "name": "Cookie",\n "value": "a=${SECRET}" }`],
  ['the cookies of a HAR file', `"cookies": [{"name":"a","value":"${SECRET}"}],`],
  ['a command line', `curl -H 'Authorization: Bearer ${SECRET}' -b 'a=${SECRET}' -u me:${SECRET} https://x`],
  ['an option of curl', `curl --oauth2-bearer ${SECRET} https://x`],
  ['user information', `https://me:${SECRET}@example.com/`],
  ['an unclosed text', `"password": "${SECRET}`],
  ['escaped quotes', `"password": "a\\"${SECRET}", "next": 1`],
])('the secret of %s is removed', (_, text) => {
  const out = redact(text);
  expect(out).toContain('removed]');
  expect(out).not.toContain(SECRET);
  expect(out).not.toContain(SECRET.slice(10));
});

test('what stands around a secret stays', () => {
  expect(redact(`curl -H "Authorization: Bearer ${TOKEN}" "https://graph.microsoft.com/v1.0/me"`)).toBe(
    'curl -H "Authorization: [secret removed]" "https://graph.microsoft.com/v1.0/me"',
  );
  expect(redact(`{"client_secret":"${SECRET}","client_id":"1"}`)).toBe(
    '{"client_secret":"[secret removed]","client_id":"1"}',
  );
  expect(redact('https://me:pw@example.com/a?client_secret=x&b=1')).toBe(
    'https://[secret removed]@example.com/a?client_secret=[secret removed]&b=1',
  );
});

test.each([
  '{"error":{"code":"UnknownError","message":"Auth token does not contain valid permissions or user does not have valid roles.","innerError":{"request-id":"5d6b6bb7-de71-4623-b4af-96380a352509"}}}',
  'CompactToken parsing failed with error code: 80049217',
  'status code=403, code=UnknownError, code=AADSTS65001',
  'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value',
  '{"code":"InvalidAuthenticationToken","message":"Access token validation failure. Invalid audience."}',
  'WWW-Authenticate: Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims"',
  '{"token": null, "password": null, "amr": ["pwd", "mfa"], "keyId": "1f6d1a0e-3c5b-4d0e-9c59-3a2b0f0b7f11"}',
  'Authorization_RequestDenied: Insufficient privileges to complete the operation.',
  'grant_type=authorization_code&response_type=code&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  'Valid Authorization header is needed. Bearer token is missing.',
  'https://graph.microsoft.com/v1.0/users/a@b.example/authentication/passwordMethods?$select=id',
  '',
])('nothing is removed from %j', (text) => {
  expect(redact(text)).toBe(text);
});

test('no token is left, whatever stands around it', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
  const around = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('"', 'Bearer ', 'a.', '=', 'token=', '\\"', '%20', 'eyJ', '://', 'Cookie: ', "'", '\n', '['),
  );
  fc.assert(
    fc.property(object, object, around, around, (header, claims, before, after) => {
      const payload = part({ aud: 'https://graph.microsoft.com', ...claims });
      const token = `${part({ alg: 'RS256', ...header })}.${payload}.${part('signature of the test')}`;
      const out = redact(before + token + after);
      expect(out).not.toContain(payload);
      expect(out).not.toContain(part('signature of the test'));
    }),
    { numRuns: 1000 },
  );
});

test('removing twice removes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const once = redact(text);
      expect(redact(once)).toBe(once);
    }),
  );
});

test.each([
  'eyJ',
  'eyJhbGciOiJub25lIn0.',
  'e30.',
  'token:',
  'secret:{',
  'secret="',
  'token=\u201c',
  'code=1&',
  '"Authorization: \n',
  'Authorization: [',
  'Cookie: {',
  '://a:',
  '://@@@@',
  'Bearer a1',
  '\\"',
  '\\',
  'a',
  'a ',
  '"name":"Cookie",   ',
  '.',
  'curl -u ',
])('time grows linearly with repetitions of %j', (piece) => {
  expect(growth((size) => redact(piece.repeat(size)), 2_000)).toBeLessThan(LINEAR);
});
