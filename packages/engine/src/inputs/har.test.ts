import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DELEGATED, testToken } from '../../test/tokens.ts';
import { readHar } from './har.ts';

const TOKEN = testToken(DELEGATED);

interface Recorded {
  readonly method?: string;
  readonly url: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly postData?: unknown;
}

function entry(request: Recorded, status: number, content: unknown = {}): unknown {
  return {
    startedDateTime: '2025-08-01T00:00:00Z',
    request: { method: 'GET', httpVersion: 'h2', headers: [], queryString: [], cookies: [], ...request },
    response: { status, headers: [{ name: 'Request-Id', value: 'r' }], content },
  };
}

function har(...entries: readonly unknown[]): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'WebInspector' }, entries } });
}

test('entries to Microsoft Graph in any cloud are read, others are counted', () => {
  const text = har(
    entry(
      { url: 'https://graph.microsoft.com/v1.0/me', headers: [{ name: 'Authorization', value: `Bearer ${TOKEN}` }] },
      403,
      { mimeType: 'application/json', text: '{"error":{}}' },
    ),
    entry({ url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token' }, 200),
    entry({ method: 'post', url: 'https://graph.microsoft.us/v1.0/groups', postData: { text: '{"a":1}' } }, 201, {
      text: Buffer.from('{"é":1}').toString('base64'),
      encoding: 'base64',
    }),
    entry({ url: 'https://microsoftgraph.chinacloudapi.cn/v1.0/me' }, 0),
    entry({ url: 'data:image/png;base64,AA' }, 200),
    entry({ url: 'https://graph.microsoft.com.example.net/v1.0/me' }, 200),
    { request: 7 },
    null,
    { request: { method: 'GET' } },
  );
  expect(readHar(text)).toEqual({
    form: 'exchanges',
    exchanges: [
      {
        label: 'entry 1',
        request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/me', headers: {}, body: null },
        token: `Bearer ${TOKEN}`,
        facts: null,
        response: { status: 403, headers: { 'request-id': 'r' }, body: '{"error":{}}' },
      },
      {
        label: 'entry 3',
        request: { method: 'POST', url: 'https://graph.microsoft.us/v1.0/groups', headers: {}, body: '{"a":1}' },
        token: null,
        facts: null,
        response: { status: 201, headers: { 'request-id': 'r' }, body: '{"é":1}' },
      },
      {
        label: 'entry 4',
        request: { method: 'GET', url: 'https://microsoftgraph.chinacloudapi.cn/v1.0/me', headers: {}, body: null },
        token: null,
        facts: null,
        response: null,
      },
    ],
    skipped: [
      { label: 'entry 2', why: 'other-host' },
      { label: 'entry 5', why: 'other-host' },
      { label: 'entry 6', why: 'other-host' },
      { label: 'entry 7', why: 'malformed' },
      { label: 'entry 8', why: 'malformed' },
      { label: 'entry 9', why: 'no-url' },
    ],
    missing: [],
  });
});

test('a batch is unpacked into pairs of the same id, whatever the order of the responses', () => {
  const text = har(
    entry(
      {
        method: 'POST',
        url: 'https://graph.microsoft.com/beta/$batch',
        headers: [{ name: 'authorization', value: `Bearer ${TOKEN}` }],
        postData: {
          text: JSON.stringify({
            requests: [
              { id: '1', method: 'GET', url: '/security/alerts' },
              { id: 2, method: 'POST', url: 'groups', headers: { 'Content-Type': 'application/json' }, body: { a: 1 } },
              { id: '3', method: 'GET', url: '/me' },
              { id: '4', method: 'FLY', url: '/me' },
              { id: '5', method: 'GET' },
            ],
          }),
        },
      },
      200,
      {
        text: JSON.stringify({
          responses: [
            { id: '2', status: 201, headers: {}, body: { b: 2 } },
            { id: '1', status: 403, headers: { 'Content-Type': 'application/json' }, body: { error: { code: 'x' } } },
            { id: '9', status: 200 },
          ],
        }),
      },
    ),
  );
  const reading = readHar(text);
  expect(reading).toMatchObject({
    exchanges: [
      {
        label: 'entry 1, batch 1',
        request: { method: 'GET', url: 'https://graph.microsoft.com/beta/security/alerts' },
        token: `Bearer ${TOKEN}`,
        response: { status: 403, body: '{"error":{"code":"x"}}' },
      },
      {
        request: { method: 'POST', url: 'https://graph.microsoft.com/beta/groups', body: '{"a":1}' },
        response: { status: 201, body: '{"b":2}' },
      },
      { request: { url: 'https://graph.microsoft.com/beta/me' }, response: null },
    ],
    skipped: [
      { label: 'entry 1, batch 4', why: 'malformed' },
      { label: 'entry 1, batch 5', why: 'no-url' },
      { label: 'entry 1, batch 9', why: 'no-response' },
    ],
    missing: [],
  });
});

test('a batch that was refused as a whole, or whose body is not known, stays one exchange', () => {
  const url = 'https://graph.microsoft.com/v1.0/%24batch';
  expect(readHar(har(entry({ method: 'POST', url, postData: { text: '{"requests":[]}' } }, 401)))).toMatchObject({
    exchanges: [{ label: 'entry 1', response: { status: 401 } }],
    missing: [],
  });
  expect(readHar(har(entry({ method: 'POST', url }, 200)))).toMatchObject({
    exchanges: [{ label: 'entry 1' }],
    missing: [{ label: 'entry 1', what: 'batch-unreadable' }],
  });
});

test('a body that cannot be decoded is named', () => {
  const text = har(entry({ url: 'https://graph.microsoft.com/v1.0/me' }, 403, { text: '/w==', encoding: 'base64' }));
  expect(readHar(text)).toMatchObject({
    exchanges: [{ response: { body: '' } }],
    missing: [{ label: 'entry 1', what: 'body-encoding' }],
  });
});

test.each([
  ['empty', ''],
  ['not-json', '{'],
  ['not-this-form', '{}'],
  ['not-this-form', '{"log":{"entries":{}}}'],
  ['too-deep', '['.repeat(100_000)],
])('%s is said of what is no recording', (why, text) => {
  expect(readHar(text)).toMatchObject({ form: 'unreadable', why });
});

test('any JSON gets a tagged answer, and every entry is an exchange or is counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.jsonValue(), fc.record({ request: fc.jsonValue(), response: fc.jsonValue() }))),
      (entries) => {
        const reading = readHar(JSON.stringify({ log: { entries } }));
        expect(reading.form === 'exchanges' && reading.exchanges.length + reading.skipped.length).toBe(entries.length);
      },
    ),
  );
});
