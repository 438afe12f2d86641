import { expect, test } from 'vitest';
import { alternate, median } from './alternate.ts';

test('the median is the middle value, and the lower of two', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1])).toBe(1);
  expect(median([])).toBeNaN();
});

test('variants run in turns, once more than what is counted, and the floor has the ratio 1', () => {
  const order: string[] = [];
  const timings = alternate(
    ['floor', 'other'].map((name) => ({ name, run: () => void order.push(name) })),
    2,
  );
  expect(order).toEqual(['floor', 'other', 'floor', 'other', 'floor', 'other']);
  expect(timings.map(({ name }) => name)).toEqual(['floor', 'other']);
  expect(timings[0]?.ratio).toBe(1);
});
