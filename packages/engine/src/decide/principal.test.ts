import { expect, test } from 'vitest';
import { PRIVILEGED, READER, madeTable } from '../../test/made.ts';
import { unknownFacts } from '../token/from-claims.ts';
import {
  emptyPermissions,
  hasPermission,
  permissionNumber,
  permissionsOfNames,
  permissionsOfText,
  type PermissionSet,
} from './permission-set.ts';
import { ROLES, prepareCaller, preparePrincipal } from './principal.ts';

const table = madeTable();

const namesIn = (set: PermissionSet): readonly string[] =>
  table.permissionNames.filter((_, number) => hasPermission(set, number));

/** The names in a set to which texts, or lists of names, were added. */
function setOf(...added: (string | readonly string[])[]): readonly string[] {
  const set = emptyPermissions(table);
  for (const each of added) {
    if (typeof each === 'string') permissionsOfText(table, each, set);
    else permissionsOfNames(table, each, set);
  }
  return namesIn(set);
}

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
  expect(setOf(names)).toEqual(names);
  for (const text of [
    names.join(' '),
    ` ${names.join('  ')} `,
    ['openid', ...names, 'Unknown.Name', ...names].join(' '),
  ]) {
    expect(setOf(text)).toEqual(names);
  }
  expect([setOf(''), setOf('   '), setOf(names.join('\t'))]).toEqual([[], [], []]);
});

test('a set adds to what it is given', () => {
  const [first, second] = table.permissionNames as readonly [string, string];
  expect(setOf(first, second)).toEqual([first, second]);
  expect(setOf([second], [first])).toEqual([first, second]);
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

test('the roles of a token are known, known to be absent, or not spoken of; a kind may be unknown', () => {
  const of = (directoryRoles: readonly string[] | null | undefined): number =>
    preparePrincipal(madeTable(), { ...unknownFacts('facts'), kind: 'delegated', directoryRoles }).rolesState;
  expect([of(undefined), of(null), of([]), of([READER])]).toEqual([
    ROLES.untold,
    ROLES.absent,
    ROLES.present,
    ROLES.present,
  ]);
  expect(preparePrincipal(madeTable(), unknownFacts('facts')).kind).toBe(-1);
  expect(preparePrincipal(madeTable(), { ...unknownFacts('facts'), kind: 'application' }).kind).toBe(2);
});

test('sets of permissions share nothing, however many are made', () => {
  const { permissionNames } = table;
  const callers = Array.from({ length: 200 }, (_, index) =>
    prepareCaller(table, { kind: 'delegated', permissions: permissionNames[index % 3] ?? '' }),
  );
  callers.forEach((caller, index) => expect(namesIn(caller)).toEqual([permissionNames[index % 3]]));
});
