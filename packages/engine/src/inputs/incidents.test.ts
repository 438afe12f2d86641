import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DELEGATED, testToken } from '../../test/tokens.ts';
import { readIncidentLine, type IncidentReading } from './incidents.ts';

const TOKEN = testToken(DELEGATED);

function read(value: unknown): Extract<IncidentReading, { form: 'incident' }> {
  const reading = readIncidentLine(JSON.stringify(value));
  if (reading.form !== 'incident') throw new Error(reading.why);
  return reading;
}

test('an incident of a public thread is read: null is not known, an empty list is known to be empty', () => {
  const reading = read({
    id: 'c1',
    source: 'https://example.com/thread',
    request: { method: 'get', url: 'https://graph.microsoft.com/v1.0/security/alerts_v2' },
    token: {
      kind: 'application',
      scp: null,
      roles: [],
      wids: ['Security Reader'],
      aud: null,
      flow: 'client_credentials',
    },
    error: { status: 403, code: 'Forbidden', message: 'Missing application roles.' },
  });
  expect(reading).toMatchObject({
    id: 'c1',
    client: null,
    ignored: [],
    exchange: {
      label: 'c1',
      request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/security/alerts_v2', body: null },
      token: null,
      facts: {
        form: 'facts',
        kind: 'application',
        appRoles: [],
        directoryRoles: ['Security Reader'],
        flow: 'client-credentials',
      },
      response: { status: 403, body: '{"error":{"code":"Forbidden","message":"Missing application roles."}}' },
    },
  });
  expect(reading.exchange.facts?.scopes).toBeUndefined();
});

test('a client in the place of a flow is a client', () => {
  expect(read({ token: { kind: 'delegated', flow: 'graph-explorer' } })).toMatchObject({
    client: 'graph-explorer',
    exchange: { facts: { kind: 'delegated', flow: null } },
  });
});

test('an incident of which nothing is known has neither facts nor response', () => {
  const empty = { kind: null, scp: null, roles: null, wids: null, aud: null, flow: null };
  expect(read({ request: null, token: empty, error: { status: null, code: null, message: null } }).exchange).toEqual({
    request: null,
    token: null,
    facts: null,
    response: null,
    label: 'incident',
  });
});

test('a message without a code is the body as it stands', () => {
  expect(read({ error: { status: null, code: null, message: 'Forbidden (Forbidden).' } }).exchange.response).toEqual({
    status: null,
    headers: {},
    body: 'Forbidden (Forbidden).',
  });
});

test('the short form is read: a request line, a JWT, a response as text', () => {
  const reading = read({
    id: 7,
    request: 'GET https://graph.microsoft.com/v1.0/me',
    token: TOKEN,
    response: 'HTTP/1.1 403 Forbidden\nRequest-Id: r\n\n{}',
    now: '2025-08-01T00:00:00Z',
  });
  expect(reading).toMatchObject({
    id: '7',
    now: '2025-08-01T00:00:00Z',
    exchange: {
      request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/me' },
      token: TOKEN,
      facts: null,
      response: { status: 403, headers: { 'request-id': 'r' }, body: '{}' },
    },
  });
});

test('facts and claims beside the request are read', () => {
  expect(read({ scp: 'User.Read', wids: 'none', audience: 'x' }).exchange.facts).toMatchObject({
    kind: 'delegated',
    scopes: ['User.Read'],
    directoryRoles: null,
    audience: 'x',
  });
  expect(read({ claims: DELEGATED }).exchange.facts).toMatchObject({ form: 'claims', appId: DELEGATED['appid'] });
  expect(read({ claims: "scp: User.Read\nver: '1.0'" }).exchange.facts).toMatchObject({ scopes: ['User.Read'] });
});

test('a status alone, and a response as an object, are responses', () => {
  expect(read({ status: 403 }).exchange.response).toEqual({ status: 403, headers: {}, body: '' });
  expect(read({ response: { status: 403, body: { a: 1 } } }).exchange.response).toEqual({
    status: 403,
    headers: {},
    body: '{"a":1}',
  });
  expect(read({ response: { error: { code: 'x' } }, status: 401 }).exchange.response).toEqual({
    status: 401,
    headers: {},
    body: '{"error":{"code":"x"}}',
  });
});

test('members of another form are named', () => {
  expect(read({ request: 7, token: [], kind: 'strange', error: 'no', claims: 3 }).ignored).toEqual([
    'request',
    'claims',
    'token',
    'kind',
    'error',
  ]);
});

test.each([
  ['empty', ' '],
  ['not-json', '{'],
  ['not-this-form', '[]'],
  ['too-deep', '['.repeat(100_000)],
])('%s is said of what is no incident', (why, line) => {
  expect(readIncidentLine(line)).toMatchObject({ form: 'unreadable', why });
});

test('any line gets a tagged answer', () => {
  const names = [
    'id',
    'request',
    'token',
    'claims',
    'kind',
    'scp',
    'roles',
    'wids',
    'flow',
    'error',
    'response',
    'status',
    'now',
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), fc.string(), (object, text) => {
      expect(readIncidentLine(JSON.stringify(object)).form).toBe('incident');
      expect(['incident', 'unreadable']).toContain(readIncidentLine(text).form);
    }),
  );
});
