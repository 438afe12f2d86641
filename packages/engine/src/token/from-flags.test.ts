import { expect, test } from 'vitest';
import { factsFromFlags, flowFromName, kindFromName } from './from-flags.ts';

test.each([
  [{ scp: 'A.Read' }, 'delegated', 'scp'],
  [{ roles: 'A.Read' }, 'application', 'roles'],
  [{ scp: '' }, 'delegated', 'scp'],
  [{ roles: '' }, 'application', 'roles'],
  [{ scp: 'A.Read', roles: 'B.Read' }, null, null],
  [{ scp: '', roles: '' }, null, null],
  [{ scp: 'A.Read', roles: '' }, 'delegated', 'scp'],
  [{ scp: '', roles: 'A.Read' }, 'application', 'roles'],
  [{ scp: 'A.Read', roles: 'B.Read', kind: 'application' as const }, 'application', null],
  [{ flow: 'client-credentials' as const }, 'application', null],
  [{ flow: 'implicit' as const }, 'delegated', null],
  [{ kind: 'delegated-personal' as const, flow: 'implicit' as const }, 'delegated-personal', null],
  [{}, null, null],
])('of %j the kind is %s, by %s', (flags, kind, claim) => {
  expect(factsFromFlags(flags)).toMatchObject({ form: 'facts', kind, kindClaim: claim });
});

test('lists are separated by white space or commas; empty is known to be empty, left out is not known', () => {
  const facts = factsFromFlags({ scp: 'A.Read, B.Read  C.Read,', roles: '' });
  expect(facts.scopes).toEqual(['A.Read', 'B.Read', 'C.Read']);
  expect(facts.appRoles).toEqual([]);
  expect(facts.directoryRoles).toBeUndefined();
  expect(factsFromFlags({ scp: ['A.Read B.Read', 'C.Read'] }).scopes).toEqual(['A.Read', 'B.Read', 'C.Read']);
});

test('directory roles are kept as told, ids in lower case; none means that the claim is absent', () => {
  expect(factsFromFlags({ wids: 'Security Reader, 5D6B6BB7-DE71-4623-B4AF-96380A352509' }).directoryRoles).toEqual([
    'Security Reader',
    '5d6b6bb7-de71-4623-b4af-96380a352509',
  ]);
  expect(factsFromFlags({ wids: ['Security Reader', 'Global Reader'] }).directoryRoles).toHaveLength(2);
  expect(factsFromFlags({ wids: '' }).directoryRoles).toEqual([]);
  expect(factsFromFlags({ wids: ' None ' }).directoryRoles).toBeNull();
  expect(factsFromFlags({ wids: null }).directoryRoles).toBeNull();
});

test('names of flows and kinds are understood in every spelling', () => {
  expect(flowFromName('client_credentials')).toBe('client-credentials');
  expect(flowFromName('Authorization Code')).toBe('authorization-code');
  expect(flowFromName('OBO')).toBe('on-behalf-of');
  expect(flowFromName('graph-explorer')).toBeNull();
  expect(kindFromName('App-only')).toBe('application');
  expect(kindFromName('DELEGATED')).toBe('delegated');
  expect(kindFromName('')).toBeNull();
});
