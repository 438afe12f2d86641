import { expect, test } from 'vitest';
import { foldText, hashSegment, hashText } from './segment.ts';

test('only ASCII capitals are made small', () => {
  expect(foldText('ABCxyzXYZ[]^_`{}@019')).toBe('abcxyzxyz[]^_`{}@019');
  expect(foldText('\u{130}\u{212A}ÄÖ')).toBe('\u{130}\u{212A}ÄÖ');
  expect(foldText('')).toBe('');
});

test('the hash is the same in any letter case, positive, and that of three characters and the length', () => {
  for (const text of ['a', 'users', 'getOffice365ActiveUserCounts', 'x'.repeat(500)]) {
    expect(hashText(text.toUpperCase())).toBe(hashText(text));
    expect(hashText(text)).toBeGreaterThanOrEqual(0);
    const at = (place: number): number => text.charCodeAt(place);
    const { length } = text;
    expect(hashSegment(length, at(length >> 2), at(length >> 1), at(length - 1))).toBe(hashText(text));
  }
});

test('length and each of the three characters count', () => {
  const base = hashSegment(8, 97, 98, 99);
  const others = [
    hashSegment(9, 97, 98, 99),
    hashSegment(8, 98, 98, 99),
    hashSegment(8, 97, 97, 99),
    hashSegment(8, 97, 98, 98),
  ];
  expect(new Set([base, ...others]).size).toBe(5);
});
