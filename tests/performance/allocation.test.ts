import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';

const WINDOWS = 5;
/** So few that objects, had each decision made one, would fill less than the room for new objects. */
const DECISIONS = 200_000;
const NOW = 0;
const REQUESTS: readonly (readonly [string, string])[] = [
  ['GET', 'https://graph.microsoft.com/v1.0/security/alerts/da637551227677560813_-961444813'],
  ['GET', 'https://graph.microsoft.com/beta/Users/28e26030-5d21-49d3-bff5-a011158b8c79/Messages?$top=5'],
  ['POST', 'https://graph.microsoft.com/v1.0/security/alerts'],
  ['PATCH', 'https://graph.microsoft.com/v1.0/security/nothing/of/the/kind'],
  ['DELETE', '/v1.0/me/events/AAMkAGVmMDEzMTM4LTZmYWUtNDdkNC1hMDZiLTU1OGY5OTZhYmY4OA='],
];

/** Collects garbage. A function of the engine that runs the tests, which is not in the open unless asked for. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

test('a million decisions allocate less than two bytes each, where the smallest object takes sixteen', () => {
  const engine = loadEngine();
  const principal = engine.prepare({ kind: 'delegated', permissions: 'SecurityEvents.Read.All Mail.Read' });
  const collect = collector();
  const run = (count: number): number => {
    let sum = 0;
    for (let index = 0; index < count; index++) {
      // Taken apart by index: the iterator of a pattern is an object in code that is not fully optimized.
      const request = REQUESTS[index % REQUESTS.length] as readonly [string, string];
      sum = (sum + engine.decide(request[0], request[1], principal, NOW)) | 0;
    }
    return sum;
  };
  // Until it is compiled: before that, numbers that are too large are objects.
  expect(run(300_000)).not.toBe(0);
  const growth = Array.from({ length: WINDOWS }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    run(DECISIONS);
    return process.memoryUsage().heapUsed - before;
  });
  // The middle one: the test runner allocates for itself now and then.
  expect(growth.sort((a, b) => a - b)[2]).toBeLessThan(2 * DECISIONS);
});
