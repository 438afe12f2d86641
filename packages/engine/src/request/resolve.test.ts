import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { madeTable } from '../../test/made.ts';
import { tableOf } from '../../test/small-table.ts';
import { METHODS } from '../table/layout.ts';
import { methodsOf, pathOfNode, type Table } from '../table/table.ts';
import { Resolver, methodNumber } from './resolve.ts';
import { rewrite } from './rewrite.ts';
import { NameSet } from './segment.ts';
import { Walk } from './walk.ts';

// As it is, but its calls are counted: what has a short way must not come to the thorough reading.
vi.mock('./rewrite.ts', { spy: true });

const table = madeTable();
let resolver: Resolver;

beforeEach(() => {
  resolver = new Resolver(table);
  vi.mocked(rewrite).mockClear();
});

/** Template and readings of a request, or `null` when it is for no operation. */
function resolve(request: string, by: Resolver = resolver): string | null {
  const space = request.indexOf(' ');
  const operation = by.resolve(methodNumber(request.slice(0, space)), request.slice(space + 1));
  return operation < 0 ? null : understood(by);
}

/** Template and readings that a resolver came to. */
function understood(by: Resolver): string {
  return [pathOfNode(by.table, by.node), ...(by.rewritten?.readings ?? [])].join(' ');
}

/** The same by the walk and the thorough reading alone, without any short way between them. */
function thoroughly(from: Table, unqualified: readonly string[], verb: string, path: string): string | null {
  const walk = new Walk(from);
  const number = methodNumber(verb);
  const hasMethod = (at: number): boolean => number >= 0 && (methodsOf(from, at) & (1 << number)) !== 0;
  const node = walk.find(path, 0, 0, path.length);
  if (node >= 0 && hasMethod(node)) return pathOfNode(from, node);
  const found = rewrite(from, walk, new NameSet(unqualified), path, METHODS[number] ?? null);
  if (found === null || !hasMethod(found.node)) return null;
  return [pathOfNode(from, found.node), ...found.readings].join(' ');
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
  ['a fragment', 'GET /things#top', '/things'],
  ['a fragment with slashes and a question mark', 'GET /things#/a?b', '/things'],
  ['an escape inside a literal', 'GET /things/d%65lta', '/things/delta normalised'],
  ['an escape inside an id', 'GET /things/a%40b', '/things/{id} normalised'],
  ['a blank in place of an id', 'GET /things/%20', null],
  ['an encoded slash, which stays in its segment', 'GET /things/a%2Fparts', '/things/{id} normalised'],
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

test.each([
  ['a method that a pattern has not', "DELETE /things/find(q='a')", null],
  ['a method that a path of a file has not', 'DELETE /drive/root:/a.txt', null],
  ['a method that a qualified name has not', 'DELETE /calls/microsoft.graph.first', null],
  ['a quoted slash, which the walk takes for two segments', "DELETE /things/find(q='a/b')", null],
  ['a key that is none', "DELETE /apps(appId='1')/x", null],
  ['a call of a user that is none', 'GET /users/getSecret()/own', null],
  ['the signed-in user for a user with a colon', 'GET /users/a:b/own', '/me/own user-as-me'],
  ['a user with a dot', 'GET /users/a.b/own', '/me/own user-as-me'],
  ['a user that begins with a dot', 'GET /users/.b/own', null],
  ['a user in another namespace', 'GET /users/xgraph.y/own', '/me/own user-as-me'],
  ['the signed-in user without more', 'GET /users', null],
  ['a name that only begins like users', 'GET /usersx/y/own', null],
  ['a name that only begins like me', 'GET /mex/mail', null],
])('what no operation is for is told: %s (%s)', (_, request, expected) => {
  expect(resolve(request)).toBe(expected);
});

/**
 * What is read by `GET` as the walk splits a path, and written by `PATCH` as the thorough reading does; and the reverse
 * ways between `/me` and `/users`.
 */
const WAYS = tableOf(
  ...['PATCH /a', 'GET /{id}', 'GET /q', 'GET /q/{id}', 'GET /q/{id}/{id}', 'PATCH /q/{value}z', 'PATCH /q/end'],
  ...['POST /q/$count', 'PATCH /q/microsoft.graph.first/{id}', 'PATCH /q/one/x/{id}', 'GET /q/{id}/x({value})'],
  ...['GET /me', 'GET /me/{id}', 'GET /me/b', 'GET /me/root:/{id}', 'PATCH /me/own', 'GET /me/{id}/x({value})'],
  ...['PUT /users/{id}', 'PATCH /users/{id}/{id}', 'GET /users/{id}/own', 'PATCH /users/{id}/items/{id}'],
  ...['GET /users/f({value})/own', 'GET /users/microsoft.graph.all/own', 'PATCH /users/{id}/{id}/x({value})'],
  ...['PUT /users/{id}/one/x/{id}', 'PUT /me/{id}/w', 'PUT /me/{id}/w/end'],
);
const WAYS_UNQUALIFIED = ['first', 'all'];

test.each([
  ['a slash between quotes', "PATCH /q/x('a/b')z", '/q/{value}z normalised'],
  ['a slash between quotes after a parenthesis that closes nothing', "PATCH /q/x)('a/b')z", '/q/{value}z normalised'],
  ['an escape', 'PATCH /q/e%6ed', '/q/end normalised'],
  ['a blank that no URL holds', 'PATCH /q/end\u00a0', '/q/end normalised'],
  ['a namespace', 'PATCH /q/graph.end', '/q/end namespace'],
  ['a namespace at the beginning', 'PATCH /graph.a', '/a namespace'],
  ['a name that the table writes with a namespace', 'PATCH /q/first/a:b', '/q/microsoft.graph.first/{id} namespace'],
  ['the count, which only another method has', 'GET /q/$count', '/q property-of'],
  ['a key that a parameter hides', 'PATCH /q/one/x(1)', '/q/one/x/{id} key-in-parentheses'],
  ['the first operation of all', 'PATCH /a/', '/a normalised'],
  ['a user with a colon', 'PATCH /me/a:b', '/users/{id}/{id} me-as-user'],
  ['a character that no URL holds', 'PATCH /me/a:\x7f', null],
  ['the path of a file of a user', 'PATCH /me/root:/a', '/users/{id}/items/{id} me-as-user drive-path'],
  [
    'a key of a user that a parameter hides',
    'PUT /me/one/x(1)',
    '/users/{id}/one/x/{id} me-as-user key-in-parentheses',
  ],
  ['the signed-in user for a call', 'PATCH /users/f(1)/own', null],
  ['the signed-in user for a name with a namespace', 'PATCH /users/microsoft.graph.all/own', null],
  [
    'a user for whom two slashes follow where only the signed-in one has a path',
    'PUT /users/x/y/w//end',
    '/me/{id}/w/end user-as-me',
  ],
  ['a slash at the end behind what only a user has', 'PATCH /users/x/items/z/', '/users/{id}/items/{id} normalised'],
  ['two slashes behind what only a user has', 'PATCH /users/x/items/z//', '/users/{id}/items/{id} normalised'],
  ['a user alone', 'PUT /me', '/users/{id} me-as-user'],
  ['a user before a query with a slash', 'PUT /me?x=a/b', '/users/{id} me-as-user'],
])('a path that is another template as it stands is read thoroughly: %s (%s)', (_, request, expected) => {
  expect(resolve(request, new Resolver(WAYS))).toBe(expected);
  const [verb, path] = request.split(' /') as [string, string];
  expect(thoroughly(WAYS, WAYS_UNQUALIFIED, verb, path.replace(/\?.*/, ''))).toBe(expected);
});

test.each([
  ['a plain path', 'PATCH /q/x/y', null],
  ['a plain path with a query that holds anything', "PATCH /q/x?$filter=a eq '1.2'/(b)//c", null],
  ['an unknown path', 'GET /q/x/y/z', null],
  ['an unknown path with a query that holds anything', "GET /q/x/y/z?$filter=a eq '1.2'/(b)//c", null],
  ['an unknown path with dots', 'GET /q/a.b/c.graph/d.e.f', null],
  ['an unknown path beside the first part of a namespace', 'GET /q/graph/graph-x.y/graphs.z', null],
  ['a name with dots', 'DELETE /q/a.b.c', null],
  ['a name with a dot before the last letter of a namespace', 'DELETE /q/a.graphs/x', null],
  ['a name beside the first part of a namespace', 'DELETE /q/graph-x.y', null],
  ['a colon', 'PATCH /q/x/a:b', null],
  ['a call', "PATCH /q/x/x('a')", null],
  ['quotes after a call', "PATCH /q/f()'a/b'c", null],
  ['quotes after a call that are one', "PATCH /q/f()'a/b", null],
  ['a quoted parenthesis', "PATCH /q/f(')')'a/b", null],
  ['characters of which no spelling is made', 'PATCH /q/x/a"!&~:b', null],
  ['a user for the signed-in one', 'PATCH /me/b', '/users/{id}/{id} me-as-user'],
  ['a user for the signed-in one, with a colon', 'PATCH /me/a:b', '/users/{id}/{id} me-as-user'],
  ['the signed-in user for a user', 'PATCH /users/x/own', '/me/own user-as-me'],
  ['the signed-in user for a user with a dot', 'PATCH /users/a.b/own', '/me/own user-as-me'],
  ['a path that has neither', 'DELETE /me/b', null],
])('the usual near misses never come to the thorough reading: %s (%s)', (_, request, expected) => {
  expect(resolve(request, new Resolver(WAYS))).toBe(expected);
  expect(vi.mocked(rewrite).mock.calls).toHaveLength(0);
});

test('what is for no operation still tells its template: as it is written before another reading', () => {
  const tell = (request: string): string | null => {
    const by = new Resolver(WAYS);
    expect([by.node, by.operation, by.rewritten]).toEqual([-1, -1, null]);
    expect(resolve(request, by)).toBeNull();
    if (by.node < 0) expect(by.rewritten).toBeNull();
    return by.node < 0 ? null : understood(by);
  };
  expect(tell('DELETE /me/own')).toBe('/me/own');
  expect(tell('DELETE /users/x/own')).toBe('/users/{id}/own');
  expect(tell('DELETE /users/x/y/w')).toBe('/me/{id}/w user-as-me');
  expect(tell('DELETE /me/one/x/1')).toBe('/users/{id}/one/x/{id} me-as-user');
  expect(tell('DELETE /q/end#x')).toBe('/q/end');
  expect(tell('DELETE /q/x//y')).toBe('/q/{id}/{id} normalised');
  expect(tell('GET /me/x/y/z')).toBeNull();
  expect(tell('GET /users/x/y/z')).toBeNull();
});

test('the user whose path was taken for that of the signed-in one is kept', () => {
  const by = new Resolver(WAYS);
  expect(resolve('PATCH /users/x/own', by)).toBe('/me/own user-as-me');
  expect(by.rewritten?.segments).toEqual(['users', 'x']);
});

test('the first operation of a table is one as any other', () => {
  const by = new Resolver(tableOf('PATCH /me/b', 'GET /users/{id}/b'));
  expect([by.resolve(methodNumber('PATCH'), '/users/x/b'), understood(by)]).toEqual([0, '/me/b user-as-me']);
});

test('paths of any length are read without an error', () => {
  const long = 400_000;
  for (const path of ['a.'.repeat(long), 'x/'.repeat(long), `x${'('.repeat(long)}`, `x${"('a')".repeat(long)}`]) {
    expect(() => resolve(`OPTIONS https://graph.microsoft.com/v1.0/things/${path}`)).not.toThrow();
    expect(resolve(`GET https://graph.microsoft.com/v1.0/things/${path}/nothing`)).toBeNull();
  }
});

test('a table without users or the signed-in one takes neither for the other', () => {
  const by = new Resolver(tableOf('GET /a', 'GET /a/b', 'GET /{id}'));
  for (const path of ['me/a', 'me/b', 'users/x/a', 'users/x/b', 'users/x'])
    expect(resolve(`GET /${path}`, by)).toBeNull();
  expect(resolve('GET mailto:ann', by)).toBeNull();
  expect(resolve('GET /x', by)).toBe('/{id}');
});

test('the short ways to an answer give what the thorough reading gives', () => {
  const segment = fc.constantFrom(
    ...[
      'things',
      'THINGS',
      'x',
      'delta',
      'find(q=1)',
      "find(q='a')",
      'parts',
      'act',
      'me',
      'users',
      'own',
      'mail',
      'drive',
    ],
    ...[
      'root:',
      'root:x',
      'x:',
      'content',
      'items',
      'versions',
      'calls',
      'first',
      'microsoft.graph.first',
      'graph.x',
      'a.b',
    ],
    ...[
      "apps(appId='1')",
      'apps',
      '$count',
      '$ref',
      '%74hings',
      'a%20b',
      '.',
      '',
      "o'neil",
      'a(b',
      'a)b',
      'q(',
      '()',
      'x:y',
      '\u00e9',
    ],
  );
  const method = fc.constantFrom(...METHODS, 'OPTIONS');
  fc.assert(
    fc.property(method, fc.array(segment, { minLength: 1, maxLength: 6 }), (verb, segments) => {
      const path = segments.join('/');
      // A path without a slash before it could be a host or a version; the address is not what is tested here.
      expect(resolve(`${verb} https://graph.microsoft.com/v1.0/${path}`)).toBe(
        thoroughly(table, ['first'], verb, path),
      );
    }),
    { numRuns: 3_000 },
  );
});

test('the short ways give what the thorough reading gives where quotes, calls and names decide', () => {
  const piece = fc.constantFrom(
    ...['(', ')', "'", '/', 'a', 'z', ':', '.', '!', '"', '%6e', '%', '$', ' ', ',', '\x7f', '\u00a0', 'graph.'],
    ...['first', 'microsoft.graph.', 'end', "x('a/b')", 'one/x(1)', 'own', 'x(1)', '$count', 'root:/'],
  );
  const begin = fc.constantFrom('q/', 'me/', 'users/', 'users/x/', 'me/one/', '');
  const by = new Resolver(WAYS);
  fc.assert(
    fc.property(fc.constantFrom(...METHODS), begin, fc.array(piece, { maxLength: 7 }), (verb, first, pieces) => {
      const path = `${first}${pieces.join('')}`;
      expect(resolve(`${verb} https://graph.microsoft.com/v1.0/${path}`, by)).toBe(
        thoroughly(WAYS, WAYS_UNQUALIFIED, verb, path),
      );
    }),
    { numRuns: 1_000 },
  );
});
test('a slash behind a name that the table writes with a namespace does not hide it', () => {
  const by = new Resolver(tableOf('GET /x/microsoft.graph.first'));
  for (const path of ['x/first', 'x/first/', 'x/first//']) {
    expect(resolve(`GET /${path}`, by)).toBe('/x/microsoft.graph.first namespace');
  }
});
