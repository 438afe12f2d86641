import { expect, test } from 'vitest';
import { leastPrivilege, verifyLeast, TOKEN_KINDS } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { Oracle, randomFrom, type SampleOperation } from './oracle.ts';

/** Random request sets over all kinds. */
const SETS = 2000;
/** Choices that the exhaustive search tries at most; a set with more is drawn again, and counted. */
const MOST_CHOICES = 100_000;

test('exhaustive search agrees on 2,000 random request sets of 1 to 6 operations', () => {
  const engine = loadEngine();
  const random = randomFrom(403);
  let compared = 0;
  let redrawn = 0;
  let covered = 0;
  for (const [place, kind] of TOKEN_KINDS.entries()) {
    const oracle = new Oracle(engine, kind);
    // Near operations share permissions, so half of the sets are drawn from a neighbourhood.
    const draw = (): readonly SampleOperation[] => {
      const size = 1 + Math.floor(random() * 6);
      const start = Math.floor(random() * oracle.operations.length);
      const near = random() < 0.5;
      return Array.from({ length: size }, () => {
        const at = near ? start + Math.floor(random() * 60) : Math.floor(random() * oracle.operations.length);
        return oracle.operations[at % oracle.operations.length] as SampleOperation;
      });
    };
    const upTo = Math.floor((SETS * (place + 1)) / TOKEN_KINDS.length);
    while (compared < upTo) {
      const requests = draw();
      const expected = oracle.solve(requests, MOST_CHOICES);
      if (expected === null) {
        redrawn++;
        continue;
      }
      const result = leastPrivilege(engine, requests, { kind, now: 0, listed: 10_000 });
      const listing = requests.map(({ method, url }) => `${method} ${url}`).join('\n');
      expect(verifyLeast(engine, result, 0).problems, listing).toEqual([]);
      expect(
        {
          excess: result.reach.excess,
          count: result.permissions.length,
          sets: [result.permissions.map(({ permission }) => permission), ...result.alternatives]
            .map((set) => set.join(' '))
            .sort(),
          uncovered: result.requests.flatMap((request, index) => (request.uncovered === null ? [] : [index])),
        },
        `${kind}\n${listing}`,
      ).toEqual(expected);
      compared++;
      covered += requests.length - expected.uncovered.length;
    }
  }
  expect(compared).toBe(SETS);
  expect(redrawn).toBeLessThan(SETS / 20);
  expect(covered).toBeGreaterThan(SETS);
});
