import { expect, test } from 'vitest';
import { PRIVILEGED, READER, madeTable } from '../../test/made.ts';
import { unknownFacts } from '../token/from-claims.ts';
import { permissionNumber, permissionsOfNames, permissionsOfText } from './permission-set.ts';
import { ROLES, prepareCaller, preparePrincipal } from './principal.ts';

const table = madeTable();
const empty = (): Int32Array => new Int32Array(table.permissionWords);

test('every permission is found by its exact name and by no other', () => {
  table.permissionNames.forEach((name, number) => {
    expect(permissionNumber(table, name)).toBe(number);
    expect(permissionNumber(table, name.toLowerCase())).toBe(-1);
    expect(permissionNumber(table, `${name}x`)).toBe(-1);
  });
  expect(permissionNumber(table, '')).toBe(-1);
});

test('a text and a list of names make the same set, whatever stands between and beside', () => {
  const names = [...table.permissionNames];
  const expected = permissionsOfNames(table, names, empty());
  for (const text of [
    names.join(' '),
    ` ${names.join('  ')} `,
    ['openid', ...names, 'Unknown.Name', ...names].join(' '),
  ]) {
    expect(permissionsOfText(table, text, empty())).toEqual(expected);
  }
  expect(permissionsOfText(table, '', empty())).toEqual(empty());
  expect(permissionsOfText(table, '   ', empty())).toEqual(empty());
  expect(permissionsOfText(table, names.join('\t'), empty())).toEqual(empty());
});

test('a set adds to what it is given', () => {
  const [first, second] = table.permissionNames as readonly [string, string];
  const both = permissionsOfText(table, second, permissionsOfText(table, first, empty()));
  expect(both).toEqual(permissionsOfNames(table, [second, first], empty()));
});

test('kinds have the numbers of the table, none is -1', () => {
  const kindOf = (kind: 'delegated' | 'delegated-personal' | 'application' | null): number =>
    prepareCaller(table, { kind, permissions: [] }).kind;
  expect([kindOf('delegated'), kindOf('delegated-personal'), kindOf('application'), kindOf(null)]).toEqual([
    0, 1, 2, -1,
  ]);
});

test('roles that nobody spoke of, that are absent and that are present are three things', () => {
  const state = (directoryRoles?: readonly string[] | null): number =>
    prepareCaller(table, {
      kind: 'delegated',
      permissions: [],
      ...(directoryRoles === undefined ? {} : { directoryRoles }),
    }).rolesState;
  expect([state(), state(null), state([]), state([READER])]).toEqual([
    ROLES.untold,
    ROLES.absent,
    ROLES.present,
    ROLES.present,
  ]);
});

test('role ids are compared without letter case; unknown ones are left out', () => {
  const bits = (ids: readonly string[]): Int32Array =>
    prepareCaller(table, { kind: 'delegated', permissions: [], directoryRoles: ids }).roles;
  expect(bits([PRIVILEGED.toUpperCase()])).toEqual(bits([PRIVILEGED]));
  expect(bits(['unknown'])).toEqual(bits([]));
  expect(bits([READER, PRIVILEGED])[0]).toBe((bits([READER])[0] as number) | (bits([PRIVILEGED])[0] as number));
  expect(bits([READER])).not.toEqual(bits([]));
});

test("a principal is known by the token's object id and user name, in lower case", () => {
  const facts = { ...unknownFacts('claims'), kind: 'delegated', objectId: 'AB-1', userName: 'Ann@X.com' } as const;
  expect(preparePrincipal(table, facts).selves).toEqual(['ab-1', 'ann@x.com']);
  expect(preparePrincipal(table, unknownFacts('claims')).selves).toEqual([]);
});

test('a claim that is known to be absent grants nothing, and that is known', () => {
  const of = (scopes: readonly string[] | null | undefined): boolean =>
    preparePrincipal(table, { ...unknownFacts('facts'), kind: 'delegated', scopes }).permissionsKnown;
  expect([of(['Thing.Read']), of([]), of(null), of(undefined)]).toEqual([true, true, true, false]);
  expect(preparePrincipal(table, { ...unknownFacts('facts'), scopes: ['Thing.Read'] }).permissionsKnown).toBe(false);
});
