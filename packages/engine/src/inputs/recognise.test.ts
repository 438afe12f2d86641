import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../test/growth.ts';
import { DELEGATED, part, testToken } from '../../test/tokens.ts';
import { recognise } from './recognise.ts';

const TOKEN = testToken(DELEGATED);
const BODY = '{"error":{"code":"UnknownError","message":"Auth token does not contain valid permissions"}}';
const ROW = { RequestUri: 'https://graph.microsoft.com/v1.0/me', RequestMethod: 'GET', ResponseStatusCode: 403 };

test.each([
  ['token', TOKEN],
  ['token', `Authorization: Bearer ${TOKEN}`],
  ['token', 'Bearer EwCQA8l6BAAUAOyDv0l6'],
  ['token', JSON.stringify({ token_type: 'Bearer', access_token: TOKEN })],
  ['token', `${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AA.AA.AA.AA`],
  ['claims', JSON.stringify(DELEGATED, null, 2)],
  ['claims', '"ver": "1.0"\n"wids": [\n"62e90394-69f5-4237-9190-012177145e10"\n]'],
  ['claims', 'aud: https://graph.microsoft.com\nscp: User.Read'],
  ['request-line', 'GET https://graph.microsoft.com/v1.0/security/alerts?$top=1'],
  ['request-line', 'patch /security/alerts/1'],
  ['url', 'https://graph.microsoft.com/v1.0/security/secoreScores'],
  ['url', 'graph.microsoft.com/v1.0/me'],
  ['url', '/beta/users'],
  ['url', 'v1.0/me'],
  ['curl', `curl -H "Authorization: Bearer ${TOKEN}" https://graph.microsoft.com/v1.0/me`],
  ['curl', '$ curl https://graph.microsoft.com/v1.0/me'],
  ['curl', 'Invoke-MgGraphRequest -Uri "https://graph.microsoft.com/v1.0/me"'],
  ['curl', 'az rest --method get --url https://graph.microsoft.com/v1.0/me'],
  ['http-file', 'GET https://graph.microsoft.com/v1.0/me\nAuthorization: Bearer {{token}}'],
  ['http-file', '### A\nPOST {{host}}/me\n\n{}'],
  ['response', BODY],
  ['response', `HTTP/1.1 403 Forbidden\n\n${BODY}`],
  ['response', `curl -i https://graph.microsoft.com/v1.0/me\nHTTP/1.1 403 Forbidden\n\n${BODY}`],
  ['response', '<!DOCTYPE html><title>403</title>'],
  ['response', 'Auth token does not contain valid permissions or user does not have valid roles'],
  ['response', 'Forbidden - 403 - 291ms. You need to consent to the permissions'],
  ['transcript', `> GET /v1.0/me HTTP/1.1\n> Host: graph.microsoft.com\n>\n< HTTP/1.1 403\n<\n${BODY}`],
  ['har', '{"log":{"entries":[]}}'],
  ['log-row', JSON.stringify(ROW)],
  ['log-row', JSON.stringify([ROW])],
  ['log-row', `${JSON.stringify(ROW)}\n${JSON.stringify(ROW)}`],
  ['log-row', JSON.stringify({ records: [{ properties: { requestUri: '/me', requestMethod: 'GET' } }] })],
  [
    'incident',
    JSON.stringify({ request: { method: 'GET', url: '/me' }, error: { status: 403, code: null, message: null } }),
  ],
  [
    'sdk-exception',
    "Microsoft.Graph.Models.ODataErrors.ODataError: Exception of type 'ODataError' was thrown.\n   at X",
  ],
  [
    'sdk-exception',
    'Traceback (most recent call last):\n  File "a.py", line 1\nrequests.exceptions.HTTPError: 403 Client Error',
  ],
  ['sdk-exception', 'Get-MgUser : Insufficient privileges\nCategoryInfo : InvalidOperation\nFullyQualifiedErrorId : x'],
  ['unknown', ''],
  ['unknown', ' \n'],
  ['unknown', 'hello'],
  ['unknown', 'I like long walks: on the beach'],
  ['unknown', '\u0000\u0001'],
])('%s is recognised: %j', (what, text) => {
  expect(recognise(text).what).toBe(what);
});

test('any text gets an answer', () => {
  const pieces = fc.constantFrom(
    '{',
    '"aud":',
    '"x"',
    TOKEN,
    'curl ',
    'GET ',
    '/me',
    '\n',
    'HTTP/1.1 403',
    '###',
    'scp: a',
    ' ',
    '"',
    'Bearer ',
    '403',
    '[',
    ']',
    '}',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(pieces, { maxLength: 20 }).map((list) => list.join('')),
      ),
      (text) => {
        expect(recognise(text).what).toMatch(/^[a-z-]+$/);
      },
    ),
    { numRuns: 2000 },
  );
});

test('hostile texts of many megabytes get an answer', () => {
  for (const text of [
    `${part({ alg: 'RS256' })}.${'A'.repeat(10_000_000)}.AA`,
    '['.repeat(1_000_000),
    '{"a":'.repeat(100_000),
    `https://graph.microsoft.com/v1.0/${'a/'.repeat(500_000)}`,
    '\u0000'.repeat(1_000_000),
    '\ud800'.repeat(1_000_000),
    `curl '${'x'.repeat(1_000_000)}`,
  ]) {
    expect(recognise(text).what).toMatch(/^[a-z-]+$/);
  }
});

test.each([
  'a',
  ' ',
  '\n',
  'Bearer ',
  '{',
  '"',
  'curl ',
  'curl\n',
  'GET /a\n',
  '###\n',
  'scp: a\n',
  '<html>',
  '403 ',
  'Exception',
  'a.',
  '> GET / HTTP/1.1\n',
])('time grows linearly with repetitions of %j', (piece) => {
  expect(growth((size) => recognise(piece.repeat(size)), 2_000)).toBeLessThan(LINEAR);
});
