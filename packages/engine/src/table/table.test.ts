import { expect, test } from 'vitest';
import { MADE, madeTable } from '../../test/made.ts';
import { compiledOf } from '../../test/small-table.ts';
import { checksum } from './checksum.ts';
import { compactOf, expandTable, readCompact } from './compact.ts';
import { TableError } from './error.ts';
import { bits, imageOf } from './image.ts';
import { FORMAT, IMAGE_FORMAT, METHODS, RULE } from './layout.ts';
import { isEmptyRule, readRule, ruleOf } from './rule.ts';
import { openTable, operationCount, operationsOf, pathOfNode, wordAt } from './table.ts';

const compiled = compiledOf(MADE);
const image = imageOf(compiled);
const compact = compactOf(compiled);

/** The error that a call throws; anything else than a `TableError` fails the test. */
function refusal(run: () => unknown): TableError {
  try {
    run();
  } catch (error) {
    if (error instanceof TableError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** Bytes with one 32-bit word changed, and with checksums that fit again where asked. */
function changed(bytes: Uint8Array, word: number, value: number, sealed = false): Uint8Array {
  const copy = bytes.slice();
  const words = new Int32Array(copy.buffer);
  words[word] = value;
  if (sealed) [words[3], words[4]] = checksum(words, 5);
  return copy;
}

test('every operation of the description is in the table, once, under its own path', () => {
  const table = madeTable();
  const listed = [...operationsOf(table)].map(({ method, node }) => `${method} ${pathOfNode(table, node)}`);
  expect(listed.sort()).toEqual(MADE.operations.map(({ method, path }) => `${method} ${path}`).sort());
  expect(operationCount(table)).toBe(MADE.operations.length);
});

test('the root is written as a slash', () => {
  expect(pathOfNode(madeTable(), 0)).toBe('/');
});

test('words stand sorted and as they are written', () => {
  const table = openTable(imageOf(compiledOf({ operations: [{ method: 'GET', path: '/Bravo/alpha' }] })));
  expect([wordAt(table, 0), wordAt(table, 1)]).toEqual(['alpha', 'Bravo']);
});

test('rules are read as they were written', () => {
  const table = madeTable();
  const at = (method: string, path: string, kind: number): ReturnType<typeof ruleOf> => {
    const found = [...operationsOf(table)].find(
      (each) => each.method === method && pathOfNode(table, each.node) === path,
    );
    return ruleOf(table, found?.index ?? -1, kind);
  };
  const id = (name: string): number => table.permissionNames.indexOf(name);
  expect(at('PUT', '/things/{id}', 2)).toEqual({
    refused: false,
    otherAuthority: false,
    unstated: false,
    alone: [],
    doubtful: [],
    pairs: [
      { permission: id('Owned.OwnedBy'), anyOf: [id('Pair.Second')] },
      { permission: id('Pair.First'), anyOf: [id('Pair.Second'), id('Pair.Third')] },
    ],
    least: [id('Pair.First')],
  });
  expect(at('GET', '/doubt', 2)).toMatchObject({ alone: [id('Sure.Read')], doubtful: [id('Doubt.Read')] });
  expect(at('GET', '/refused', 2)).toMatchObject({ refused: true });
  expect(at('GET', '/other', 2)).toMatchObject({ otherAuthority: true });
  expect(at('GET', '/unstated', 2)).toMatchObject({ unstated: true });
});

test('rules over many permissions keep every one of them', () => {
  const names = Array.from({ length: 100 }, (_, index) => `P${String(index).padStart(3, '0')}.Read`);
  const table = openTable(
    imageOf(
      compiledOf({
        operations: [
          {
            method: 'GET',
            path: '/all',
            application: { alone: names, least: [names[31] as string, names[32] as string, names[99] as string] },
          },
        ],
      }),
    ),
  );
  expect(ruleOf(table, 0, 2).alone).toEqual(names.map((_, index) => index));
  expect(ruleOf(table, 0, 2).least).toEqual([31, 32, 99]);
  expect([table.permissionWords, table.roleWords]).toEqual([4, 0]);
});

test('a rule is empty only when nothing at all can suffice', () => {
  const table = madeTable();
  const empty = readRule(table, 0);
  expect(isEmptyRule(empty)).toBe(true);
  expect(isEmptyRule({ ...empty, otherAuthority: true })).toBe(false);
  expect(isEmptyRule({ ...empty, unstated: true })).toBe(false);
  expect(isEmptyRule({ ...empty, alone: [1] })).toBe(false);
  expect(isEmptyRule({ ...empty, doubtful: [1] })).toBe(false);
  expect(isEmptyRule({ ...empty, pairs: [{ permission: 1, anyOf: [2] }] })).toBe(false);
  expect(RULE.refused).toBe(1);
});

test('bits are set over words of 32', () => {
  expect(bits([0, 31, 32, 40], 2)).toEqual([1 | (1 << 31), 1 | (1 << 8)]);
  expect(bits([], 2)).toEqual([0, 0]);
});

test('equal tables give equal bytes, and the compact form expands to the image', () => {
  expect(compactOf(compiledOf(MADE))).toEqual(compact);
  expect(imageOf(compiledOf(MADE))).toEqual(image);
  expect(readCompact(compact)).toEqual(compiled);
  expect(expandTable(compact)).toEqual(image);
});

test('bytes that are not aligned are read all the same', () => {
  const shifted = (bytes: Uint8Array): Uint8Array => {
    const room = new Uint8Array(bytes.length + 1);
    room.set(bytes, 1);
    return room.subarray(1);
  };
  expect(openTable(shifted(image)).permissionNames).toEqual(compiled.permissionNames);
  expect(readCompact(shifted(compact))).toEqual(compiled);
});

test.each([
  ['image', image, IMAGE_FORMAT, openTable],
  ['compact form', compact, FORMAT, readCompact],
] as const)('%s: another format is refused with both formats named', (_, bytes, format, read) => {
  const error = refusal(() => read(changed(bytes, 1, format + 1, true)));
  expect(error).toMatchObject({
    name: 'TableError',
    code: 'ERR_TABLE_FORMAT',
    details: { found: format + 1, supported: [format] },
  });
  expect(error.message).toBe(`the table has format ${format + 1}, this version reads ${format}`);
});

test.each([
  ['image', image, openTable],
  ['compact form', compact, readCompact],
] as const)('%s: what is damaged is refused', (_, bytes, read) => {
  const damaged: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array(0)],
    ['a header cut short', bytes.slice(0, 16)],
    ['one word missing', bytes.slice(0, -4)],
    ['one byte missing', bytes.slice(0, -1)],
    ['bytes added', Uint8Array.from([...bytes, 0, 0, 0, 0])],
    ['another magic number', changed(bytes, 0, 0x1234, true)],
    ['another length', changed(bytes, 2, bytes.length + 4, true)],
    ['a wrong first checksum', changed(bytes, 3, 0)],
    ['a wrong second checksum', changed(bytes, 4, 0)],
    ['a changed word', changed(bytes, 60, 0x7777)],
    ['text', new TextEncoder().encode('{"not":"a table"}'.repeat(40))],
  ];
  for (const [what, broken] of damaged) {
    const { code, details } = refusal(() => read(broken));
    expect({ what, code, details }).toEqual({ what, code: 'ERR_TABLE_DAMAGED', details: {} });
  }
});

test('an image is not taken for a compact form, nor the other way', () => {
  expect(refusal(() => readCompact(image)).message).toBe('the file is not a compact knowledge table');
  expect(refusal(() => openTable(compact)).code).toBe('ERR_TABLE_DAMAGED');
});

test('a section that lies outside of the image is refused even when the checksums fit', () => {
  for (const [word, value] of [
    [5, -4],
    [5, image.length + 4],
    [6, image.length],
    [6, -1],
    [9, 0x7ffffff0],
  ] as const) {
    expect(refusal(() => openTable(changed(image, word, value, true))).code).toBe('ERR_TABLE_DAMAGED');
  }
});

test('checksums change with every word, and with the order of words', () => {
  const words = Int32Array.from([0, 1, 2, 3]);
  const sum = checksum(words, 0).join();
  expect(checksum(Int32Array.from([0, 1, 2, 4]), 0).join()).not.toBe(sum);
  expect(checksum(Int32Array.from([1, 0, 2, 3]), 0).join()).not.toBe(sum);
  expect(checksum(words, 1).join()).not.toBe(sum);
  expect(checksum(Int32Array.from([9, 1, 2, 3]), 1)).toEqual(checksum(words, 1));
});

test('what the forms cannot hold is an error of the compiler', () => {
  expect(() => imageOf({ ...compiled, words: compiled.words.map((word, at) => (at === 0 ? 'ä' : word)) })).toThrow(
    'ASCII text only',
  );
  expect(() => compactOf({ ...compiled, facts: [[-1, 0, 0, 0]] })).toThrow('not a number that can be written');
});

test('methods stand in the order of their bits', () => {
  expect(METHODS).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
});

test('a table without permissions and roles opens and denies', () => {
  const table = openTable(
    expandTable(compactOf(compiledOf({ operations: [{ method: 'GET', path: '/a', marks: 1 }] }))),
  );
  expect([table.permissionNames, table.roleIds, table.permissionWords]).toEqual([[], [], 0]);
});
