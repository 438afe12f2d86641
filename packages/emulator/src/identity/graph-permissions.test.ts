import { loadKnowledge } from '@why403/knowledge';
import { expect, test } from 'vitest';
import { readGraphPermissions } from './graph-permissions.ts';

const permissions = readGraphPermissions(loadKnowledge().details);

test('an id is one permission, although the table has a renamed one under both names', () => {
  const ids = permissions.all.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const kind of ['delegated', 'application'] as const) {
    const renamed = permissions[kind]('CloudApp-Disc.Read.All');
    expect(renamed?.name).toBe('CloudApp-Discovery.Read.All');
    expect(permissions.byId(renamed?.id ?? '')).toBe(renamed);
  }
});

test('names are found in any letter case, and only in their kind', () => {
  expect(permissions.delegated('securityevents.read.all')?.name).toBe('SecurityEvents.Read.All');
  expect(permissions.delegated('ThreatIndicators.Nothing')).toBeNull();
  expect(permissions.delegated('openid')?.id).toBe('37f7f235-527c-4136-accd-4a02d197296e');
  expect(permissions.application('openid')).toBeNull();
});
