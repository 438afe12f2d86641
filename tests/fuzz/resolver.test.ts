import { expect, test } from 'vitest';
import { loadEngine } from '@why403/knowledge';
import { growth, LINEAR } from '../../packages/engine/test/growth.ts';
import { randomFrom } from '../oracle/random.ts';
import { mutatedText } from './mutate.ts';
import { resolverTarget, URLS } from './targets.ts';

const engine = loadEngine();
const caller = engine.prepare({ kind: 'application', permissions: ['SecurityAlert.Read.All'] });

test('changed URLs are decided and described without an exception', () => {
  const random = randomFrom(21);
  const end = performance.now() + 2_000;
  let count = 0;
  while (performance.now() < end) {
    resolverTarget.run(mutatedText(random.pick(URLS), random));
    count++;
  }
  expect(count).toBeGreaterThan(20);
});

test('URLs of random characters are decided and described without an exception', () => {
  const random = randomFrom(22);
  for (let count = 0; count < 300; count++) {
    const length = random.below(80);
    resolverTarget.run(
      Array.from({ length }, () => String.fromCharCode(random.below(random.chance(0.1) ? 65_536 : 128))).join(''),
    );
  }
  expect(engine.request('GET', '/security/alerts_v2', 0).operation?.path).toBe('/security/alerts_v2');
});

test.each<[string, (size: number) => string]>([
  ['one long segment', (size) => `/users/${'x'.repeat(size)}`],
  ['many segments', (size) => `/users${'/x'.repeat(size / 2)}`],
  ['many slashes', (size) => `/users${'/'.repeat(size)}`],
  ['deep parentheses', (size) => `/users/${'('.repeat(size / 2)}${')'.repeat(size / 2)}`],
  ['many quotes', (size) => `/users('${"''".repeat(size / 2)}')`],
  ['an unclosed quote', (size) => `/users('${'/a'.repeat(size / 2)}`],
  ['percent-encoding', (size) => `/users/${'%41'.repeat(size / 3)}`],
  ['broken percent-encoding', (size) => `/users/${'%'.repeat(size)}`],
  ['colons', (size) => `/me/drive/root:${'/a:'.repeat(size / 3)}`],
  ['dots', (size) => `/users/microsoft.graph${'.a'.repeat(size / 2)}`],
  ['a long query', (size) => `/users?$select=${'a,'.repeat(size / 2)}`],
  ['a deep expansion', (size) => `/users?$expand=${'a('.repeat(size / 2)}`],
  ['many options', (size) => `/users?${'$expand=a&'.repeat(size / 10)}`],
  ['a long host', (size) => `https://${'a'.repeat(size)}.example/v1.0/users`],
  ['a long scheme', (size) => `${'h'.repeat(size)}://graph.microsoft.com/v1.0/users`],
])('a URL of 1 MB takes linear time: %s', { timeout: 60_000 }, (_, make) => {
  expect(engine.describe('GET', make(1_000_000), caller, 0).outcome).not.toBe('allow');
  expect(growth((size) => engine.describe('GET', make(size), caller, 0), 100_000)).toBeLessThan(LINEAR);
});
