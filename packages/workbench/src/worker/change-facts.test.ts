import { factsFromFlags } from '@why403/engine';
import { expect, test } from 'vitest';
import { NO_CHANGE } from '../protocol.ts';
import { changeFacts } from './change-facts.ts';

const READER = '5d6b6bb7-de71-4623-b4af-96380a352509';
const DELEGATED = factsFromFlags({ scp: 'User.Read', wids: null });

test('permissions go into the claim of the kind, and leave the other', () => {
  const facts = changeFacts(DELEGATED, {
    ...NO_CHANGE,
    kind: 'application',
    addPermissions: ['SecurityEvents.Read.All'],
  });
  expect(facts).toMatchObject({
    kind: 'application',
    scopes: null,
    appRoles: ['User.Read', 'SecurityEvents.Read.All'],
  });
  expect(facts.directoryRoles).toBeUndefined();
});

test('another flow than the implicit one brings wids back, with values that nobody knows', () => {
  expect(changeFacts(DELEGATED, { ...NO_CHANGE, flow: 'authorization-code' }).directoryRoles).toBeUndefined();
  const known = factsFromFlags({ scp: 'User.Read', wids: READER });
  expect(changeFacts(known, { ...NO_CHANGE, flow: 'authorization-code' }).directoryRoles).toEqual([READER]);
});

test('the implicit flow takes wids away, whatever role is added', () => {
  const facts = changeFacts(DELEGATED, { ...NO_CHANGE, flow: 'implicit', addRoles: [READER] });
  expect(facts.directoryRoles).toBeNull();
});

test('without a token the change is tried on a delegated one of which nothing else is known', () => {
  const facts = changeFacts(null, { ...NO_CHANGE, addPermissions: ['User.Read'] });
  expect(facts).toMatchObject({ kind: 'delegated', scopes: ['User.Read'], directoryRoles: undefined });
  expect(changeFacts(null, NO_CHANGE).scopes).toBeUndefined();
});
