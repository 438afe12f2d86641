import { expect, test } from 'vitest';
import { growth, LINEAR } from './growth.ts';

function steps(count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum = (sum + i) % 7;
  return sum;
}

test('quadratic work is told from linear work', () => {
  expect(growth((size) => steps(size * size), 600)).toBeGreaterThan(LINEAR);
  expect(growth((size) => steps(size * 1_000), 600)).toBeLessThan(LINEAR);
});
