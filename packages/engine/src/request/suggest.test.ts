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
  ['one letter moved to another place', 'ab', 'ca', 2],
  ['the other letter moved', 'ab', 'bc', 2],
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
  expect(nearestNames('aaaa', ['aabb', 'aaac', 'aaab', 'abbb'])).toEqual(['aaab', 'aaac', 'aabb']);
  expect(nearestNames('User.Re', ['User.Read', 'User.Reads'])).toEqual(['User.Read']);
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

/** What is suggested for a `GET` where a table has these requests only. */
function suggest(path: string, ...requests: readonly string[]): readonly string[] {
  return suggestPaths(tableOf(...requests), path, 'GET');
}

test.each([
  ['abx', 'abc', true],
  ['axx', 'abc', false],
  ['abxx', 'abcd', true],
  ['abcdexx', 'abcdefg', true],
  ['abcdxxx', 'abcdefg', false],
  ['abcdexxx', 'abcdefgh', true],
  ['abcdxxxx', 'abcdefgh', false],
  ['abcdexx', 'abcdefgh', true],
  ['defghijk', 'abcdefghijk', true],
  ['abcd', 'abcdefgh', true],
  ['abcd', 'abcdefghi', false],
  ['abc', 'abcdefg', false],
  ['efgh', 'abcdefgh', false],
  ['abcdefgx', 'abcdefgh(argument)', true],
  ['b'.padEnd(80, 'a'), 'a'.repeat(80), true],
  ['b'.padEnd(81, 'a'), 'a'.repeat(80), false],
  ['b'.padEnd(80, 'a'), 'a'.repeat(81), false],
  ['b'.padEnd(81, 'a'), 'a'.repeat(81), false],
])('%s may be meant for %s: %s', (written, name, isNear) => {
  expect(suggest(written, `GET /${name}`)).toEqual(isNear ? [`/${name}`] : []);
});

test.each([
  ['the nearest', 'abcdefgh', ['GET /xycdefgh', 'GET /abcdefghi'], ['/abcdefghi', '/xycdefgh']],
  ['a name that only goes on', 'abcdefgh', ['GET /abcxyzgh', 'GET /abcdefghijkl'], ['/abcdefghijkl', '/abcxyzgh']],
  ['a name before a call', 'abcx', ['GET /abcd(q={value})', 'GET /abce'], ['/abce', '/abcd(q={value})']],
  ['a name before any item', 'abcx', ['GET /{id}', 'GET /abcd'], ['/abcd', '/{id}']],
  ['an item before another name', 'aa/bbbx', ['GET /aa/{id}', 'GET /aa/bbbb'], ['/aa/{id}', '/aa/bbbb']],
  ['a template that has the method', 'abcx', ['POST /abcd', 'GET /abce'], ['/abce', '/abcd']],
  ['the order of the table', 'abcx', ['GET /abce', 'GET /abcd'], ['/abcd', '/abce']],
  ['the shorter of two paths', 'deep', ['GET /long/prefix/deep', 'GET /a/deep'], ['/a/deep', '/long/prefix/deep']],
  [
    'a longer path that has the method',
    'deep',
    ['GET /long/prefix/deep', 'POST /a/deep'],
    ['/long/prefix/deep', '/a/deep'],
  ],
])('what comes first is %s', (_, path, requests, expected) => {
  expect(suggest(path, ...requests)).toEqual(expected);
});

test('without a method, and with one that no template has, the nearest comes first', () => {
  const two = tableOf('POST /abcdefgi', 'GET /xbcdefgi');
  expect(suggestPaths(two, 'abcdefgh', null)).toEqual(['/abcdefgi', '/xbcdefgi']);
  expect(suggestPaths(two, 'abcdefgh', 'DELETE')).toEqual(['/abcdefgi', '/xbcdefgi']);
  expect(suggestPaths(two, 'abcdefgh', 'GET')).toEqual(['/xbcdefgi', '/abcdefgi']);
});

test('five paths are suggested at most', () => {
  const names = ['abca', 'abcb', 'abcc', 'abcd', 'abce', 'abcf', 'abcg'];
  expect(suggest('abcx', ...names.map((name) => `GET /${name}`))).toEqual(names.slice(0, 5).map((name) => `/${name}`));
});

test.each([
  ['aaab/aaab/aaab/aaab', true],
  ['aaab/aaab/aaab/aabb', false],
])('slips add up over a path: %s', (path, isNear) => {
  expect(suggest(path, 'GET /aaaa/aaaa/aaaa/aaaa')).toHaveLength(isNear ? 1 : 0);
});

test.each([
  ['abcdefgh/ijklmxyz', ['/abcdefgz/ijklmnop']],
  ['xyzdefgz/ijklmxyz', []],
  ['xyzdefgy(q=1)/ijklmxyz', []],
])('two names that are far off are not near together: %s', (path, expected) => {
  expect(suggest(path, 'GET /abcdefgz/ijklmnop', 'GET /abcdefgy(q={value})/ijklmnop')).toEqual(expected);
});

test.each(['abcdefgh', 'ijklmnop', 'qrstuvwx'])('each call is compared by its name: %s', (name) => {
  const calls = ['abcdefgh', 'ijklmnop', 'qrstuvwx'].map((each) => `GET /${each}(q={value})`);
  expect(suggest(`${name.slice(0, -1)}z(q=1)`, ...calls)).toEqual([`/${name}(q={value})`]);
});

test.each([
  ['{id}', true],
  ['{user id}', true],
  ['x{y}', false],
  ['{y}x', false],
  ['0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f', true],
  ['abcdefab-abcd-abcd-abcd-abcdefab', true],
  ['abcdefab-abcd-abcd-abcd-abcdef', true],
  ['abcdefab-abcd-abcd-abcd-abcd', false],
  ['ann@contoso.com', true],
  ['x123y', true],
  ['x12y', false],
  ['x'.repeat(30), true],
  ['x'.repeat(29), false],
])('the end of a longer path is known with %s in the place of an id: %s', (item, isId) => {
  expect(suggest(`things/${item}/parts`, 'GET /some/prefix/things/{id}/parts')).toEqual(
    isId ? ['/some/prefix/things/{id}/parts'] : [],
  );
});

test.each([
  ['a call', "usage(period='D7')", ['GET /reports/usage(period={value})'], ['/reports/usage(period={value})']],
  [
    'more after a call',
    "usage(p='D7')/parts",
    ['GET /reports/usage(p={value})/parts'],
    ['/reports/usage(p={value})/parts'],
  ],
  ['another path before it', 'other/deep', ['GET /prefix/deep'], []],
  ['a name that only ends so', 'deep', ['GET /prefix/xdeep'], []],
  ['a path that is for no request', 'deep', ['GET /prefix/deep/x'], []],
  ['a near path that is for no request', 'abcx', ['GET /abcd/x'], []],
])('the end of a longer path: %s', (_, path, requests, expected) => {
  expect(suggest(path, ...requests)).toEqual(expected);
});

test('a name is itself however long it is', () => {
  const long = 'a'.repeat(100);
  expect(suggest(`${long}/abcx`, `GET /${long}/abcd`)).toEqual([`/${long}/abcd`]);
  expect(nearestNames('a'.repeat(300), ['a'.repeat(200)])).toEqual(['a'.repeat(200)]);
});

test('only the beginning of a long path is looked at, and sixteen segments', () => {
  expect(suggest(`abcx${'/'.repeat(3_000)}zzzz`, 'GET /abcd')).toEqual(['/abcd']);
  const deep = (count: number): readonly string[] =>
    suggest(`${'aaaa/'.repeat(count - 1)}aaab`, `GET ${'/aaaa'.repeat(count)}`);
  expect([deep(16).length, deep(17).length]).toEqual([1, 0]);
});
