import { expect, test } from 'vitest';
import { madeTable } from '../../test/made.ts';
import { mayNeedMore, needsOf, queryFindings } from './query.ts';

const table = madeTable();
const found = (path: string, query: string): readonly string[] =>
  queryFindings(table, path, query).map(({ need, option, property }) => `${option} ${property} ${need?.id ?? '?'}`);

test.each([
  ['a property in $select', '$select=id,secret', ['select secret q1']],
  ['a property beside others', '$select=secret,id', ['select secret q1']],
  ['letter case', '$SELECT=SECRET', ['select secret q1']],
  ['an option without its dollar', 'select=secret', ['select secret q1']],
  ['percent-encoding', '%24select=id%2Csecret', ['select secret q1']],
  ['a path below the property', '$select=secret/part', ['select secret q1']],
  ['a plus for a blank', '$select=id,+secret', ['select secret q1']],
  ['broken percent-encoding', '$select=secret,%zz', ['select secret q1']],
  ['a longer name', '$select=secrets,topsecret,secret_2', []],
  ['another option', '$filter=secret eq 1', []],
  ['a value without a name', 'secret', []],
  ['an option that names no property', '$top=secret', []],
  ['a quoted text', "$select='secret'", []],
  ['an expansion that was reviewed', '$expand=parts', ['expand parts q2']],
  [
    'an expansion with options',
    '$expand=parts($select=id,name;$expand=x),owner',
    ['expand parts q2', 'expand parts/… ?', 'expand owner q3'],
  ],
  ['an expansion below another', '$expand=parts/bolts', ['expand parts q2', 'expand parts/… ?']],
  ['an expansion that was not', '$expand=else', ['expand else ?']],
  ['an empty expansion', '$expand=,', []],
  ['unbalanced parentheses', '$expand=parts),else', ['expand parts) ?', 'expand else ?']],
  ['several options', '$top=1&$select=secret&$expand=parts', ['select secret q1', 'expand parts q2']],
])('%s: %s', (_, query, expected) => {
  expect(found('/things', query)).toEqual(expected);
});

test('a need counts for its own path only, or for all that a prefix covers', () => {
  expect(found('/other', '$select=secret')).toEqual([]);
  expect(found('/things/{id}', '$select=secret')).toEqual([]);
  expect(found('/Prefix/deep', '$filter=secret eq 1')).toEqual(['filter secret q4']);
});

test('only an operation with needs, or a query with an expansion, is looked at', () => {
  expect(mayNeedMore('/a?$top=1', true)).toBe(true);
  expect(mayNeedMore('/a?$top=1', false)).toBe(false);
  expect(mayNeedMore('/a?$expand=b', false)).toBe(true);
  expect(mayNeedMore('/a?$eXpand=b', false)).toBe(true);
  expect(mayNeedMore('/a?$expan%64=b', false)).toBe(true);
});

test('a need is stated per kind', () => {
  const need = table.meta.queryNeeds[0];
  if (need === undefined) throw new Error('the table has no need');
  expect([0, 1, 2, -1, 3].map((kind) => needsOf(need, kind))).toEqual([need.anyOf[0], null, need.anyOf[2], null, null]);
});
