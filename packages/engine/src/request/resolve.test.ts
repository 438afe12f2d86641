import { expect, test } from 'vitest';
import { madeTable } from '../../test/made.ts';
import { METHODS } from '../table/layout.ts';
import { pathOfNode } from '../table/table.ts';
import { Resolver, methodNumber } from './resolve.ts';

const table = madeTable();
const resolver = new Resolver(table);

/** Template and readings of a request, or `null` when it is for no operation. */
function resolve(request: string): string | null {
  const space = request.indexOf(' ');
  const operation = resolver.resolve(methodNumber(request.slice(0, space)), request.slice(space + 1));
  if (operation < 0) return null;
  return [pathOfNode(table, resolver.node), ...(resolver.rewritten?.readings ?? [])].join(' ');
}

test('methods are known in any letter case, HEAD counts as GET, others are none', () => {
  expect(METHODS.map((method) => methodNumber(method))).toEqual([0, 1, 2, 3, 4]);
  expect(METHODS.map((method) => methodNumber(method.toLowerCase()))).toEqual([0, 1, 2, 3, 4]);
  expect([
    methodNumber('HEAD'),
    methodNumber('head'),
    methodNumber('OPTIONS'),
    methodNumber(''),
    methodNumber('Get '),
  ]).toEqual([1, 1, -1, -1, -1]);
});

test.each([
  ['a literal path', 'GET /things', '/things'],
  ['a parameter', 'GET /things/x', '/things/{id}'],
  ['a literal before a parameter', 'GET /things/delta', '/things/delta'],
  ['a parameter where the literal leads nowhere (backtracking)', 'GET /things/delta/parts', '/things/{id}/parts'],
  ['a literal in capitals', 'GET /THINGS/DELTA', '/things/delta'],
  ['the method that the literal template has not, but the parameter has', 'PATCH /things/delta', null],
  ['a pattern with an argument', 'GET /things/find(q=abc)', '/things/find(q={value})'],
  ['a pattern with a quoted argument', "GET /things/find(q='a/b')", '/things/find(q={value}) normalised'],
  ['a pattern with blanks', 'GET /things/find(q = abc)', '/things/find(q={value}) normalised'],
  ['a pattern at the root', "GET /apps(appId='1')", '/apps(appId={value})'],
  ['percent-encoding', 'GET /%74hings/x', '/things/{id} normalised'],
  ['doubled slashes', 'GET /things//x', '/things/{id} normalised'],
  ['a trailing slash', 'GET /things/x/', '/things/{id} normalised'],
  ['empty parentheses', 'GET /things/delta()', '/things/delta normalised'],
  ['a key in parentheses', "GET /things('x')", '/things/{id} key-in-parentheses'],
  ['two keys in parentheses', "GET /things('x')/parts(7)", '/things/{id}/parts/{id} key-in-parentheses'],
  ['an action with its namespace', 'POST /things/x/microsoft.graph.act', '/things/{id}/act namespace'],
  ['an action with a longer namespace', 'POST /things/x/microsoft.graph.security.act', '/things/{id}/act namespace'],
  ['an action with the short namespace', 'POST /things/x/graph.act', '/things/{id}/act namespace'],
  ['a function with namespace and empty parentheses', 'GET /things/microsoft.graph.delta()', '/things/delta namespace'],
  [
    'a function with namespace and argument',
    'GET /things/microsoft.graph.find(q=1)',
    '/things/find(q={value}) namespace',
  ],
  ['a name that the table writes with its namespace', 'GET /calls/first', '/calls/microsoft.graph.first namespace'],
  ['the same as the table writes it', 'GET /calls/microsoft.graph.first', '/calls/microsoft.graph.first'],
  [
    'a function that is not known by its full name, which is never an id',
    'GET /things/microsoft.graph.other(a=1)',
    null,
  ],
  ['an unknown function without arguments', 'GET /things/graph.other()', null],
  ['an unknown call', 'GET /things/report(1)', null],
  ['a type cast', 'GET /things/x/parts/microsoft.graph.bolt', '/things/{id}/parts type-cast'],
  ['a type cast before more', 'GET /things/x/microsoft.graph.bolt/parts', '/things/{id}/parts type-cast'],
  ['a call that is no function, which is never a cast', 'GET /things/x/parts/microsoft.graph.bolt(a=1)', null],
  ['the count', 'GET /things/$count', '/things property-of'],
  ['the value', 'GET /things/x/$value', '/things/{id} property-of'],
  ['the references', 'GET /things/x/parts/$ref', '/things/{id}/parts property-of'],
  ['a reference that is written, which is no known relationship', 'POST /things/x/act/$ref', null],
  ['the count of nothing', 'GET /$count', null],
  ['an unknown dollar segment', 'GET /things/$metadata', null],
  ['the path of a file', 'GET /drive/root:/a.txt', '/drive/root:/{id}'],
  ['a deep path of a file', 'GET /drive/root:/a/b.txt', '/drive/root:/{id} drive-path'],
  [
    'a path of a file with something after it',
    'GET /drive/root:/a/b.txt:/content',
    '/drive/root:/{value}:/content drive-path',
  ],
  [
    'a path of a file for the item that it names',
    'GET /drive/root:/a/b.txt:/versions',
    '/drive/items/{id}/versions drive-path',
  ],
  ['a path of a file with nonsense after it', 'GET /drive/root:/a.txt:/nonsense', null],
  ['a user for the signed-in one', 'GET /me/mail', '/users/{id}/mail me-as-user'],
  ['the signed-in user for a user', 'GET /users/x/own', '/me/own user-as-me'],
  ['the signed-in user for a key', "GET /users('x')/own", '/me/own user-as-me'],
  ['a fragment', 'GET /things#top', '/things normalised'],
  ['an encoded slash, which stays in its segment', 'GET /things/a%2Fparts', '/things/{id}'],
  ['broken percent-encoding in an id', 'GET /things/%zz', '/things/{id} normalised'],
  ['dot segments', 'GET /things/../things', null],
  ['an encoded dot segment', 'GET /things/%2e%2e/parts', null],
  ['a control character', 'GET /things/\u0001/parts/', null],
  ['an encoded control character', 'GET /%74hings/%01', null],
  ['a longer path than any template', 'GET /things/x/parts/y/more', null],
  ['a part of a template', 'GET /roles', null],
  ['nothing', 'GET /', null],
  ['an unknown method', 'OPTIONS /things', null],
])('%s: %s', (_, request, expected) => {
  expect(resolve(request)).toBe(expected);
});

test('a path that has the template but not the method keeps its node, so that the answer can say so', () => {
  expect(resolver.resolve(methodNumber('DELETE'), '/things')).toBe(-1);
  expect(pathOfNode(table, resolver.node)).toBe('/things');
  expect(resolver.resolve(methodNumber('DELETE'), '/nothing')).toBe(-1);
  expect(resolver.node).toBe(-1);
});

test('operations are numbered by template, then method', () => {
  const numbers = (['DELETE', 'GET', 'PATCH', 'PUT'] as const).map((method) =>
    resolver.resolve(methodNumber(method), '/things/x'),
  );
  expect(numbers).toEqual([0, 1, 2, 3].map((step) => (numbers[0] as number) + step));
  expect(numbers[0]).toBeGreaterThanOrEqual(0);
});

test('paths beyond 48 segments or 16384 characters are no requests of Microsoft Graph', () => {
  expect(resolve(`GET /things/${'x/'.repeat(60)}`)).toBeNull();
  expect(resolve(`GET //things/${'x'.repeat(20_000)}`)).toBeNull();
  expect(resolve(`GET /things/${'x'.repeat(20_000)}`)).toBe('/things/{id}');
});
