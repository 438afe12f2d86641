import { fileURLToPath } from 'node:url';
import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';
import { compareEverything, emptyComparison, reportOf } from './compare.ts';
import { Reference } from './reference.ts';

test('engine and reference agree on every permission, path, method and kind of the table, and on what belongs together', () => {
  const reference = new Reference(fileURLToPath(new URL('../../packages/knowledge/sources', import.meta.url)));
  const comparison = emptyComparison(reference);
  compareEverything(loadEngine(), comparison);
  console.log(reportOf(comparison).join('\n'));
  expect(comparison.disagreements).toEqual([]);
  expect(comparison.decisions).toBeGreaterThan(reference.permissions.size * reference.operations.size * 3);
});
