import { expect, test } from 'vitest';
import {
  readClaims,
  readCommand,
  readHar,
  readHttpFile,
  readIncidentLine,
  readLogRows,
  readRefusal,
  readResponse,
  readToken,
  recognise,
  type ExchangesReading,
} from '@why403/engine';
import { DELEGATED, part, testToken } from '../../packages/engine/test/tokens.ts';
import { randomFrom } from '../oracle/random.ts';
import { mutatedText } from './mutate.ts';

/** Stands in every credential of this file. */
const SECRET = 'PLANTEDsecret403';
const token = `${testToken(DELEGATED).split('.').slice(0, 2).join('.')}.${part(SECRET)}${SECRET}`;
const GRAPH = 'https://graph.microsoft.com/v1.0/security/alerts_v2';
const body = '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}';
const har = JSON.stringify({
  log: {
    entries: [
      {
        request: {
          method: 'GET',
          url: GRAPH,
          headers: [
            { name: 'Authorization', value: `Bearer ${token}` },
            { name: 'Cookie', value: SECRET },
          ],
        },
        response: { status: 403, headers: [], content: { text: body } },
      },
    ],
  },
});

type Exchanges = Extract<ExchangesReading, { readonly form: 'exchanges' }>;

const EXCHANGES: readonly (readonly [string, (text: string) => ExchangesReading, string])[] = [
  ['curl', readCommand, `curl -s '${GRAPH}' -H 'Authorization: Bearer ${token}' -H 'Cookie: a=${SECRET}'`],
  ['HAR', readHar, har],
  ['HTTP file', readHttpFile, `### Alerts\nGET ${GRAPH}\nAuthorization: Bearer ${token}\nCookie: a=${SECRET}\n\n`],
  [
    'log rows',
    readLogRows,
    JSON.stringify({ RequestUri: GRAPH, RequestMethod: 'GET', ResponseStatusCode: 403, Scopes: 'User.Read' }),
  ],
];
const OTHERS: readonly (readonly [string, (text: string) => unknown, string])[] = [
  ['token', readToken, `Bearer ${token}`],
  ['claims', readClaims, JSON.stringify(DELEGATED)],
  ['response', readResponse, `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n${body}`],
  [
    'transcript',
    readResponse,
    `> GET /v1.0/me HTTP/1.1\n> Authorization: Bearer ${token}\n>\n< HTTP/1.1 403 Forbidden\n<\n${body}`,
  ],
  ['refusal', (text) => readRefusal({ status: 403, headers: {}, body: text }), body],
  [
    'incident',
    readIncidentLine,
    JSON.stringify({ id: 'x', request: { method: 'GET', url: GRAPH }, response: { status: 403, body } }),
  ],
  ['anything', recognise, har],
];

test.each(EXCHANGES)('%s: a credential stands in the place of the token, and nowhere else', (form, read, text) => {
  const reading = read(text) as Exchanges;
  expect(reading.form).toBe('exchanges');
  expect(reading.exchanges).toHaveLength(1);
  if (form !== 'log rows') expect(reading.exchanges[0]?.token).toContain(SECRET);
  expect(
    JSON.stringify({ ...reading, exchanges: reading.exchanges.map((each) => ({ ...each, token: null })) }),
  ).not.toContain(SECRET);
});

test('a token that cannot be read, and broken claims, are named without their text', () => {
  for (const wrong of [
    SECRET,
    `Bearer ${SECRET}.${SECRET}`,
    `${token}.x.y.z`,
    `eyJ.${token}`,
    token.replace('.', '!.'),
  ]) {
    const reading = readToken(wrong);
    expect(reading.form).toBe('opaque');
    expect(JSON.stringify(reading)).not.toContain(SECRET);
  }
  for (const wrong of [`{"scp": "${SECRET}`, SECRET, `<html>${SECRET}</html>`, `${'['.repeat(5_000)}${SECRET}`]) {
    const reading = readClaims(wrong);
    if (reading.form === 'unreadable') expect(JSON.stringify(reading)).not.toContain(SECRET);
  }
});

test.each([...EXCHANGES, ...OTHERS])(
  '%s: changed text never makes the reader throw, and no message repeats it',
  (_, read, text) => {
    const random = randomFrom(31);
    const end = performance.now() + 700;
    let count = 0;
    while (performance.now() < end || count < 50) {
      const changed = mutatedText(text, random, 6_000);
      expect(messagesOf(read(changed))).not.toContain(SECRET);
      count++;
    }
  },
);

/** What a reading says in words of its own: why, what is missing, what was left out. */
function messagesOf(reading: unknown): string {
  const { why, says, position, oddities, repairs, gaps, skipped, missing } = reading as Record<string, unknown>;
  const words = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((each: { why?: unknown; what?: unknown }) => [each.why, each.what]) : null;
  return JSON.stringify([why, says, position, oddities, repairs, gaps, words(skipped), words(missing)]) ?? '';
}
