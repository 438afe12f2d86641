import { expect, test } from 'vitest';
import { smallTable } from '../../test/small-table.ts';
import { pathOfNode } from '../table/table.ts';
import { methodNumber, Resolver } from './resolve.ts';

const table = smallTable({
  operations: Object.fromEntries(
    [
      'GET /me',
      'GET /me/only',
      'GET /me/calls',
      'GET /me/drive/root:/{}',
      'GET /me/drive/root:/{}:/content',
      'GET /me/drive/items/{}',
      'GET /me/drive/items/{}/children',
      'GET /users',
      'POST /users',
      'GET /users/{}',
      'PATCH /users/{}',
      'DELETE /users/{}',
      'GET /users/delta',
      'GET /users/{}/messages',
      'POST /users/{}/messages',
      'GET /users/{}/messages/{}',
      'GET /users/{}/calls',
      'GET /users/{}/photo/$value',
      'POST /users/{}/revokeSessions',
      'GET /users/{}/reminderView(start={},end={})',
      'GET /users/{}/range(address={})',
      'GET /users/{}/range(address={})/format',
      'GET /users/{}/range()',
      'GET /applications/{}',
      'GET /applications(appId={})',
      'POST /tiIndicators/submit',
      'POST /indicators/microsoft.graph.Approve',
      'GET /indicators/{}',
      'GET /devices/{}',
      'GET /devices/{}/microsoft.graph.special/parts',
      'GET /sites/{}',
      'GET /sites/{}:/{}',
      'GET /sites/{}:/{}:/lists',
      'GET /sites/{}/lists',
      'GET /a/b',
      'GET /a/{}/c',
      'GET /deep/x/{}/y',
      'GET /deep/{}/x/z',
      'GET /reports/getA(period={})',
      'GET /reports/getAbC(period={})',
      'GET /things/{}/a-{}-b/end',
    ].map((request) => [request, {}]),
  ),
});
const resolver = new Resolver(table);

/** The template and how it was read: `/users/{id} <- key-in-parentheses`; `-` when there is none. */
function read(method: string, url: string): string {
  const operation = resolver.resolve(methodNumber(method), url);
  if (resolver.node < 0) return '-';
  const readings = resolver.rewritten?.readings ?? [];
  const marks = operation < 0 ? ' (no such method)' : readings.length === 0 ? '' : ` <- ${readings.join(' ')}`;
  return `${pathOfNode(table, resolver.node)}${marks}`;
}
const get = (url: string): string => read('GET', url);

test('methods have their places, in any letter case; HEAD is answered like GET', () => {
  expect(['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map(methodNumber)).toEqual([0, 1, 2, 3, 4]);
  expect(['delete', 'Get', 'pAtch', 'post', 'put', 'HEAD', 'head'].map(methodNumber)).toEqual([0, 1, 2, 3, 4, 1, 1]);
  expect(['', 'OPTIONS', 'options', 'TRACE', 'GETS'].map(methodNumber)).toEqual([-1, -1, -1, -1, -1]);
});

test('each operation has a number of its own, in the order of methods of its template', () => {
  const numbers = ['GET', 'PATCH', 'DELETE'].map((method) => resolver.resolve(methodNumber(method), '/users/1'));
  expect(numbers[2]).toBe((numbers[0] as number) - 1);
  expect(numbers[1]).toBe((numbers[0] as number) + 1);
  expect(resolver.resolve(methodNumber('POST'), '/users')).toBe(resolver.resolve(methodNumber('GET'), '/users') + 1);
});

test('a path is the most specific template, with backtracking', () => {
  expect(get('/users/delta')).toBe('/users/delta');
  expect(get('/users/delta/messages')).toBe('/users/{id}/messages');
  expect(get('/a/b')).toBe('/a/b');
  expect(get('/a/b/c')).toBe('/a/{id}/c');
  expect(get('/deep/x/x/z')).toBe('/deep/{id}/x/z');
  expect(get('/deep/x/x/y')).toBe('/deep/x/{id}/y');
});

test('letter case of the path never matters, and other characters must be the same', () => {
  expect(get('/USERS/1/MessAges')).toBe('/users/{id}/messages');
  expect(get('/users\u{17f}')).toBe('-');
  expect(get('/u\u{17f}ers')).toBe('-');
  expect(get('/use\u{0152}s')).toBe('-');
  expect(get('/\u{0130}ndicators/1')).toBe('-');
});

test('a path that stops early, goes on or holds another word is no template', () => {
  for (const url of [
    '/',
    '',
    '/users/1/message',
    '/users/1/messages/2/3',
    '/user',
    '/userss',
    '/applications',
    '/deep',
  ]) {
    expect(get(url), url).toBe('-');
  }
});

test('a template without the method keeps the template and has no operation', () => {
  expect(read('PUT', '/users/1')).toBe('/users/{id} (no such method)');
  expect(read('BREW', '/users/1')).toBe('/users/{id} (no such method)');
  expect(read('POST', '/me/only')).toBe('/me/only (no such method)');
});

test('functions are found with their arguments, whatever stands in them', () => {
  expect(get('/users/1/range(address=A1)')).toBe('/users/{id}/range(address={value})');
  expect(get("/users/1/range(address='A1:B2')")).toBe('/users/{id}/range(address={value})');
  expect(get("/users/1/range(address='A(1)')/format")).toBe('/users/{id}/range(address={value})/format');
  expect(get("/users/1/Range(Address='a/b')/format")).toBe('/users/{id}/range(address={value})/format <- normalised');
  expect(get('/users/1/range()')).toBe('/users/{id}/range()');
  expect(get('/users/1/range(address=)')).toBe('-');
  expect(get('/users/1/reminderView(start=1,end=2)')).toBe('/users/{id}/reminderView(start={value},end={value})');
  expect(get('/users/1/reminderView(start=1,end=)')).toBe('-');
  expect(get('/users/1/reminderView(start=,end=2)')).toBe('-');
  expect(get('/users/1/reminderView(start = 1,  end =2)')).toBe(
    '/users/{id}/reminderView(start={value},end={value}) <- normalised',
  );
  expect(get("/reports/getA(period='D7')")).toBe('/reports/getA(period={value})');
  expect(get("/reports/getAbC(period='D7')")).toBe('/reports/getAbC(period={value})');
  expect(get('/things/1/a-x-b/end')).toBe('/things/{id}/a-{value}-b/end');
  expect(get('/things/1/a--b/end')).toBe('-');
  expect(get('/things/1/a-b/end')).toBe('-');
});

test('escapes, doubled and trailing slashes and blanks around segments never matter', () => {
  for (const url of [
    '/users/1/%6Dessages',
    '/users//1///messages',
    '/users/1/messages/',
    '/users/1/ messages ',
    '/u%73ers/1/messages//',
  ]) {
    expect(get(url), url).toBe('/users/{id}/messages <- normalised');
  }
  expect(get('/users/a%40b')).toBe('/users/{id}');
  expect(get('/users/a%2Fb')).toBe('/users/{id}');
  expect(get('/users/x%ZZ-1/messages/')).toBe('/users/{id}/messages <- normalised');
  expect(get('/users/1/messages#part')).toBe('/users/{id}/messages <- normalised');
});

test('dot segments and control characters are in no request', () => {
  for (const url of [
    '/users/..',
    '/users/.',
    '/users/../me',
    '/users/%2e%2e/messages',
    '/users/%2E',
    '/use\trs//',
    '/users/%00//',
    '/users//\u{7f}',
  ]) {
    expect(get(url), url).toBe('-');
  }
  expect(get('/users/.hidden')).toBe('-');
});

test('a key in parentheses is the item', () => {
  expect(get("/users('a@b')")).toBe('/users/{id} <- key-in-parentheses');
  expect(get("/Users('a@b')/messages('2')")).toBe('/users/{id}/messages/{id} <- key-in-parentheses');
  expect(get("/users('a/b')/messages")).toBe('/users/{id}/messages <- key-in-parentheses');
  expect(get("/users('it''s')/messages")).toBe('/users/{id}/messages <- key-in-parentheses');
  expect(get("/applications(appId='1')")).toBe('/applications(appId={value})');
  expect(get("/applications('1')")).toBe('/applications/{id} <- key-in-parentheses');
  expect(get('/users()')).toBe('/users <- normalised');
  expect(get("/me('1')")).toBe('-');
  expect(get("/unknown('1')")).toBe('-');
});

test('a quote that is never closed is a character like others', () => {
  expect(get("/users('a/messages")).toBe('-');
  expect(get("/users/o'neil/messages/")).toBe('/users/{id}/messages <- normalised');
  expect(get("/users/a('b/messages")).toBe('/users/{id}/messages');
});

test('a call that no function answers is never taken for an id', () => {
  expect(get('/users/getSecret()')).toBe('-');
  expect(get("/users/getSecret(a='1')/messages")).toBe('-');
  expect(get('/users/1/getSecret(a=1)')).toBe('-');
});

test('what is spelled like a system resource is never taken for an id', () => {
  expect(get('/users/$entity')).toBe('-');
  expect(get('/users/x:')).toBe('-');
  expect(get('/users/microsoft.graph.user')).toBe('/users <- type-cast');
  for (const url of ['/users/%24entity', '/users/%2E%2E/messages', '/users/getSecret%28%29', '/users/x%3A']) {
    expect(get(url), url).toBe('-');
  }
  expect(get('/users/microsoft%2Egraph.user')).toBe('/users <- type-cast');
  expect(get('/users/%24count')).toBe('/users <- property-of');
  expect(get('/users/%40x')).toBe('/users/{id} <- normalised');
  expect(get('/users/microsoftxgraph.user')).toBe('/users/{id}');
});

test('a namespace before a name counts as the name', () => {
  expect(read('POST', '/users/1/microsoft.graph.revokeSessions')).toBe('/users/{id}/revokeSessions <- namespace');
  expect(read('POST', '/users/1/graph.revokeSessions')).toBe('/users/{id}/revokeSessions <- namespace');
  expect(read('POST', '/tiIndicators/microsoft.graph.submit')).toBe('/tiIndicators/submit <- namespace');
  expect(read('POST', '/tiIndicators/microsoft.graph.security.submit')).toBe('/tiIndicators/submit <- namespace');
  expect(get('/users/1/microsoft.graph.range()')).toBe('/users/{id}/range() <- namespace');
  expect(get("/users/1/microsoft.graph.range(address='a.b')")).toBe('/users/{id}/range(address={value}) <- namespace');
  expect(read('POST', '/tiIndicators/other.graph.submit')).toBe('-');
});

test('a name counts as itself where the table writes it with its namespace only', () => {
  expect(read('POST', '/indicators/approve')).toBe('/indicators/microsoft.graph.Approve <- namespace');
  expect(read('POST', '/indicators/microsoft.graph.approve')).toBe('/indicators/microsoft.graph.Approve');
  expect(get('/devices/1/special/parts/')).toBe('/devices/{id}/microsoft.graph.special/parts <- namespace');
  expect(get('/indicators/1')).toBe('/indicators/{id}');
});

test('a type cast is left out, unless something is called or posted', () => {
  expect(get('/devices/1/microsoft.graph.other')).toBe('/devices/{id} <- type-cast');
  expect(get('/users/1/microsoft.graph.user/messages')).toBe('/users/{id}/messages <- type-cast');
  expect(read('POST', '/users/1/microsoft.graph.user/messages')).toBe('/users/{id}/messages <- type-cast');
  expect(read('POST', '/users/1/messages/microsoft.graph.unknown')).toBe('-');
  expect(get('/users/1/microsoft.graph.unknown()')).toBe('-');
  expect(get('/microsoft.graph.user/users')).toBe('-');
});

test('$count, $value and $ref read the thing before them, for reading only', () => {
  for (const property of ['$count', '$value', '$ref', '$COUNT']) {
    expect(get(`/users/1/messages/${property}`), property).toBe('/users/{id}/messages <- property-of');
  }
  expect(get('/users/1/photo/$value')).toBe('/users/{id}/photo/$value');
  expect(read('POST', '/users/1/messages/$ref')).toBe('-');
  expect(get('/users/1/messages/$top')).toBe('-');
  expect(get('/$count')).toBe('-');
});

test('/me counts as /users/{id} and the reverse, where the table has only one of the two', () => {
  expect(get('/me')).toBe('/me');
  expect(get('/me/messages')).toBe('/users/{id}/messages <- me-as-user');
  expect(get('/ME/Messages/1')).toBe('/users/{id}/messages/{id} <- me-as-user');
  expect(read('PATCH', '/me')).toBe('/users/{id} <- me-as-user');
  expect(get('/me/calls')).toBe('/me/calls');
  expect(get('/users/1/only')).toBe('/me/only <- user-as-me');
  expect(get("/users('1')/only")).toBe('/me/only <- user-as-me');
  expect(get('/users/1//only')).toBe('/me/only <- user-as-me');
  expect(get('/users/1/calls')).toBe('/users/{id}/calls');
  expect(get('/me//messages/$count')).toBe('/users/{id}/messages <- property-of me-as-user');
  expect(get('/users/1/only/$count')).toBe('/me/only <- property-of user-as-me');
  expect(get('/users')).toBe('/users');
  expect(get('/meh/messages')).toBe('-');
  expect(get('/usersx/1/only')).toBe('-');
  expect(read('POST', '/me/only')).toBe('/me/only (no such method)');
});

test('how a user was named is kept', () => {
  get('/users/abc/only');
  expect(resolver.rewritten?.segments).toEqual(['users', 'abc']);
  get("/users('abc')/only");
  expect(resolver.rewritten?.segments).toEqual(["users('abc')", 'only']);
});

test('a table with only one of /me and /users serves the other by it, and nothing else', () => {
  const mine = new Resolver(smallTable({ operations: { 'GET /me/x': {} } }));
  expect(mine.resolve(1, '/users/1/x')).toBe(0);
  expect(mine.resolve(1, '/groups/1/x')).toBe(-1);
  expect(mine.resolve(1, '/me/x')).toBe(0);
  const users = new Resolver(smallTable({ operations: { 'GET /users/{}/x': {} } }));
  expect(users.resolve(1, '/me/x')).toBe(0);
  expect(users.resolve(1, '/it/x')).toBe(-1);
  const neither = new Resolver(smallTable({ operations: { 'GET /x': {} } }));
  expect(['/me/x', '/users/1/x', '/me', '/users/1'].map((url) => neither.resolve(1, url))).toEqual([-1, -1, -1, -1]);
});

test('the path of a file between colons is one name', () => {
  expect(get('/me/drive/root:/a.txt')).toBe('/me/drive/root:/{id}');
  expect(get('/me/drive/root:/folder/a.txt')).toBe('/me/drive/root:/{id} <- drive-path');
  expect(get('/me/drive/root:/a.txt:')).toBe('/me/drive/root:/{id} <- drive-path');
  expect(get('/me/drive/root:/a.txt:/content')).toBe('/me/drive/root:/{value}:/content');
  expect(get('/me/drive/root:/b/c/a.txt:/content')).toBe('/me/drive/root:/{value}:/content <- drive-path');
  expect(get('/me/drive/root:/b/c:/children')).toBe('/me/drive/items/{id}/children <- drive-path');
  expect(get('/me/drive/Root:/b/c:/children')).toBe('/me/drive/items/{id}/children <- drive-path');
  expect(get('/me/drive/root:/b:/unknown')).toBe('-');
  expect(get('/me/drive/root:/b:/children/more')).toBe('-');
  expect(get('/sites/host:/teams/x')).toBe('/sites/{value}:/{id} <- drive-path');
  expect(get('/sites/host:/x')).toBe('/sites/{value}:/{id}');
  expect(get('/sites/host:/teams/x:/lists')).toBe('/sites/{value}:/{value}:/lists <- drive-path');
  expect(get('/sites/host:/teams/x:/unknown')).toBe('-');
  expect(get('/me/drive/items/1:/b/c.txt:/children')).toBe('/me/drive/items/{id}/children <- drive-path');
  expect(get('/me/drive/items/1:/b/c.txt')).toBe('/me/drive/items/{id} <- drive-path');
  for (const url of [
    '/users/:/messages',
    '/users/x:/a/b',
    '/users/x:/a:/messages',
    '/me/drive/items/1:',
    '/me/drive/root:',
  ]) {
    expect(get(url), url).toBe('-');
  }
});

test('what is longer or deeper than any request is not looked at, and a hostile path ends', () => {
  const deep = `/users/${'1/'.repeat(60)}`;
  expect(get(deep)).toBe('-');
  expect(get(`/users/${'x'.repeat(16_000)}/messages/`)).toBe('/users/{id}/messages <- normalised');
  expect(get(`/users/${'x'.repeat(17_000)}/messages/`)).toBe('-');
  expect(get(`/users/${'x'.repeat(17_000)}/messages`)).toBe('/users/{id}/messages');
  expect(get(`/users/1/${'microsoft.graph.a/'.repeat(45)}messages`)).toBe('/users/{id}/messages <- type-cast');
  expect(get(`/users/1/${'microsoft.graph.a/'.repeat(46)}messages`)).toBe('-');
});

test('what was found for one request is gone with the next', () => {
  get('/me/messages');
  expect(resolver.resolve(1, '/nothing')).toBe(-1);
  expect([resolver.node, resolver.operation, resolver.rewritten]).toEqual([-1, -1, null]);
  resolver.resolve(1, 'ftp://graph.microsoft.com/users');
  expect([resolver.node, resolver.operation, resolver.rewritten]).toEqual([-1, -1, null]);
});
