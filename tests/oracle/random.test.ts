import { fileURLToPath } from 'node:url';
import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';
import { compareRandom, emptyComparison, reportOf } from './compare.ts';
import { randomFrom } from './random.ts';
import { Reference } from './reference.ts';
import { requestsOf } from './requests.ts';

const COUNT = 200_000;
const sources = fileURLToPath(new URL('../../packages/knowledge/sources', import.meta.url));
const microsoft = process.env.WHY403_PERMISSIONS_JSON;

test('engine and reference agree on 200,000 random requests with near misses', () => {
  const reference = new Reference(sources);
  const comparison = emptyComparison(reference);
  compareRandom(
    loadEngine(),
    { count: COUNT, random: randomFrom(20_260_807), make: requestsOf(reference) },
    comparison,
  );
  console.log(reportOf(comparison).join('\n'));
  expect(comparison.disagreements).toEqual([]);
  expect(comparison.decisions).toBe(COUNT);
  // Every way to make a request was used, and half of them were granted, or the comparison shows nothing.
  expect([...comparison.shapes.values()].every((count) => count > COUNT / 20)).toBe(true);
  expect(comparison.verdicts.allow).toBeGreaterThan(COUNT / 3);
  expect(comparison.verdicts.deny).toBeGreaterThan(COUNT / 4);
}, 300_000);

// Skipped where nobody gives the file: it is Microsoft's and not in the repository.
test.skipIf(microsoft === undefined)(
  "the reviewed text says what Microsoft's own table says (WHY403_PERMISSIONS_JSON)",
  () => {
    const listingsOf = (reference: Reference): readonly string[] => reference.cells();
    expect(listingsOf(new Reference(sources))).toEqual(listingsOf(new Reference(sources, microsoft)));
  },
);
