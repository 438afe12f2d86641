import { expect, test } from 'vitest';
import { smallTable } from '../../test/small-table.ts';
import type { QueryNeed } from '../table/table.ts';
import { mayNeedMore, needsOf, queryFindings } from './query.ts';

const need = (id: string, path: string, option: string, property: string): QueryNeed => ({
  id,
  path,
  option,
  property,
  anyOf: [[1], null, []],
  source: 's',
});
const table = smallTable({
  operations: { 'GET /x': {} },
  queryNeeds: [
    need('select', '/users', 'select', 'signInActivity'),
    need('filter', '/users', 'filter', 'signInActivity'),
    need('order', '/users', 'orderby', 'signInActivity'),
    need('item', '/users/{id}', 'select', 'signInActivity'),
    need('below', '/groups*', 'expand', 'Members'),
  ],
});
const found = (path: string, query: string): readonly string[] =>
  queryFindings(table, path, query).map(
    (finding) => `${finding.need?.id ?? '-'} ${finding.option} ${finding.property}`,
  );

test('a property is found in the option that its need names, on the path that it names', () => {
  expect(found('/users', '$select=id,signInActivity')).toEqual(['select select signInActivity']);
  expect(found('/users', '$filter=signInActivity/last le 2020')).toEqual(['filter filter signInActivity']);
  expect(found('/users', '$orderby=signInActivity desc')).toEqual(['order orderby signInActivity']);
  expect(found('/Users/{id}', '$select=signInActivity')).toEqual(['item select signInActivity']);
  expect(found('/users/{id}', '$filter=signInActivity eq 1')).toEqual([]);
  expect(found('/groups', '$select=signInActivity')).toEqual([]);
  expect(found('/users/{id}/x', '$select=signInActivity')).toEqual([]);
});

test('options count with and without dollar sign, escaped, spaced, in any letter case and all of several', () => {
  for (const query of [
    'select=signInActivity',
    '%24select=signInActivity',
    '$SELECT=SIGNINACTIVITY',
    '$select=sign%49nActivity',
    ' $select =signInActivity',
    '+$select+=signInActivity',
  ]) {
    expect(found('/users', query), query).toEqual(['select select signInActivity']);
  }
  expect(found('/users', '$top=1&$select=signInActivity&$filter=signInActivity eq 1')).toHaveLength(2);
  expect(found('/users', '$$select=signInActivity')).toEqual([]);
  expect(found('/users', '$select')).toEqual([]);
  expect(found('/users', '$selects=signInActivity')).toEqual([]);
  expect(found('/users', '')).toEqual([]);
});

test('a property counts as a whole word outside of quoted text', () => {
  expect(found('/users', '$select=signInActivityX')).toEqual([]);
  expect(found('/users', '$select=xsignInActivity')).toEqual([]);
  expect(found('/users', '$select=_signInActivity')).toEqual([]);
  expect(found('/users', "$filter=name eq 'signInActivity'")).toEqual([]);
  expect(found('/users', "$filter=name eq 'x' and signInActivity/y eq 'z'")).toHaveLength(1);
  expect(found('/users', '$select=xsignInActivity,signInActivity')).toHaveLength(1);
  expect(found('/users', '$select=(signInActivity)')).toHaveLength(1);
});

test('every $expand is found, reviewed or not', () => {
  expect(found('/groups/{id}', '$expand=members')).toEqual(['below expand members']);
  expect(found('/groups', '$expand=owners')).toEqual(['- expand owners']);
  expect(found('/users', '$expand=members')).toEqual(['- expand members']);
  expect(found('/groups', '$expand=members($select=id,name;$top=2),owners')).toEqual([
    'below expand members',
    '- expand owners',
  ]);
  expect(found('/groups', '$expand= members , ,')).toEqual(['below expand members']);
  expect(found('/groups', '$expand=')).toEqual([]);
  expect(found('/groups', '$expand=a),b')).toEqual(['- expand a)', '- expand b']);
  expect(found('/groups', '$expand=*')).toEqual(['- expand *']);
});

test('what is expanded below an expanded property was reviewed by nobody', () => {
  expect(found('/groups', '$expand=members($expand=manager)')).toEqual(['below expand members', '- expand members/…']);
  expect(found('/groups', '$expand=members(Expand=manager)')).toHaveLength(2);
  expect(found('/groups', '$expand=members/manager')).toEqual(['below expand members', '- expand members/…']);
  expect(found('/groups', "$expand=members($filter=a eq 'b/c')")).toEqual(['below expand members']);
});

test('text that is escaped wrongly is read as it stands', () => {
  expect(found('/users', '$select=signInActivity,%ZZ')).toHaveLength(1);
});

test('a look tells whether a query can need anything', () => {
  expect(mayNeedMore('/users?$top=1', true)).toBe(true);
  expect(mayNeedMore('/users?$top=1', false)).toBe(false);
  expect(mayNeedMore('/users?$eXpand=a', false)).toBe(true);
  expect(mayNeedMore('/users?$e%58pand=a', false)).toBe(true);
});

test('needs are told per kind, and nothing is known of some', () => {
  const one = need('n', '/x', 'select', 'y');
  expect([0, 1, 2].map((kind) => needsOf(one, kind))).toEqual([[1], null, []]);
  expect([needsOf(one, -1), needsOf(one, 3)]).toEqual([null, null]);
});
