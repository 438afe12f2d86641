import { expect, test } from 'vitest';
import { tableOf } from '../../test/small-table.ts';
import type { Method } from '../table/layout.ts';
import { pathOfNode, type Table } from '../table/table.ts';
import { hasMethod, rewrite, splitPath } from './rewrite.ts';
import { NameSet } from './segment.ts';
import { Walk } from './walk.ts';

const TABLE = tableOf(
  ...[
    'GET /a',
    'GET /a/{id}',
    'POST /a/{id}',
    'POST /a/{id}/act',
    'GET /a/x',
    'GET /a/{id}/e',
    'GET /b',
    'GET /b/f',
    'GET /b/fx',
  ],
  ...[
    'GET /b/g(q={value})',
    'GET /b/g(q={value})/one',
    'GET /b/g(q={value},r={value})/two',
    'GET /m/k={value}z',
    'GET /m/{id}',
  ],
  ...[
    'GET /c/a.first',
    'GET /c/aaa',
    'GET /c/microsoft.graph.first',
    'GET /c/microsoft.graph.second',
    'GET /c/microsoft.graph.third',
    'GET /c/zzz',
  ],
  ...['GET /d/x', 'GET /d/{id}/e', 'GET /n/x.first'],
  ...['GET /me/x', 'PATCH /users/{id}/x', 'GET /users/{id}/y', 'GET /me/own', 'GET /graph.h/{id}', 'GET /h({value})/z'],
  ...['POST /groups/{id}/members', 'DELETE /groups/{id}/members/{id}', 'POST /groups/{id}/other'],
  ...['GET /drive/root:/{id}', 'GET /drive/root:/{value}:/content', 'GET /drive/root:/{value}:/{id}'],
  ...['GET /drive/items/{id}', 'GET /drive/items/{id}/versions', 'GET /things/{id}'],
  ...['GET /site/root:/{id}/x', 'GET /site/items/{id}', 'GET /none/root:/{id}/x'],
);
/** Without `third`: what is not among them is not looked for. */
const UNQUALIFIED = ['first', 'second'];

/** Template and readings that a path is understood as. */
function read(path: string, method: Method | null = 'GET', table: Table = TABLE): string | null {
  const found = rewrite(table, new Walk(table), new NameSet(UNQUALIFIED), path, method);
  return found === null ? null : [pathOfNode(table, found.node), ...found.readings].join(' ');
}

test.each([
  ['slashes', '//a///b/', ['a', 'b']],
  ['nothing', '', []],
  ['a slash between quotes of a call', "f(a='x/y')/b", ["f(a='x/y')", 'b']],
  ['a parenthesis between quotes', "f(a='x)/y')/b", ["f(a='x)/y')", 'b']],
  ['quotes after a call', "f()'/'b", ["f()'", "'b"]],
  ['a parenthesis that closes nothing', "a)('/')", ["a)('/')"]],
  ['quotes outside of a call', "it's/that's", ["it's", "that's"]],
  ['a quote before a call', "it's(a='x/y')/b", ["it's(a='x/y')", 'b']],
  ['a slash in a call without quotes', 'f(a/b)', ['f(a', 'b)']],
  ['a quote that is not closed', "f(a='x/b", ["f(a='x", 'b']],
  ['blanks that no URL holds', ' a /b\u00a0', ['a', 'b']],
  ['blanks that are escaped', '%20a%20/%20', [' a ', ' ']],
  ['an escaped slash', 'a%2Fb', ['a/b']],
  ['escapes that are none', '%zz/%', ['%zz', '%']],
  ['a plus, which is itself', 'a+b', ['a+b']],
  ['dots that are a name', '.../a./.b', ['...', 'a.', '.b']],
])('a path is split and decoded: %s', (_, path, expected) => {
  expect(splitPath(path)).toEqual(expected);
});

test.each(['a/.', './a', 'a/../b', '%2e', '%2E%2e/a', 'a\u007f', 'a/\u001f', '\0', '%1f', 'a%00'])(
  'a path with dot segments or control characters is none: %j',
  (path) => {
    expect(splitPath(path)).toBeNull();
  },
);

test.each([
  ['a', '/a normalised'],
  ['a/', '/a normalised'],
  ['ax', null],
  ['a)', null],
  ['a(x', null],
  ['a(1)', '/a/{id} key-in-parentheses'],
  ['a()', '/a normalised'],
  ['a(1)/e', '/a/{id}/e key-in-parentheses'],
  ['a(1)/none', null],
  ['graph.h(1)', '/graph.h/{id} key-in-parentheses'],
  ['graph.h(1)/z', '/h({value})/z namespace'],
])('a key in parentheses is a segment of its own: %s', (path, expected) => {
  expect(read(path)).toBe(expected);
});

test.each([
  ['b/graph.f', 'GET', '/b/f namespace'],
  ['b/graph.f()', 'GET', '/b/f namespace'],
  ['b/graph.f(%20)', 'GET', '/b/f namespace'],
  ['b/graph.f()x', 'GET', null],
  ['b/graph.f(a=1)', 'GET', null],
  ["b/Microsoft.Graph.Deep.g(q='x.y')", 'GET', '/b/g(q={value}) namespace'],
  ['b/xgraph.f', 'GET', null],
  ['b/microsoft.graphs.f', 'GET', null],
  ['c/first', 'GET', '/c/microsoft.graph.first namespace'],
  ['c/SECOND', 'GET', '/c/microsoft.graph.second namespace'],
  ['c/third', 'GET', null],
  ['b/second', 'GET', null],
  ['n/first', 'GET', null],
  ['graph.bolt/a', 'GET', null],
  ['a/1/graph.bolt', 'GET', '/a/{id} type-cast'],
  ['a/1/graph.bolt', 'POST', null],
  ['a/1/graph.bolt/act', 'POST', '/a/{id}/act type-cast'],
  ['d/graph.x/e', 'GET', '/d/{id}/e normalised'],
  ['a/1/graph.bolt(1)', 'GET', null],
] as const)('a namespace is that of a function, or of a type: %s (%s)', (path, method, expected) => {
  expect(read(path, method)).toBe(expected);
});

test.each([
  ['b/g(q=1)/one', '/b/g(q={value})/one normalised'],
  ['b/g(q=1,r=2)/one', '/b/g(q={value})/one normalised'],
  ['b/g(q=1,r=2)/two', '/b/g(q={value},r={value})/two normalised'],
  ['b/g(q=1,%20%20r=2)/two', '/b/g(q={value},r={value})/two normalised'],
  ['b/g(q%20%20=%20%20,r%20=2)/two', null],
  ['b/g(q%20%20=1,r=2)/two', '/b/g(q={value},r={value})/two normalised'],
  ['b/g(q=1)/three', null],
  ['m/k=1z', '/m/k={value}z normalised'],
  ['m/k%20=%201z', '/m/{id} normalised'],
])('blanks in a call do not count: %s', (path, expected) => {
  expect(read(path)).toBe(expected);
});

test.each([
  ['a/$count', 'GET', '/a property-of'],
  ['a/$VALUE', 'GET', '/a property-of'],
  ['a/$ref', null, '/a property-of'],
  ['a/$countx', 'GET', null],
  ['b/x$count', 'GET', null],
  ['$count', 'GET', null],
  ['groups/1/members/$ref', 'POST', '/groups/{id}/members property-of'],
  ['groups/1/Members/$Ref', 'POST', '/groups/{id}/members property-of'],
  ['groups/1/members/2/$ref', 'DELETE', '/groups/{id}/members/{id} property-of'],
  ['groups/1/members/$count', 'POST', null],
  ['groups/1/members/$refs', 'POST', null],
  ['groups/1/other/$ref', 'POST', null],
  ['groups/1/other/x$ref', 'POST', null],
  ['groups/1/members/x$ref', 'POST', '/groups/{id}/members/{id} normalised'],
] as const)(
  'the count, value and links of what is read, and links that are written: %s (%s)',
  (path, method, expected) => {
    expect(read(path, method)).toBe(expected);
  },
);

test.each([
  'acceptedSenders',
  'manager',
  'members',
  'owners',
  'registeredOwners',
  'registeredUsers',
  'rejectedSenders',
  'sponsors',
])('the links of %s are written by /$ref', (name) => {
  expect(read(`a/1/${name}/$ref`, 'PUT', tableOf(`PUT /a/{id}/${name}`))).toBe(`/a/{id}/${name} property-of`);
});

test.each([
  ['me/x', 'GET', '/me/x normalised'],
  ['me/x', 'PATCH', '/users/{id}/x me-as-user'],
  ['ME/y', 'GET', '/users/{id}/y me-as-user'],
  ['mee/y', 'GET', null],
  ['me/y/$count', 'GET', '/users/{id}/y property-of me-as-user'],
  ['users/1/own', 'GET', '/me/own user-as-me'],
  ["Users('1')/own", 'GET', '/me/own user-as-me'],
  ['users/f()/own', 'GET', null],
  ['xusers/1/own', 'GET', null],
  ['usersx/1/own', 'GET', null],
  ['me/x', 'DELETE', '/me/x normalised'],
  ['me/x', null, '/me/x normalised'],
  ['me/y', null, '/users/{id}/y me-as-user'],
] as const)(
  'the template that has the method is taken, of the signed-in user or of any: %s (%s)',
  (path, method, expected) => {
    expect(read(path, method)).toBe(expected);
  },
);

test.each([
  ['drive/root:/a', '/drive/root:/{id} normalised'],
  ['drive/root:/a/b', '/drive/root:/{id} drive-path'],
  ['drive/root:/a/b:', '/drive/root:/{id} drive-path'],
  ['drive/root:/a/b:/content', '/drive/root:/{value}:/content drive-path'],
  ['drive/root:/a/b:/versions', '/drive/root:/{value}:/{id} drive-path'],
  ['drive/root:/a:/x/y', null],
  ['drive/root:', null],
  ['DRIVE/ROOT:/a/b', '/drive/root:/{id} drive-path'],
  ['drive/items/1:/a', '/drive/items/{id} drive-path'],
  ['drive/items/1:/a/b:/versions', '/drive/items/{id}/versions drive-path'],
  ['drive/items/1:', null],
  ['drive/items/:/a', null],
  ['things/1:/a', null],
  ['site/root:/a', '/site/items/{id} drive-path'],
  ['none/root:/a', null],
  ['x:/a', null],
])('what stands between colons is one name: %s', (path, expected) => {
  expect(read(path)).toBe(expected);
});

test('a path that is understood is told in plain form', () => {
  const found = rewrite(TABLE, new Walk(TABLE), new NameSet([]), '//%61/x%20y/', 'GET');
  expect(found?.segments).toEqual(['a', 'x y']);
});

test('a template has the methods of its operations only', () => {
  const node = new Walk(TABLE).find('a/1', 0, 0, 3);
  expect(
    (['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const).filter((method) => hasMethod(TABLE, node, method)),
  ).toEqual(['GET', 'POST']);
});

test('the longest path and the most segments that are looked at', () => {
  expect(read(`a/${'x'.repeat(16_382)}`)).toBe('/a/{id} normalised');
  expect(read(`a/${'x'.repeat(16_383)}`)).toBeNull();
  const deep = tableOf(`GET ${'/{id}'.repeat(48)}`, `GET ${'/{id}'.repeat(49)}`);
  expect(read('x/'.repeat(48), 'GET', deep)).not.toBeNull();
  expect(read('x/'.repeat(49), 'GET', deep)).toBeNull();
});

test('a hostile path, of which each segment may be one of two things, comes to an end', () => {
  const deep = tableOf(`GET /a`, `GET /b${'/{id}'.repeat(24)}/end`);
  expect(read(`b/${'graph.x/'.repeat(45)}nothing`, 'GET', deep)).toBeNull();
});
