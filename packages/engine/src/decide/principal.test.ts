import { expect, test } from 'vitest';
import { smallTable } from '../../test/small-table.ts';
import type { TokenFacts } from '../token/facts.ts';
import { unknownFacts } from '../token/from-claims.ts';
import { preparePrincipal, prepareCaller, ROLES, type Principal } from './principal.ts';

const table = smallTable({
  operations: { 'GET /things': { delegated: { alone: ['P.A', 'P.B', 'P.C'] } } },
  roleIds: Array.from({ length: 40 }, (_, index) => `role-${index}`),
});
const facts = (more: Partial<TokenFacts>): Principal =>
  preparePrincipal(table, { ...unknownFacts('claims'), kind: 'delegated', ...more });
const names = (principal: Principal): readonly string[] =>
  table.permissionNames.filter((_, number) => ((principal.permissions[0] as number) & (1 << number)) !== 0);
const roles = (principal: Principal): readonly number[] =>
  table.roleIds.flatMap((_, number) =>
    ((principal.roles[number >>> 5] as number) & (1 << (number & 31))) === 0 ? [] : [number],
  );

test('a caller is prepared from names or from the claim as it stands', () => {
  for (const permissions of [['P.A', 'P.C', 'other'], 'P.A other P.C']) {
    const principal = prepareCaller(table, { kind: 'delegated', permissions });
    expect(names(principal)).toEqual(['P.A', 'P.C']);
    expect(principal.permissionsKnown).toBe(true);
    expect(principal.selves).toEqual([]);
  }
});

test('kinds stand in the order of the table, and none is -1', () => {
  const kinds = (['delegated', 'delegated-personal', 'application', null] as const).map(
    (kind) => prepareCaller(table, { kind, permissions: [] }).kind,
  );
  expect(kinds).toEqual([0, 1, 2, -1]);
  expect(
    (['delegated', 'delegated-personal', 'application', null] as const).map((kind) => facts({ kind }).kind),
  ).toEqual(kinds);
});

test('roles are told, known to be absent, or not told', () => {
  const state = (directoryRoles: readonly string[] | null | undefined): number =>
    prepareCaller(table, {
      kind: 'delegated',
      permissions: [],
      ...(directoryRoles === undefined ? {} : { directoryRoles }),
    }).rolesState;
  expect([state(undefined), state(null), state([])]).toEqual([ROLES.untold, ROLES.absent, ROLES.present]);
  expect(facts({ directoryRoles: undefined }).rolesState).toBe(ROLES.untold);
  expect(facts({ directoryRoles: null }).rolesState).toBe(ROLES.absent);
  expect(facts({ directoryRoles: [] }).rolesState).toBe(ROLES.present);
});

test('role ids count in any letter case and beyond one word; unknown ids do not count', () => {
  const principal = prepareCaller(table, {
    kind: 'delegated',
    permissions: [],
    directoryRoles: ['ROLE-1', 'role-3', 'role-31', 'role-32', 'role-39', 'nobody'],
  });
  expect(roles(principal)).toEqual([1, 3, 31, 32, 39]);
  expect(roles(facts({ directoryRoles: ['role-0', 'role-33'] }))).toEqual([0, 33]);
  expect(roles(facts({ directoryRoles: null }))).toEqual([]);
});

test('only the claim of the own kind counts', () => {
  const claims = { scopes: ['P.A'], appRoles: ['P.B'] };
  expect(names(facts(claims))).toEqual(['P.A']);
  expect(names(facts({ ...claims, kind: 'delegated-personal' }))).toEqual(['P.A']);
  expect(names(facts({ ...claims, kind: 'application' }))).toEqual(['P.B']);
});

test('permissions are known when the claim of a known kind is, even as absent', () => {
  const known = (more: Partial<TokenFacts>): boolean => facts(more).permissionsKnown;
  expect(known({ scopes: null, appRoles: undefined })).toBe(true);
  expect(known({ scopes: undefined, appRoles: ['P.A'] })).toBe(false);
  expect(known({ kind: 'application', scopes: [], appRoles: undefined })).toBe(false);
  expect(known({ kind: null, scopes: ['P.A'] })).toBe(false);
});

test('the user is named by object id and user name, in lower case', () => {
  expect(facts({ objectId: 'ABC', userName: 'Me@X.example' }).selves).toEqual(['abc', 'me@x.example']);
  expect(facts({ objectId: 'ABC', userName: null }).selves).toEqual(['abc']);
  expect(facts({ objectId: null, userName: null }).selves).toEqual([]);
});

test('a caller whose token was checked elsewhere has nothing to check', () => {
  const { standing } = prepareCaller(table, { kind: 'application', permissions: [] });
  expect(standing).toEqual({
    outcome: 0,
    problem: null,
    validFrom: -Infinity,
    validUntil: Infinity,
    clouds: 0xff,
    uncertainClouds: 0,
  });
});
