import { expect, test } from 'vitest';
import { randomFrom } from '../oracle/random.ts';
import { fuzz } from './guided.ts';
import { loaderTarget, resolverTarget, tokenTarget } from './targets.ts';

const SECONDS = 3;

test.each([
  ['the resolver never throws and never allows what is no operation', () => run(resolverTarget)],
  ['the token reader never throws and never repeats a text', () => run(tokenTarget)],
  ['the loader refuses every damaged table', () => run(loaderTarget)],
])('guided by coverage: %s', (_, start) => {
  const report = start();
  expect(report.failures).toEqual([]);
  // Guided by nothing would mean that no block of the engine was seen.
  expect(report.blocks).toBeGreaterThan(20);
  expect(report.kept).toBeGreaterThan(1);
});

function run<Input>(target: Parameters<typeof fuzz<Input>>[0]): ReturnType<typeof fuzz> {
  const end = performance.now() + SECONDS * 1000;
  return fuzz(target, randomFrom(403), () => performance.now() > end);
}
