import { loadKnowledge } from '@why403/knowledge';
import { expect, test } from 'vitest';
import { readGraphPermissions } from './graph-permissions.ts';

const { details } = loadKnowledge();
const permissions = readGraphPermissions(details);

test('an id is one permission of its kind, although the table has a renamed one under both names', () => {
  const ids = permissions.all.map(({ kind, id }) => `${kind} ${id}`);
  expect(new Set(ids).size).toBe(ids.length);
  const delegated = permissions.delegated('CloudApp-Disc.Read.All');
  expect(delegated?.name).toBe('CloudApp-Discovery.Read.All');
  expect(permissions.delegatedById(delegated?.id ?? '')).toBe(delegated);
  const application = permissions.application('CloudApp-Disc.Read.All');
  expect(application?.name).toBe('CloudApp-Discovery.Read.All');
  expect(permissions.applicationById(application?.id.toUpperCase() ?? '')).toBe(application);
  expect(permissions.delegatedById(application?.id ?? '')).toBeNull();
});

test('a scope and an app role that share an id are two permissions', () => {
  const scope = permissions.delegated('User.Export.All');
  const role = permissions.application('User.Export.All');
  expect([scope?.kind, role?.kind]).toEqual(['delegated', 'application']);
  expect(scope?.id).toBe(role?.id);
  expect(permissions.delegatedById(scope?.id ?? '')).toBe(scope);
  expect(permissions.applicationById(scope?.id ?? '')).toBe(role);
});

test('every permission with an id is found by its name and by its id, in its kind', () => {
  for (const [name, kinds] of Object.entries(details.permissions)) {
    for (const kind of ['delegated', 'application'] as const) {
      const id = kinds[kind]?.id;
      if (typeof id !== 'string') continue;
      expect(permissions[kind](name)).toMatchObject({ kind, id });
      expect(permissions[`${kind}ById`](id)).toMatchObject({ kind, id });
    }
  }
});

test('names are found in any letter case, and only in their kind', () => {
  expect(permissions.delegated('securityevents.read.all')?.name).toBe('SecurityEvents.Read.All');
  expect(permissions.delegated('ThreatIndicators.Nothing')).toBeNull();
  expect(permissions.delegated('openid')?.id).toBe('37f7f235-527c-4136-accd-4a02d197296e');
  expect(permissions.application('openid')).toBeNull();
});
