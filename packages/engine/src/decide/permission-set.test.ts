import { expect, test } from 'vitest';
import { smallTable } from '../../test/small-table.ts';
import { permissionNumber, permissionsOfNames, permissionsOfText } from './permission-set.ts';

const NAMES = Array.from({ length: 80 }, (_, index) => `Thing${index}.Read`).concat('A', 'Bc', 'A.B', 'A.b');
const table = smallTable({ operations: { 'GET /things': { delegated: { alone: NAMES } } } });

function namesIn(bits: Int32Array): readonly string[] {
  return table.permissionNames.filter((_, number) => ((bits[number >>> 5] as number) & (1 << (number & 31))) !== 0);
}
const ofText = (text: string): readonly string[] =>
  namesIn(permissionsOfText(table, text, new Int32Array(table.permissionWords)));
const ofNames = (...names: string[]): readonly string[] =>
  namesIn(permissionsOfNames(table, names, new Int32Array(table.permissionWords)));

test('a permission has the number of its place, by its exact name', () => {
  for (const [number, name] of table.permissionNames.entries()) expect(permissionNumber(table, name)).toBe(number);
  for (const name of ['', 'Thing0', 'thing0.read', 'Thing0.Read ', 'Thing99.Read', 'a.b']) {
    expect(permissionNumber(table, name), name).toBe(-1);
  }
});

test('each name of the table is found in a text alone, at its beginning, inside and at its end', () => {
  for (const name of NAMES) {
    for (const text of [name, `${name} openid`, `openid ${name} profile`, `openid ${name}`]) {
      expect(ofText(text), text).toEqual([name]);
    }
    expect(ofNames(name)).toEqual([name]);
  }
});

test('all names at once are all found, in any order and more than once', () => {
  expect(ofText(NAMES.join(' '))).toEqual(table.permissionNames);
  expect(ofText([...NAMES, ...NAMES].reverse().join(' '))).toEqual(table.permissionNames);
  expect(ofNames(...NAMES)).toEqual(table.permissionNames);
});

test('blanks separate names and nothing else does; unknown names are left out', () => {
  expect(ofText('')).toEqual([]);
  expect(ofText('   ')).toEqual([]);
  expect(ofText('  A   Bc  ')).toEqual(['A', 'Bc']);
  expect(ofText('A,Bc')).toEqual([]);
  expect(ofText('A\tBc')).toEqual([]);
  expect(ofText('AA')).toEqual([]);
  expect(ofText('a bC thing1.read Thing1.Read2 Thing1.Rea')).toEqual([]);
  expect(ofNames('a', '', 'openid', 'Thing1.Read')).toEqual(['Thing1.Read']);
});

test('what is in the set already stays', () => {
  const bits = permissionsOfNames(table, ['A'], new Int32Array(table.permissionWords));
  expect(namesIn(permissionsOfText(table, 'Bc', bits))).toEqual(['A', 'Bc']);
});
