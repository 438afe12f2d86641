import { expect, test } from 'vitest';
import { tableOf } from '../../test/small-table.ts';
import { MIXED, NODE } from '../table/layout.ts';
import { pathOfNode } from '../table/table.ts';
import { Walk, isIdText } from './walk.ts';

const PATHS = [
  '/a',
  '/a/b/c',
  '/a/{id}',
  '/a/{id}/d',
  '/a/{id}/{id}/e',
  '/only/{id}',
  '/abcdefgh/x',
  '/az-1/x',
  '/abcdefgz/y',
  '/find(q={value})',
  '/find(q={value})/below',
  '/find(q={value},r={value})/deeper',
  '/find(longer={value})',
  '/find(q=lit)/x',
  '/four/p{value}ab{value}ab{value}q',
  '/long/a{value}bcd{value}e',
  '/mixed/{value}:',
  '/mixed/{value}:/content',
  '/mixed/{id}',
  '/mixed/{id}/parts',
  '/mixed/x{value}y{value}z',
  '/nested/f(a={value})/g(b={value})/end',
  '/nested/{id}/{id}/other',
  '/snow@[`{}~/x',
];

const TABLE = tableOf(...PATHS.map((path) => `GET ${path}`));

/** The template that a path of the table above is found to be, and whether without going back. */
function find(path: string, from = 0, limit = path.length): string | null {
  const walk = new Walk(TABLE);
  const node = walk.find(path, 0, from, limit);
  return node < 0 ? null : `${pathOfNode(TABLE, node)}${walk.straight ? '' : ' after going back'}`;
}

test.each([
  ['a', '/a'],
  ['AZ-1/X', '/az-1/x'],
  ['az\r1/x', null],
  ['AZ\r1/x', null],
  ['find\bq=x)', null],
  ['FIND\bQ=x)', null],
  ['FIND(Q=x)', '/find(q={value})'],
  ['', null],
  ['a//b/c', null],
  ['A', '/a'],
  ['b', null],
  ['', null],
  ['/', null],
  ['a/', null],
  ['a//c', null],
  ['a/b', '/a/{id} after going back'],
  ['a/b/c', '/a/b/c'],
  ['a/b/d', '/a/{id}/d after going back'],
  ['a/b/x/e', '/a/{id}/{id}/e after going back'],
  ['a/d/d', '/a/{id}/d'],
  ['a/x/y/e', '/a/{id}/{id}/e'],
  ['a/x/d/e', '/a/{id}/{id}/e after going back'],
  ['a/x/y/f', null],
  ['only', null],
  ['only/x', '/only/{id}'],
  ['only/x/y', null],
  ['ABCDEFGH/X', '/abcdefgh/x'],
  ['abcdefgz/y', '/abcdefgz/y'],
  ['abcdefgz/x', null],
  ['abcdefgy/x', null],
  ['abcdefg/x', null],
  ['abcdefghi/x', null],
])('a path goes down literals first, then parameters: %s', (path, expected) => {
  expect(find(path)).toBe(expected);
});

test.each([
  ['find(q=1)', '/find(q={value})'],
  ['FIND(Q=1)', '/find(q={value})'],
  ['find(q=)', null],
  ['find(q=1', null],
  ['find(q', null],
  ['find(q1)', null],
  ['find(q=1)/below', '/find(q={value})/below'],
  ['find(q=1,r=2)/deeper', '/find(q={value},r={value})/deeper after going back'],
  ['find(q=1,r=2)/below', '/find(q={value})/below'],
  ['find(q=1,r=2)', '/find(q={value})'],
  ['find(q=,r=2)/deeper', null],
  ['find(q=1,r=)/deeper', null],
  ['find(longer=7)', '/find(longer={value})'],
  ['find(longer=)', null],
  ['mixed/x:', '/mixed/{value}:'],
  ['mixed/:', null],
  ['mixed/x:/content', '/mixed/{value}:/content'],
  ['mixed/x:/parts', null],
  ['mixed/x', '/mixed/{id}'],
  ['mixed/x/parts', '/mixed/{id}/parts'],
  ['mixed/x1y2z', '/mixed/x{value}y{value}z'],
  ['mixed/x1y2z/parts', '/mixed/{id}/parts after going back'],
  ['mixed/xyyz', '/mixed/{id}'],
  ['mixed/xyyyz', '/mixed/x{value}y{value}z'],
  ['mixed/x1yz', '/mixed/{id}'],
  ['mixed/x1y2', '/mixed/{id}'],
  ['mixed/xz', '/mixed/{id}'],
  ['mixed/xabycdz', '/mixed/x{value}y{value}z'],
  ['find(q=lit)/x', '/find(q=lit)/x'],
  ['find(q=lit)/below', '/find(q={value})/below after going back'],
  ['long/a12bcd34e', '/long/a{value}bcd{value}e'],
  ['long/a1bcd2e', '/long/a{value}bcd{value}e'],
  ['long/a1bcde', null],
  ['long/abcd2e', null],
  ['long/a1bcx2bcd3e', '/long/a{value}bcd{value}e'],
  ['long/a1bc2e', null],
  ['long/a1bcx2bcx3e', null],
  ['four/p1ab2ab3q', '/four/p{value}ab{value}ab{value}q'],
  ['four/p1ab2345q', null],
  ['nested/f(a=1)/g(b=2)/end', '/nested/f(a={value})/g(b={value})/end'],
  ['nested/f(a=1)/g(b=2)/other', null],
  ['nested/f(a=1/x/other', '/nested/{id}/{id}/other'],
])('patterns need each of their pieces in order, with something between: %s', (path, expected) => {
  expect(find(path)).toBe(expected);
});

test('the only pattern of a table is tried where the literal before it leads nowhere', () => {
  const table = tableOf('GET /f(q=1)/x', 'GET /f(q={value})/y');
  const node = new Walk(table).find('f(q=1)/y', 0, 0, 8);
  expect(pathOfNode(table, node)).toBe('/f(q={value})/y');
});

test('a path is read between its beginning and its limit only', () => {
  expect(find('/v1.0/a/b/c?x/y', 6, 11)).toBe('/a/b/c');
  expect(find('a?/b/c', 0, 1)).toBe('/a');
  expect(find('a/x?/d', 0, 3)).toBe('/a/{id}');
  expect(find('find(q=1)?x', 0, 9)).toBe('/find(q={value})');
  expect(find('a', 2, 1)).toBeNull();
});

test('letters are compared in either case, everything else exactly', () => {
  expect(find('SNOW@[`{}~/x')).toBe('/snow@[`{}~/x');
  for (const path of ['snow`[`{}~/x', 'snow@{`{}~/x', 'snow@[@{}~/x', 'snow@[`[}~/x', 'snow@[`{]~/x', 'snow@[`{}^/x']) {
    expect(find(path)).toBeNull();
  }
  expect(find('\u0061\u0300')).toBeNull();
  expect(find('\u0161')).toBeNull();
  expect(find('abcdefg\u0168/x')).toBeNull();
});

test('a walk is straight until it goes back, and again with the next search', () => {
  const walk = new Walk(TABLE);
  const straight = [walk.straight];
  for (const path of ['a/x/d/e', 'a/b/x', 'a/b/c']) {
    walk.find(path, 0, 0, path.length);
    straight.push(walk.straight);
  }
  expect(straight).toEqual([true, false, false, true]);
});

test('one walk serves many paths, and what one of them left behind does not matter to the next', () => {
  const walk = new Walk(TABLE);
  const at = (path: string): string | null => {
    const node = walk.find(path, 0, 0, path.length);
    return node < 0 ? null : pathOfNode(TABLE, node);
  };
  for (let round = 0; round < 3; round++) {
    expect(at('nested/f(a=1)/g(b=2)/other')).toBeNull();
    expect(at('a/b/x/nothing')).toBeNull();
    expect(at('mixed/x1y2z/parts')).toBe('/mixed/{id}/parts');
    expect(at('a/x/d/e')).toBe('/a/{id}/{id}/e');
  }
});

test('a child is found by a literal segment alone', () => {
  const walk = new Walk(TABLE);
  const a = walk.literalChild(0, 'a');
  expect(pathOfNode(TABLE, a)).toBe('/a');
  expect(walk.literalAt('x/B/y', a, 2, 3)).toBe(walk.literalChild(a, 'b'));
  expect(walk.literalChild(a, 'x')).toBe(-1);
  expect(walk.literalChild(a, '')).toBe(-1);
  expect(walk.literalChild(walk.literalChild(0, 'only'), 'x')).toBe(-1);
});

test('the patterns that a segment fits come one after the other, then none', () => {
  const walk = new Walk(TABLE);
  const list = TABLE.nodes[NODE.mixed] as number;
  const fitting = (segment: string): readonly string[] => {
    const found: string[] = [];
    for (let entry = walk.fitting(list, 0, segment, 0, segment.length); entry > 0;) {
      found.push(pathOfNode(TABLE, TABLE.mixed[entry + MIXED.child] as number));
      entry = walk.fitting(list, entry, segment, 0, segment.length);
    }
    return found.sort();
  };
  expect(fitting('find(q=1,r=2)')).toEqual(['/find(q={value})', '/find(q={value},r={value})']);
  expect(fitting('find(q=1)')).toEqual(['/find(q={value})']);
  expect(fitting('find')).toEqual([]);
  expect(fitting('')).toEqual([]);
});

test.each([
  ['x', true],
  ['.x', false],
  ['$x', false],
  ['x)', false],
  ['x:', false],
  ['x.y', true],
  ['microsoft.graph.x', false],
  ['MICROSOFT.Graph.x', false],
  ['microsoft%2egraph%2Ex', false],
  ['microsoft.graphs', true],
  ['microsoft-graph.x', true],
  ['microsoftxgraph.x', true],
  ['xmicrosoft.graph.x', true],
  ['m', true],
])('an id is nothing that has a meaning of its own: %s', (text, isId) => {
  expect(isIdText(text, 0, text.length)).toBe(isId);
  expect(isIdText(`/${text}/`, 1, 1 + text.length)).toBe(isId);
});

test('a percent sign anywhere in a segment may hide what decides, one behind it does not', () => {
  for (const id of ['%2ex', 'x%29', '%', 'x%2', 'd%65lta']) {
    expect(find(`only/${id}`), id).toBeNull();
    expect(find(`a/x/${id}/e`), id).toBeNull();
    expect(find(`a/${id}/d`), id).toBeNull();
  }
  expect(find('only/x?%', 0, 6)).toBe('/only/{id}');
  expect(find('a/b/d?%', 0, 5)).toBe('/a/{id}/d after going back');
  expect(find('a/b/x/e?%', 0, 7)).toBe('/a/{id}/{id}/e after going back');
});

test('children are told apart even where length and the characters of the hash are the same', () => {
  const alike = [...'abcdefghijklmnopqrst'].map((letter) => `see${letter}ing`);
  const others = Array.from({ length: 300 }, (_, index) => `w${(index * 7919) % 100_003}x`);
  const walk = new Walk(tableOf(...[...alike, ...others].map((word) => `GET /${word}`)));
  const children = [...alike, ...others].map((word) => walk.literalChild(0, word.toUpperCase()));
  expect(Math.min(...children)).toBeGreaterThan(0);
  expect(new Set(children).size).toBe(320);
  for (const word of ['seeuing', 'seezing', 'w1x', 'wx', 'seea', 'seeaingg'])
    expect(walk.literalChild(0, word)).toBe(-1);
});

test('nothing, and what begins with a blank, is no id', () => {
  expect([isIdText('', 0, 0), isIdText(' a', 0, 2), isIdText('a b', 0, 3)]).toEqual([false, false, true]);
});
