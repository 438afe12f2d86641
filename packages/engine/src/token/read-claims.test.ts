import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../test/growth.ts';
import { APPLICATION, DELEGATED, testToken } from '../../test/tokens.ts';
import type { JsonObject } from './json.ts';
import { MAX_CLAIMS_LENGTH, readClaims, type ClaimsReading } from './read-claims.ts';

function read(text: string): Extract<ClaimsReading, { form: 'claims' }> {
  const reading = readClaims(text);
  if (reading.form !== 'claims') throw new Error(`unreadable: ${reading.why}`);
  return reading;
}

function claims(text: string): JsonObject {
  return read(text).claims;
}

function repairs(text: string): readonly string[] {
  return read(text).repairs.map(({ repair }) => repair);
}

test('a whole JSON object is read as it is and is complete', () => {
  const reading = read(JSON.stringify(APPLICATION, null, 2));
  expect(reading).toMatchObject({ claims: APPLICATION, complete: true, repairs: [], header: null });
  expect(reading.facts).toMatchObject({ form: 'claims', kind: 'application', scopes: null });
});

test('a JSON object without the claims that every token has is a part of one', () => {
  const reading = read('{"scp":"User.Read"}');
  expect(reading.complete).toBe(false);
  expect(reading.facts.directoryRoles).toBeUndefined();
});

test("the support article's snippet is read: no braces, and a comma missing after the first member", () => {
  // https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/403-authorization-error-microsoft-graph-security-api
  const snippet = [
    '"ver": "1.0"',
    '"wids": [',
    '   "62e90394-69f5-4237-9190-012177145e10",',
    '   "b79fbf4d-3ef9-4689-8143-76b194e85509"',
    '],',
    '"xms_st":{',
    '  "sub": "2PlgkuqwlA3tCtaPGljPacskUNgc1yWtGEyz"',
    '}',
  ].join('\n');
  const reading = read(snippet);
  expect(reading.claims).toEqual({
    ver: '1.0',
    wids: ['62e90394-69f5-4237-9190-012177145e10', 'b79fbf4d-3ef9-4689-8143-76b194e85509'],
    xms_st: { sub: '2PlgkuqwlA3tCtaPGljPacskUNgc1yWtGEyz' },
  });
  expect(reading.repairs).toEqual([
    { repair: 'missing-comma', count: 1, line: 2 },
    { repair: 'missing-braces', count: 1, line: 1 },
  ]);
  expect(reading.complete).toBe(false);
  expect(reading.facts).toMatchObject({
    kind: null,
    version: '1.0',
    directoryRoles: ['62e90394-69f5-4237-9190-012177145e10', 'b79fbf4d-3ef9-4689-8143-76b194e85509'],
  });
  expect(reading.facts.scopes).toBeUndefined();
  for (const around of [`\`\`\`json\n${snippet}\n\`\`\``, snippet.replaceAll('\n', '\r\n'), `{${snippet}}`]) {
    expect(claims(around)).toEqual(reading.claims);
  }
});

test.each([
  ['a trailing comma', '{"scp":"A.Read","ver":"1.0",}', ['extra-comma']],
  ['doubled commas', '{"scp":"A.Read",,"ver":"1.0"}', ['extra-comma']],
  ['a missing comma', '{"scp":"A.Read"\n"ver":"1.0"}', ['missing-comma']],
  ['single quotes', "{'scp':'A.Read','ver':'1.0'}", ['single-quotes']],
  ['typographic quotes', '{\u201cscp\u201d: \u201cA.Read\u201d, \u201cver\u201d: \u201c1.0\u201d}', ['smart-quotes']],
  ['mixed quotes', '{\u201cscp": "A.Read", \u201dver\u201d: \u201c1.0"}', ['smart-quotes']],
  ['unquoted names', '{scp: "A.Read", ver: "1.0"}', ['unquoted-name']],
  ['unquoted values', '{"scp": A.Read, "ver": 1.0}', ['unquoted-value']],
  ['line comments', '{"scp":"A.Read", // delegated\n"ver":"1.0"}', ['comment']],
  ['block comments', '{"scp":/* delegated */"A.Read","ver":"1.0"}', ['comment']],
  ['a missing closing brace', '{"scp":"A.Read","ver":"1.0"', ['unclosed-bracket']],
  ['a missing closing quote', '{"scp":"A.Read,\n"ver":"1.0"}', ['unclosed-text', 'missing-comma']],
  ['an omission', '{"scp":"A.Read", ... "ver":"1.0"}', ['omission']],
  ['an omission on its own line', '{\n…\n"scp":"A.Read",\n...\n"ver":"1.0"}', ['omission']],
  ['quoted mail', '> {\n>  "scp": "A.Read",\n>  "ver": "1.0"\n> }', []],
  ['prose around it', 'My token has {"scp":"A.Read","ver":"1.0"} in it', ['surrounding-text']],
  ['no-break spaces', '{\u00a0"scp":\u00a0"A.Read",\u00a0"ver": "1.0"\u200b}', []],
  ['semicolons', '{"scp":"A.Read";"ver":"1.0"}', []],
  ['equals signs', 'scp = "A.Read"\nver = "1.0"', ['unquoted-name', 'missing-braces']],
  ['lines', 'scp: A.Read\nver: 1.0', ['unquoted-name', 'unquoted-value', 'missing-braces']],
  ['lines with commas', 'scp: "A.Read",\nver: "1.0",', ['unquoted-name', 'missing-braces']],
  [
    'lines with remarks',
    'scp: A.Read  # delegated\nver: 1.0 // yes',
    ['unquoted-name', 'unquoted-value', 'comment', 'missing-braces'],
  ],
])('claims are read with %s', (_, text, expected) => {
  expect(claims(text)).toEqual({ scp: 'A.Read', ver: '1.0' });
  expect(new Set(repairs(text))).toEqual(new Set(expected));
});

test('a text that a terminal wrapped is joined', () => {
  const text = '{"scp":"A.Read B.Read\n   C.Read\n  D.Read",\n"ver":"1.0"}';
  expect(read(text).facts.scopes).toEqual(['A.Read', 'B.Read', 'C.Read', 'D.Read']);
  expect(repairs(text)).toEqual(['wrapped-text']);
});

test('escapes are read, wrong ones are kept', () => {
  expect(claims('{"aud":"a\\u0041\\n\\"\\/", "name": "C:\\x",}')).toEqual({ aud: 'aA\n"/', name: 'C:\\x' });
});

test("the page of a token decoder gives header and claims (jwt.ms's form)", () => {
  const page = [
    '{',
    '  "typ": "JWT",',
    '  "alg": "RS256"',
    '}.{',
    ...Object.entries(DELEGATED).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`),
    '}.[Signature]',
  ].join('\n');
  const reading = read(page);
  expect(reading.claims).toEqual(DELEGATED);
  expect(reading.header).toEqual({ typ: 'JWT', alg: 'RS256' });
  expect(reading.complete).toBe(true);
});

test("the page of a token decoder with headings is read (jwt.io's form)", () => {
  const page = `HEADER:ALGORITHM & TOKEN TYPE\n{ "alg": "RS256" }\nPAYLOAD:DATA\n${JSON.stringify(DELEGATED)}\nVERIFY SIGNATURE`;
  expect(claims(page)).toEqual(DELEGATED);
});

test('an exported pair of header and payload is read', () => {
  const reading = read(JSON.stringify({ header: { alg: 'RS256' }, payload: APPLICATION, signature: 'x' }));
  expect(reading).toMatchObject({ claims: APPLICATION, header: { alg: 'RS256' }, complete: true });
});

test('a table is read, its remarks are not', () => {
  const rows = [
    'Claim type\tValue\tNotes',
    'aud\t00000003-0000-0000-c000-000000000000\tWho the token is for',
    'scp\tA.Read B.Read\tPermissions',
    'wids\t62e90394-69f5-4237-9190-012177145e10\tRoles',
    'wids\t5d6b6bb7-de71-4623-b4af-96380a352509\tRoles',
  ];
  const expected = {
    aud: '00000003-0000-0000-c000-000000000000',
    scp: 'A.Read B.Read',
    wids: ['62e90394-69f5-4237-9190-012177145e10', '5d6b6bb7-de71-4623-b4af-96380a352509'],
  };
  expect(claims(rows.join('\n'))).toMatchObject(expected);
  expect(claims(rows.map((row) => `| ${row.replaceAll('\t', ' | ')} |`).join('\r\n'))).toMatchObject(expected);
});

test('unquoted lists and absences are read', () => {
  const { facts } = read('roles: [A.Read, B.Read]\nwids: none\nscp:\n');
  expect(facts).toMatchObject({ appRoles: ['A.Read', 'B.Read'], directoryRoles: null, scopes: [] });
});

test.each([
  ['empty', ' \n ', 0],
  ['no-claims', 'hello: world', 0],
  ['no-claims', '\n\n  nothing here', 4],
  ['no-claims', '{}', 0],
  ['no-claims', '{"error":{"code":"UnknownError"}}', 0],
  ['no-claims', '[1,2]', 0],
  ['no-claims', '\u0000\u0001', 0],
  ['is-a-token', testToken(DELEGATED), 0],
  ['too-deep', '{"scp":'.repeat(100_000), 0],
  ['too-deep', `scp: ${"{'a':".repeat(100_000)}`, 0],
  ['too-long', 'x'.repeat(MAX_CLAIMS_LENGTH + 1), 0],
])('%s is said of what is no claims', (why, text, offset) => {
  expect(readClaims(text)).toMatchObject({ form: 'unreadable', why, position: { offset } });
});

test('a masked value is not known, and then no absence is known either', () => {
  const { idtyp: _, wids: __, ...shown } = DELEGATED;
  const reading = read(JSON.stringify({ ...shown, scp: '...' }));
  expect(reading.complete).toBe(false);
  expect(reading.facts).toMatchObject({ kind: 'delegated', kindClaim: 'scp' });
  expect([reading.facts.scopes, reading.facts.directoryRoles]).toEqual([undefined, undefined]);
});

test.each([
  '{"roles":["A.Read",...]}',
  'roles: [A.Read, \u2026]',
  'roles: A.Read B.Read ...',
  '{"roles":["A.Read","..."]}',
])('a list that goes on is not known: %s', (text) => {
  expect(read(text).facts).toMatchObject({ kind: 'application', appRoles: undefined });
});

test('a position has line and column', () => {
  expect(readClaims('\n\n  nothing here')).toMatchObject({ position: { line: 3, column: 3 } });
});

test('claims with names of the prototype stay data', () => {
  const reading = read("{'__proto__': {'scp': 'Evil.All'}, 'ver': '1.0'}");
  expect(Object.getPrototypeOf(reading.claims)).toBe(Object.prototype);
  expect(reading.facts.scopes).toBeUndefined();
});

const PIECES: readonly string[] = [
  ...'{ } [ ] " , : = | # > - / *'.split(' '),
  "'",
  '`',
  '\\',
  '\n',
  '\t',
  ' ',
  '//',
  '/*',
  '*/',
  '...',
  '```',
  'scp',
  'wids',
  'ver',
  'A.Read',
  'null',
  '\u201c',
  '\u0000',
  '\\u00',
];

function check(text: string): void {
  expect(['claims', 'unreadable']).toContain(readClaims(text).form);
}

test('any text gets a tagged answer', () => {
  const pieces = fc.constantFrom(...PIECES);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check));
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (list) => check(list.join(''))),
    { numRuns: 3000 },
  );
});

test('the tolerant reader reads JSON as JSON.parse does', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.boolean(), (object, indent) => {
      const json = JSON.stringify({ ...object, scp: 'A.Read' }, null, indent ? 2 : 0);
      // The comment makes it something that JSON.parse refuses.
      const tolerant = read(`/**/${json}`);
      expect(tolerant.repairs).toEqual([{ repair: 'comment', count: 1, line: 1 }]);
      expect(tolerant.claims).toEqual(read(json).claims);
    }),
  );
});

test.each([
  '"scp":"a" ',
  'scp:a\n',
  'scp:\n',
  'wids\tx\n',
  '"',
  '"\n',
  '"a\n b',
  "'",
  '\u201c',
  '/*',
  '//',
  '#\n',
  '...',
  '[',
  '{}',
  '\\u',
  '   \n',
  'a',
  '|',
  ':',
  ',',
])('time grows linearly with repetitions of %j', (piece) => {
  expect(growth((size) => readClaims(piece.repeat(size)), 3_000)).toBeLessThan(LINEAR);
  expect(growth((size) => readClaims(`{"scp": [${piece.repeat(size)}`), 3_000)).toBeLessThan(LINEAR);
});
