import { expect, test } from 'vitest';
import { madeTable } from '../../test/made.ts';
import { tableOf } from '../../test/small-table.ts';
import { editDistance, nearestNames, suggestPaths } from './suggest.ts';

const table = madeTable();

test.each([
  ['a letter missing', 'thing', ['/things']],
  ['letters swapped', 'thigns', ['/things']],
  ['a letter too many, in an item', 'thingss/x', ['/things/{id}']],
  ['a wrong end', 'things/x/part', ['/things/{id}/parts']],
  ['the end of a longer path', 'deep', ['/prefix/deep']],
  ['nothing near', 'completelydifferent', []],
  ['nothing', '', []],
  ['dot segments', '../..', []],
  ['too many segments', 'a/'.repeat(20), []],
])('%s: suggests for `%s`', (_, path, expected) => {
  expect(suggestPaths(table, path, 'GET').slice(0, expected.length || 5)).toEqual(expected);
});

test('a template that has the method comes first', () => {
  expect(suggestPaths(table, 'things/x/actt', 'POST')[0]).toBe('/things/{id}/act');
});

test.each([
  ['equal', 'abc', 'abc', 0],
  ['a letter inserted', 'abc', 'abxc', 1],
  ['a letter deleted', 'abc', 'ac', 1],
  ['a letter replaced', 'abc', 'axc', 1],
  ['neighbours swapped', 'abcd', 'acbd', 1],
  ['all different', 'abc', 'xyz', 3],
  ['one empty', '', 'abc', 3],
])('the distance of %s', (_, a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test('names that are near come nearest first, at most three, in any letter case', () => {
  const names = ['SecurityAlert.Read.All', 'SecurityAlert.ReadWrite.All', 'SecurityEvents.Read.All', 'User.Read'];
  expect(nearestNames('securityalerts.read.all', names)[0]).toBe('SecurityAlert.Read.All');
  expect(nearestNames('User.Raed', names)).toEqual(['User.Read']);
  expect(nearestNames('Something.Else.Entirely', names)).toEqual([]);
  expect(nearestNames('aaaa', ['aaab', 'aaac', 'aaad', 'aaae'])).toHaveLength(3);
  expect(nearestNames('aaaa', ['aaab', 'aaac'], 1)).toEqual(['aaab']);
});

test('what follows a call is compared too, and each segment once', () => {
  const calls = tableOf(
    'GET /reports/usage(period={value})/parts',
    'GET /reports/count(period={value})/other',
    'GET /reports/usage(period={value})',
  );
  expect(suggestPaths(calls, "reports/usge(period='D7')/part", 'GET')).toEqual([
    '/reports/usage(period={value})/parts',
  ]);
  expect(suggestPaths(calls, "reports/usge(period='D7')", 'GET')).toEqual(['/reports/usage(period={value})']);
});
