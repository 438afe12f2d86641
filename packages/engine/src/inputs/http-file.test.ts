import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../test/growth.ts';
import { DELEGATED, testToken } from '../../test/tokens.ts';
import { readHttpFile } from './http-file.ts';

const TOKEN = testToken(DELEGATED);

test('requests with variables, comments, headers and bodies are read; the sign-in is skipped and named', () => {
  const text = `@host = https://graph.microsoft.com
@base={{host}}/v1.0
@token = ${TOKEN}

### Get a token
# @name login
POST https://login.microsoftonline.com/t/oauth2/v2.0/token
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials&client_secret=x

### List alerts
// the old endpoint
GET {{base}}/security/alerts
    ?$top=1
    &$filter=severity eq 'high'
    HTTP/1.1
Authorization: Bearer {{token}}
# Prefer: x
Accept: application/json

### Change one
PATCH {{base}}/security/alerts/1 HTTP/1.1
Authorization: Bearer {{login.response.body.access_token}}
Content-Type: application/json

{
  "status": "resolved"
}

> {% client.test() %}

###
https://graph.microsoft.com/beta/me
`;
  const reading = readHttpFile(text.replace('    HTTP/1.1\n', ''));
  expect(reading).toEqual({
    form: 'exchanges',
    exchanges: [
      {
        label: 'List alerts',
        request: {
          method: 'GET',
          url: "https://graph.microsoft.com/v1.0/security/alerts?$top=1&$filter=severity eq 'high'",
          headers: { accept: 'application/json' },
          body: null,
        },
        token: `Bearer ${TOKEN}`,
        facts: null,
        response: null,
      },
      {
        label: 'Change one',
        request: {
          method: 'PATCH',
          url: 'https://graph.microsoft.com/v1.0/security/alerts/1',
          headers: { 'content-type': 'application/json' },
          body: '{\n  "status": "resolved"\n}',
        },
        token: null,
        facts: null,
        response: null,
      },
      {
        label: 'request 1',
        request: { method: 'GET', url: 'https://graph.microsoft.com/beta/me', headers: {}, body: null },
        token: null,
        facts: null,
        response: null,
      },
    ],
    skipped: [{ label: 'Get a token', why: 'other-host' }],
    missing: [{ label: 'Change one', what: 'token-placeholder' }],
  });
});

test('a batch in a file is unpacked', () => {
  const text = `POST https://graph.microsoft.com/v1.0/$batch\nContent-Type: application/json\n\n{"requests":[{"id":"1","method":"GET","url":"/me"}]}`;
  expect(readHttpFile(text)).toMatchObject({
    exchanges: [
      { request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/me' }, label: 'request 1, batch 1' },
    ],
  });
});

test('what a request lacks is named', () => {
  expect(readHttpFile('GET {{host}}/v1.0/me\nA: {{b}}\nnonsense\n\n< ./body.json')).toMatchObject({
    exchanges: [{ request: { url: '{{host}}/v1.0/me' } }],
    missing: [
      { what: 'url-variable' },
      { what: 'header-variable' },
      { what: 'header-malformed' },
      { what: 'body-elsewhere' },
    ],
  });
});

test('requests to another host count if it is named', () => {
  const text = 'GET https://localhost:8443/v1.0/me';
  expect(readHttpFile(text)).toMatchObject({ exchanges: [], skipped: [{ why: 'other-host' }] });
  expect(readHttpFile(text, { hosts: ['localhost'] })).toMatchObject({
    exchanges: [{ label: 'request 1' }],
    skipped: [],
  });
});

test.each([
  ['empty', '\n'],
  ['no-request', '# nothing\n@a = b\n'],
])('%s is said of what holds no request', (why, text) => {
  expect(readHttpFile(text)).toMatchObject({ form: 'unreadable', why });
});

test('what is no request is skipped and counted', () => {
  expect(readHttpFile('hello\n###\nworld')).toMatchObject({
    exchanges: [],
    skipped: [
      { label: 'request 1', why: 'malformed' },
      { label: 'request 2', why: 'malformed' },
    ],
  });
});

test('variables in variables end, and cannot grow without bound', () => {
  const doubling = Array.from({ length: 40 }, (_, i) => `@v${i + 1} = {{v${i}}}{{v${i}}}`).join('\n');
  const text = `@v0 = ${'x'.repeat(1000)}\n${doubling}\n@self = {{self}}\n\nGET https://graph.microsoft.com/{{v40}}{{self}}`;
  expect(JSON.stringify(readHttpFile(text)).length).toBeLessThan(5_000_000);
});

const PIECES = [
  '###',
  '###\n',
  '\n',
  'GET /a\n',
  '@a = {{a}}{{a}}\n',
  '{{a}}',
  '{{',
  '}}',
  '# x\n',
  ' ?a=b\n',
  'a: b\n',
  '< x\n',
  '> x\n',
  ' ',
];

test('any text gets a tagged answer', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(['exchanges', 'unreadable']).toContain(readHttpFile(text).form);
    }),
    { numRuns: 2000 },
  );
});

test.each(PIECES)('time grows linearly with repetitions of %j', (piece) => {
  expect(growth((size) => readHttpFile(`GET /a\n${piece.repeat(size)}`), 2_000)).toBeLessThan(LINEAR);
});
