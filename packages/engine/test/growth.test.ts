import { expect, test } from 'vitest';
import { growth, LINEAR } from './growth.ts';

function steps(count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum = (sum + i) % 7;
  return sum;
}

test('quadratic work is told from linear work', () => {
  // Long enough that what the engine does beside it, such as compiling, is little.
  expect(growth((size) => steps(size * size), 900)).toBeGreaterThan(LINEAR);
  expect(growth((size) => steps(size * 900), 900)).toBeLessThan(LINEAR);
});
