import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../test/growth.ts';
import { APPLICATION, DELEGATED, part, testToken } from '../../test/tokens.ts';
import { MAX_TOKEN_LENGTH, readToken, type TokenReading } from './read-token.ts';

const token = testToken(DELEGATED);

function why(text: string): string {
  const reading = readToken(text);
  return reading.form === 'opaque' ? reading.why : reading.form;
}

function oddities(text: string): readonly string[] | null {
  const reading = readToken(text);
  return reading.form === 'jwt' ? reading.oddities : null;
}

test('a delegated token gives its header, its claims and its facts', () => {
  const reading = readToken(token);
  expect(reading).toMatchObject({
    form: 'jwt',
    claims: DELEGATED,
    header: { alg: 'RS256' },
    oddities: [],
    facts: {
      form: 'jwt',
      kind: 'delegated',
      kindClaim: 'idtyp',
      scopes: ['openid', 'profile', 'SecurityEvents.Read.All', 'User.Read', 'email'],
      appRoles: null,
      directoryRoles: ['5d6b6bb7-de71-4623-b4af-96380a352509', 'b79fbf4d-3ef9-4689-8143-76b194e85509'],
      audience: 'https://graph.microsoft.com',
      tenantId: '6c1c5c5e-1ad6-4fa9-8b52-4a20a3d2ce7e',
      appName: 'Alert reader',
      clientAuthentication: '0',
      userName: 'ada@example.com',
      account: 'member',
      expiresAt: 1_754_004_500,
      claimsChallengeCapable: true,
      flow: null,
    },
  });
});

test('an application token is one', () => {
  expect(readToken(testToken(APPLICATION)).facts).toMatchObject({
    kind: 'application',
    scopes: null,
    appRoles: ['SecurityEvents.Read.All'],
    flow: 'client-credentials',
  });
});

test.each([
  ['white space', `  \r\n\t${token}\n`],
  ['Bearer', `Bearer ${token}`],
  ['bearer in lower case', `bearer   ${token}`],
  ['a header line', `Authorization: Bearer ${token}\r\n`],
  ['a header line in lower case', `authorization:bearer ${token}`],
  ['double quotes', `"${token}"`],
  ['a quoted header', `'Authorization: Bearer ${token}'`],
  ['a JSON member', `"Authorization": "Bearer ${token}",`],
  ['typographic quotes', `\u201cBearer ${token}\u201d`],
  ['Markdown', `\`${token}\``],
  ['a byte order mark', `\ufeff${token}`],
  ['angle brackets', `<${token}>`],
  ['the answer of a token endpoint', JSON.stringify({ token_type: 'Bearer', expires_in: 3599, access_token: token })],
  ['the answer of the Azure CLI', JSON.stringify({ accessToken: token, expiresOn: '2025-08-01' }, null, 2)],
  ['the fragment of a redirect', `https://localhost/#access_token=${token}&token_type=Bearer`],
])('a token is read with %s around it', (_, text) => {
  const reading = readToken(text);
  expect(reading.form === 'jwt' && reading.claims).toEqual(DELEGATED);
});

test('a token wrapped over lines is read and says so', () => {
  const wrapped = token.replaceAll(/(.{64})/g, '$1\r\n  ');
  expect(oddities(wrapped)).toEqual(['wrapped']);
});

test('a doubled Bearer is read and reported, since Microsoft Graph refuses it', () => {
  expect(oddities(`Bearer Bearer ${token}`)).toEqual(['bearer-repeated']);
  expect(oddities(`Authorization: Bearer ${token}`)).toEqual([]);
});

test('a missing or malformed signature is reported, the claims are read', () => {
  const unsigned = token.slice(0, token.lastIndexOf('.'));
  expect(oddities(unsigned)).toEqual(['signature-missing']);
  expect(oddities(`${unsigned}.`)).toEqual(['signature-missing']);
  expect(oddities(`${unsigned}.[Signature]`)).toEqual(['signature-malformed']);
});

test('a padded payload is read and reported', () => {
  const payload = part({ aud: 'x' });
  const padded = payload + '='.repeat((4 - (payload.length % 4)) % 4);
  expect(oddities(`${part({ alg: 'RS256' })}.${padded}.c2ln`)).toEqual(['padded']);
  expect(padded).not.toBe(payload);
});

test.each([
  ['empty', ''],
  ['empty', ' \n'],
  ['empty', 'Authorization: Bearer '],
  ['empty', '""'],
  // The form of a personal account's token: opaque, no dots (made up).
  ['one-part', 'EwCQA8l6BAAUAOyDv0l6PcCVu89kmzvqZmkWABkAAQ'],
  ['one-part', 'hello my friend'],
  ['too-many-parts', `${token}.${part('x')}`],
  ['too-many-parts', 'a.b.c.d.e'],
  ['too-many-parts', 'a.b.c.d.e.f.g.h'],
  ['encrypted', `${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AA.AA.AA.AA`],
  ['header-encoding', 'not base64.eyJ9.AA'],
  ['header-encoding', 'www.example.com'],
  ['header-not-json', `${part('header')}.${part({})}.AA`],
  ['header-not-json', `${part('[]')}.${part({})}.AA`],
  ['payload-encoding', `${part({ alg: 'RS256' })}.a+b/.AA`],
  ['payload-encoding', `${part({ alg: 'RS256' })}.AAAAA.AA`],
  ['payload-not-utf8', `${part({ alg: 'RS256' })}._w.AA`],
  ['payload-not-json', `${part({ alg: 'RS256' })}..AA`],
  ['payload-not-json', `${part({ alg: 'RS256' })}.${part('{"aud":')}.AA`],
  ['payload-not-object', `${part({ alg: 'RS256' })}.${part([1])}.AA`],
  ['payload-not-object', `${part({ alg: 'RS256' })}.${part('null')}.AA`],
  ['payload-too-deep', `${part({ alg: 'RS256' })}.${part('{"a":'.repeat(20_000))}.AA`],
  ['too-long', 'a'.repeat(MAX_TOKEN_LENGTH + 1)],
])('%s is opaque', (reason, text) => {
  expect(why(text)).toBe(reason);
});

test('an opaque token gives facts of which nothing is known', () => {
  const reading = readToken('opaque');
  expect(reading.facts).toMatchObject({ form: 'opaque', kind: null, flow: null, audience: null });
  expect([reading.facts.scopes, reading.facts.appRoles, reading.facts.directoryRoles]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('nothing said about an opaque token holds any of it', () => {
  const secret = 'S3cretMarkerS3cret';
  for (const text of [secret, `${secret}.a.b`, `${part({ alg: 'RS256' })}.${part(secret)}.x`, `a.${secret}.c.d.e.f`]) {
    expect(JSON.stringify(readToken(text))).not.toContain(secret);
    expect(JSON.stringify(readToken(text))).not.toContain(part(secret));
  }
});

test('a token of 10 MB is refused without being looked at', () => {
  expect(why(`${part({ alg: 'RS256' })}.${'A'.repeat(10_000_000)}.AA`)).toBe('too-long');
});

test('a payload nested 100,000 deep is refused before it is parsed', () => {
  const deep = part('['.repeat(100_000) + ']'.repeat(100_000));
  const text = `${part({ alg: 'RS256' })}.${deep}.AA`;
  expect(text.length).toBeGreaterThan(MAX_TOKEN_LENGTH);
  expect(why(text)).toBe('too-long');
  expect(why(`${part({ alg: 'RS256' })}.${part('['.repeat(100_000))}.AA`)).toBe('payload-too-deep');
});

test('control characters and NULs are no token', () => {
  expect(why('\u0000\u0001.\u0002.\u0003')).toBe('header-encoding');
  const claims = { aud: 'a\u0000b', scp: 'x\u0007y' };
  expect(readToken(testToken(claims)).facts.audience).toBe('a\u0000b');
});

test('a claim that would be a member of the prototype is none of ours', () => {
  const reading = readToken(`${part({ alg: 'RS256' })}.${part('{"__proto__":{"scp":"Evil.All"}}')}.AA`);
  expect(reading.facts).toMatchObject({ kind: null, scopes: null });
});

function check(text: string): void {
  const reading: TokenReading = readToken(text);
  expect(['jwt', 'opaque']).toContain(reading.form);
}

test('any text gets a tagged answer', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check));
  fc.assert(
    fc.property(fc.json(), fc.json(), (header, payload) => {
      check(`${part(header)}.${part(payload)}.AA`);
    }),
  );
});

test('any claims object comes back as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })), (claims) => {
      const reading = readToken(testToken(claims));
      expect(reading.form === 'jwt' && reading.claims).toEqual(JSON.parse(JSON.stringify(claims)));
    }),
  );
});

test.each(['Bearer ', '.', 'eyJ.', '"', ' ', 'access_token=', '{"a":', 'A'])(
  'time grows linearly with repetitions of %j',
  (piece) => {
    const most = Math.floor(MAX_TOKEN_LENGTH / piece.length / 10);
    expect(growth((size) => readToken(piece.repeat(size)), Math.min(2_000, most))).toBeLessThan(LINEAR);
  },
);
