import { expect, test } from 'vitest';
import { NameSet, foldText, hashSegment, hashText } from './segment.ts';

test('only ASCII capitals are made small', () => {
  expect(foldText('ABCxyzXYZ[]^_`{}@019')).toBe('abcxyzxyz[]^_`{}@019');
  expect(foldText('\u{130}\u{212A}ÄÖ')).toBe('\u{130}\u{212A}ÄÖ');
  expect(foldText('USERS\u{C4}ABC\u{212A}Z')).toBe('users\u{C4}abc\u{212A}z');
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

test('a set of names knows its segments in any letter case, between any two places, and no others', () => {
  const names = Array.from({ length: 300 }, (_, index) => `name${index}`);
  const set = new NameSet([...names, 'longest-of-all']);
  for (const name of names) {
    const path = `a/${name.toUpperCase()}/b`;
    expect(set.has(path, 2, 2 + name.length)).toBe(true);
    expect(set.has(path, 2, 1 + name.length)).toBe(names.includes(name.slice(0, -1)));
    expect(set.has(`${name}x`, 0, name.length + 1)).toBe(false);
  }
  expect(set.has('a//b', 2, 2)).toBe(false);
  expect(set.has('other', 0, 5)).toBe(false);
  // Names that differ in letters that the hash does not look at.
  expect(set.has('nbme7', 0, 5)).toBe(false);
});

test('the last segment of a path is looked for from its end, no further than names are long', () => {
  const set = new NameSet(['delta', 'longest-of-all']);
  const last = (path: string, from = 0, end = path.length): boolean => set.hasLast(path, from, end);
  expect([last('delta'), last('a/DELTA'), last('/delta'), last('a/delta?x', 0, 7)]).toEqual([true, true, true, true]);
  expect([last('a/longest-of-all'), last('xdelta', 1)]).toEqual([true, true]);
  expect([last('delta/a'), last('adelta'), last('a/longest-of-all-'), last(''), last('a/')]).toEqual(
    Array(5).fill(false),
  );
});

test('names shorter than what the ends are told by are found too', () => {
  const set = new NameSet(['of', 'delta']);
  const last = (path: string): boolean => set.hasLast(path, 0, path.length);
  expect([last('a/OF'), last('of'), last('a/delta'), last('a/lta'), last('f'), last('')]).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
