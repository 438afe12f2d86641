import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../test/growth.ts';
import { DELEGATED, testToken } from '../../test/tokens.ts';
import { readResponse, type ResponseReading } from './response.ts';

const TOKEN = testToken(DELEGATED);
/** The legacy Security API's refusal, as public threads quote it: https://github.com/microsoftgraph/security-api-solutions/issues/121 */
const BODY = JSON.stringify({
  error: {
    code: 'UnknownError',
    message: 'Auth token does not contain valid permissions or user does not have valid roles.',
    innerError: { date: '2025-05-06T00:00:00', 'request-id': '2f1b4a4e-6d0e-4a38-9d5f-9f2d3a6c0a11' },
  },
});

function read(text: string): Extract<ResponseReading, { form: 'response' }> {
  const reading = readResponse(text);
  if (reading.form !== 'response') throw new Error(reading.why);
  return reading;
}

test.each([
  ['json', BODY],
  ['json', `\ufeff\n${JSON.stringify(JSON.parse(BODY), null, 2)}\n`],
  ['json', JSON.stringify(BODY)],
  ['html', '<!DOCTYPE html><html><head><title>403 Forbidden</title></head></html>'],
  ['html', '<?xml version="1.0"?>\n<!-- proxy -->\n<html>'],
  ['text', 'The remote server returned an error: (403) Forbidden.'],
  ['text', '<error>403</error>'],
  ['text', '{"error": {"code": "UnknownErr'],
])('a body alone is read as %s', (as, text) => {
  expect(read(text)).toMatchObject({
    as,
    response: { status: null, headers: {}, body: text.replace('\ufeff', '').trim() },
    request: null,
    token: null,
  });
});

test('a response as curl -i prints it has status, headers and body', () => {
  const text = `HTTP/2 403 \r\ncontent-type: application/json\r\nrequest-id: 2f1b\r\nWarning: 199 - one\r\nwarning: 199 - two\r\n\r\n${BODY}\r\n`;
  expect(read(text)).toMatchObject({
    as: 'http',
    response: {
      status: 403,
      headers: { 'content-type': 'application/json', 'request-id': '2f1b', warning: '199 - one, 199 - two' },
      body: BODY,
    },
    gaps: [],
  });
});

test.each([
  ['a proxy', 'HTTP/1.1 200 Connection established\r\n\r\n'],
  ['100 Continue', 'HTTP/1.1 100 Continue\n\n'],
  ['a redirect', 'HTTP/1.1 301 Moved Permanently\nLocation: https://graph.microsoft.com/v1.0/me\n\n'],
  [
    'all of them',
    'HTTP/1.1 200 Connection established\n\nHTTP/1.1 302 Found\nLocation: /x\n\nHTTP/1.1 100 Continue\n\n',
  ],
])('blocks of %s before the response do not count', (_, before) => {
  expect(read(`${before}HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n${BODY}`).response).toEqual({
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: BODY,
  });
});

test('headers without a body, and lines that are no headers, are read and named', () => {
  const reading = read('HTTP/1.1 403 Forbidden\nDate: now\nthis is no header\nX: a\n b');
  expect(reading.response).toEqual({ status: 403, headers: { date: 'now', x: 'a b' }, body: '' });
  expect(reading.gaps).toEqual(['header-malformed']);
});

test('cookies are not kept', () => {
  expect(read('HTTP/1.1 403 Forbidden\nSet-Cookie: a=b\nX: y\n\n').response.headers).toEqual({ x: 'y' });
});

test('a raw request before its response gives request and token', () => {
  const text = `GET /v1.0/security/alerts HTTP/1.1\nHost: graph.microsoft.com\nAuthorization: Bearer ${TOKEN}\nAccept: */*\n\nHTTP/1.1 403 Forbidden\n\n${BODY}`;
  expect(read(text)).toMatchObject({
    as: 'http',
    request: {
      method: 'GET',
      url: 'https://graph.microsoft.com/v1.0/security/alerts',
      headers: { host: 'graph.microsoft.com', accept: '*/*' },
      body: null,
    },
    token: `Bearer ${TOKEN}`,
    response: { status: 403, body: BODY },
  });
});

test('the command line above a response gives the request', () => {
  const text = `$ curl -i "https://graph.microsoft.com/v1.0/me" -H "Authorization: Bearer ${TOKEN}"\nHTTP/2 401\n\n{}`;
  expect(read(text)).toMatchObject({
    request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/me' },
    token: `Bearer ${TOKEN}`,
    response: { status: 401, body: '{}' },
  });
});

test('a transcript of curl -v gives request, token and response', () => {
  const text = `$ curl -v -X PATCH https://graph.microsoft.com/v1.0/security/alerts/1 -d '{"status":"resolved"}' -H "Authorization: Bearer $TOKEN"
  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying 10.0.0.1:3128...
* Connected to proxy (10.0.0.1) port 3128
> CONNECT graph.microsoft.com:443 HTTP/1.1
> Host: graph.microsoft.com:443
>
< HTTP/1.1 200 Connection established
<
{ [5 bytes data]
* TLSv1.3 (IN), TLS handshake, Server hello (2):
> PATCH /v1.0/security/alerts/1 HTTP/2
> Host: graph.microsoft.com
> authorization: Bearer ${TOKEN}
> content-type: application/json
>
} [21 bytes data]
< HTTP/2 403
< content-type: application/json
< request-id: 2f1b
<
{ [300 bytes data]
100   300  100   279  100    21    279     21  0:00:01 --:--:--  0:00:01   300
* Connection #0 to host graph.microsoft.com left intact
${BODY}* Connection #0 to host graph.microsoft.com left intact`;
  expect(read(text)).toEqual({
    form: 'response',
    as: 'transcript',
    response: { status: 403, headers: { 'content-type': 'application/json', 'request-id': '2f1b' }, body: BODY },
    request: {
      method: 'PATCH',
      url: 'https://graph.microsoft.com/v1.0/security/alerts/1',
      headers: { host: 'graph.microsoft.com', 'content-type': 'application/json' },
      body: '{"status":"resolved"}',
    },
    token: `Bearer ${TOKEN}`,
    gaps: [],
  });
});

test('a transcript of Windows has the same lines with CRLF', () => {
  const text = `> GET /v1.0/me HTTP/1.1\r\n> Host: graph.microsoft.us\r\n> Authorization: Bearer null\r\n>\r\n< HTTP/1.1 401 Unauthorized\r\n< \r\n${BODY}\r\n`;
  expect(read(text)).toMatchObject({
    request: { url: 'https://graph.microsoft.us/v1.0/me' },
    token: 'Bearer null',
    response: { status: 401, body: BODY },
  });
});

test('a response as an object, as clients log it, gives its status', () => {
  expect(
    read(JSON.stringify({ id: '1', status: 403, headers: { 'Content-Type': 'x' }, body: { a: 1 } })).response,
  ).toEqual({
    status: 403,
    headers: { 'content-type': 'x' },
    body: '{"a":1}',
  });
  expect(read('{"statusCode":"403","body":"no"}').response).toEqual({ status: 403, headers: {}, body: 'no' });
  // An alert has a status, too.
  expect(read('{"status":"newAlert","body":"x"}').response.status).toBeNull();
});

test('no text is no response', () => {
  expect(readResponse(' \n\u0009')).toMatchObject({ form: 'unreadable', why: 'empty' });
});

test('any text that is not blank is a response', () => {
  const pieces = fc.constantFrom(
    'HTTP/1.1 403',
    '> GET / HTTP/1.1',
    '< ',
    '> ',
    '* ',
    '\n',
    '\r\n',
    'a: b',
    '{',
    '"',
    ' ',
    '\u0000',
    '<html>',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 30 }).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(readResponse(text).form).toBe(text.replace('\ufeff', '').trim() === '' ? 'unreadable' : 'response');
    }),
    { numRuns: 2000 },
  );
});

test.each([
  'a\n',
  '\n',
  '> GET / HTTP/1.1\n',
  '< HTTP/1.1 403\n',
  'HTTP/1.1 100\n\n',
  'HTTP/1.1 403\na: b\n',
  ' b\n',
  '* \n',
  '0:0:0 ',
  '--:--:--',
  '[',
  '<!-- -->',
])('time grows linearly with repetitions of %j', (piece) => {
  expect(growth((size) => readResponse(piece.repeat(size)), 3_000)).toBeLessThan(LINEAR);
  expect(growth((size) => readResponse(`HTTP/1.1 403\na: b\n${piece.repeat(size)}`), 3_000)).toBeLessThan(LINEAR);
});
