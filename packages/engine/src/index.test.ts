import { expect, test } from 'vitest';
import { OUTCOMES, PARTS, TOKEN_KINDS } from '@why403/engine';

test('the outcomes are ordered so that the weakest checked part is the maximum', () => {
  expect(OUTCOMES).toEqual(['not-checked', 'allow', 'unknown', 'deny']);
  expect(PARTS).toHaveLength(5);
  expect(TOKEN_KINDS).toHaveLength(3);
});
