import { expect, test } from 'vitest';
import { loadKnowledge } from '@why403/knowledge';
import { packPermissions, unpackPermissions } from './permission-columns.ts';

test('columns give all facts about permissions back', () => {
  const { permissions } = loadKnowledge().details;
  expect(unpackPermissions(packPermissions(permissions))).toEqual(permissions);
});

test('a level that is not between 1 and 5 is refused, since it could not be told from another', () => {
  const facts = { id: null, adminConsent: null, privilegeLevel: 6, hidden: false, enabled: true };
  expect(() => packPermissions({ 'Some.Read': { delegated: facts } })).toThrow('there is no privilege level 6');
});
