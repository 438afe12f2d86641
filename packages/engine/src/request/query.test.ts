import fc from 'fast-check';
import { expect, test } from 'vitest';
import { madeTable } from '../../test/made.ts';
import { compiledOf } from '../../test/small-table.ts';
import { imageOf } from '../table/image.ts';
import { openTable } from '../table/table.ts';
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
  [
    'an expansion that only names a property with a slash in its options',
    '$expand=parts($select=a/b)',
    ['expand parts q2'],
  ],
  ['an expansion whose name holds that of the option', '$expand=expandable', ['expand expandable ?']],
  ['options of an expansion without a name', '$expand=($expand=x)', ['expand /… ?']],
  ['options with a slash without a name', '$expand=($select=a/b)', []],
  ['an expansion that ends with a slash', '$expand=parts/', ['expand parts q2', 'expand parts/… ?']],
  ['options of a name that holds that of the option', '$expand=expandable($select=a)', ['expand expandable ?']],
  ['options in options', '$expand=parts($select=(a,b),c),owner', ['expand parts q2', 'expand owner q3']],
  ['options over several lines', '$expand=parts(a%0Ab),owner', ['expand parts q2', 'expand owner q3']],
  ['blanks around expansions', '$expand=+parts%20,+owner+(x)', ['expand parts q2', 'expand owner q3']],
  ['letter case of an expansion', '$expand=PARTS', ['expand PARTS q2']],
  ['parentheses that close nothing', '$expand=parts)),else(a,b)', ['expand parts)) ?', 'expand else ?']],
  ['broken percent-encoding in an expansion', '$expand=%zz+,a+b', ['expand %zz ?', 'expand a b ?']],
  ['blanks around an option', '+$select%20=secret', ['select secret q1']],
  ['two dollars', '$$select=secret', []],
  ['a dollar within an option', 'sel$ect=secret', []],
  ['an option without a name', '=secret', []],
  ['a value with an equals sign', '$select=a=b,secret', ['select secret q1']],
  ['a property after a longer name', '$select=secrets,mysecret,secret', ['select secret q1']],
  ['a property after a quoted text', "$select=a'x'secret", ['select secret q1']],
  ['a property between quoted texts', "$select='a',secret,'b'", ['select secret q1']],
  ['a quote that is not closed', "$select='secret", ['select secret q1']],
  ['several options', '$top=1&$select=secret&$expand=parts', ['select secret q1', 'expand parts q2']],
])('%s: %s', (_, query, expected) => {
  expect(found('/things', query)).toEqual(expected);
});

test('a need counts for its own path only, or for all that a prefix covers', () => {
  expect(found('/other', '$select=secret')).toEqual([]);
  expect(found('/things/{id}', '$select=secret')).toEqual([]);
  expect(found('/things2', '$select=secret')).toEqual([]);
  expect(found('/Prefix/deep', '$filter=secret eq 1')).toEqual(['filter secret q4']);
  expect(found('/a/prefix/deep', '$filter=secret eq 1')).toEqual([]);
});

test.each(['select', 'filter', 'orderby'])('a property that is named in $%s is found there only', (option) => {
  const need = { id: 'q', path: '/a', option, property: 'secret', anyOf: [[], [], []], source: 's' };
  const one = openTable(imageOf(compiledOf({ operations: [{ method: 'GET', path: '/a' }], queryNeeds: [need] })));
  const query = ['select', 'filter', 'orderby', 'search'].map((name) => `$${name}=secret`).join('&');
  expect(queryFindings(one, '/a', query).map((finding) => finding.option)).toEqual([option]);
  expect(mayNeedMore(`/a?$${option}=secret`, 2, true)).toBe(true);
});

test.each([
  ['$top=1', false, false],
  ['$select=b&$top=1', false, true],
  ['$SELECT=b', false, true],
  ['$top=1&$Filter=b', false, true],
  ['$orderby=b', false, true],
  ['$count=true', false, false],
  ['$expand=b', true, true],
  ['$top=1&$eXpanD=b', true, true],
  ['$expan%64=b', true, true],
  ['$search=a%20b', false, false],
  ['$search=a%20b&$expan%64=b', true, true],
  ['$expand+=b', true, true],
  ['$expand\u00a0=b', true, true],
  ['$top=1&$orderBY=b', false, true],
  ['$format=json&$skip=1&$search=x', false, false],
  ['$search=a%20b&$top=1', false, false],
  ['$top=1&%24expand=b', true, true],
  ['$top=1&&$expand=b', true, true],
  ['$search=a%&$top=1', false, false],
  ['$search=YQ==&$top=1', false, false],
  ['x&$expand=b', true, true],
  ['expand&$top=1', false, false],
  ['$top=1&', false, false],
  ['=b', true, true],
  ['$top=1&=b', true, true],
  ['a=1&z=1&A=1&Z=1&x0=1&x9=1', false, false],
  ['x/=1', true, true],
  ['x:=1', true, true],
  ['x@=1', true, true],
  ['x[=1', true, true],
  ['x`=1', true, true],
  ['x{=1', true, true],
  ['expand', false, false],
  ['', false, false],
])('%s may need more: %s, and %s where the operation has needs', (query, without, withNeeds) => {
  expect([mayNeedMore(`/a%41?${query}`, 5, false), mayNeedMore(`/a%41?${query}`, 5, true)]).toEqual([
    without,
    withNeeds,
  ]);
});

test('an id that ends with an equals sign is no option', () => {
  expect(mayNeedMore('/a/YQ=?$expand=b', 6, false)).toBe(true);
});

test('whatever is found in a query, the first look does not pass it over', () => {
  const piece = fc.constantFrom(
    ...['$', 'expand', 'EXPAND', 'select', 'Filter', 'orderBy', '=', '=secret', '=parts', '&', '+', ' ', '%20', '%64'],
    ...['%', '.', '\u00a0', 'expan', 'd', '$top=1'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const query = pieces.join('');
      const findings = queryFindings(table, '/things', query);
      if (findings.length > 0) expect(mayNeedMore(`/things?${query}`, 7, true)).toBe(true);
      if (findings.some(({ option }) => option === 'expand')) {
        expect(mayNeedMore(`/things?${query}`, 7, false)).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('of a kind that is not known nothing is needed, whatever a table states', () => {
  const need = { id: 'q', path: '/a', option: 'select', property: 'b', anyOf: [[1], [2], [3], [4]], source: 's' };
  expect([2, 3, 4].map((kind) => needsOf(need, kind))).toEqual([[3], null, null]);
});

test('a need is stated per kind', () => {
  const need = table.meta.queryNeeds[0];
  if (need === undefined) throw new Error('the table has no need');
  expect([0, 1, 2, -1, 3].map((kind) => needsOf(need, kind))).toEqual([need.anyOf[0], null, need.anyOf[2], null, null]);
});
