import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSources } from './parse.ts';
import { templateShape, validate } from './validate.ts';

const dir = join(dirname(fileURLToPath(import.meta.url)), '..', 'sources');
const { model, errors, warnings, places } = parseSources(dir);

describe('the reviewed text', () => {
  it('has no errors and no warnings', () => {
    const checked = validate(model, places);
    expect([...errors, ...checked.errors]).toEqual([]);
    expect([...warnings, ...checked.warnings]).toEqual([]);
  });

  it('holds what the sources hold', () => {
    expect(new Set(model.permissions.filter((row) => row.listed).map((row) => row.permission)).size).toBe(917);
    expect(new Set(model.accepts.map((row) => `${row.method} ${templateShape(row.path)} ${row.kind}`)).size).toBe(
      22_092,
    );
    expect(model.roles.filter((row) => row.type === 'role')).toHaveLength(133);
    expect(model.roles.filter((row) => row.type === 'no-role').map((row) => row.id)).toEqual([
      'b79fbf4d-3ef9-4689-8143-76b194e85509',
      '0997a1d0-0d1d-4acb-b408-d5ca73121e90',
    ]);
    expect(model.clouds.map((row) => row.id)).toEqual(['global', 'usgov-l4', 'usgov-l5', 'china']);
    const documented = model.operationCorrections.filter((row) => row.effect === 'documented');
    expect(new Set(documented.map((row) => `${row.method} ${row.path}`)).size).toBe(21 + 6);
  });

  it('has 28 cells whose templates match the same URLs but accept different permissions', () => {
    const cells = new Map<string, Set<string>>();
    for (const row of model.accepts) {
      const key = `${row.method} ${templateShape(row.path)} ${row.kind}`;
      const accepted = cells.get(key) ?? new Set<string>();
      accepted.add([...row.least, ...row.higher].sort().join(' '));
      cells.set(key, accepted);
    }
    expect([...cells.values()].filter((accepted) => accepted.size > 1)).toHaveLength(28);
  });

  it('has a version that starts with the date of the permission table and changes with the text only', () => {
    expect(model.version).toMatch(/^2026-08-07-[0-9a-f]{8}$/);
    expect(parseSources(dir).model.version).toBe(model.version);
  });

  it('carries no text that describes a permission', () => {
    const columns = readFileSync(join(dir, 'permissions.tsv'), 'utf8').split('\n');
    expect(columns.find((line) => !line.startsWith('#'))).toBe(
      'permission\tkind\tid\tadminConsent\tprivilegeLevel\thidden\tenabled\tlisted\tresourceSpecific',
    );
    for (const name of readdirSync(join(dir, 'operations'))) {
      expect(readFileSync(join(dir, 'operations', name), 'utf8')).not.toMatch(/Allows the app|on behalf of/);
    }
  });
});

describe('the founding table', () => {
  const accepted = (method: string, path: string, kind: string): readonly string[] => {
    const row = model.accepts.find(
      (candidate) => candidate.method === method && candidate.path === path && candidate.kind === kind,
    );
    return row === undefined ? [] : [...row.least, ...row.higher].sort();
  };

  it.each([
    ['GET', '/security/alerts', 'SecurityEvents.Read.All SecurityEvents.ReadWrite.All'],
    ['GET', '/security/alerts/{id}', 'SecurityEvents.Read.All SecurityEvents.ReadWrite.All'],
    ['PATCH', '/security/alerts/{id}', 'SecurityEvents.ReadWrite.All'],
    ['GET', '/security/secureScores', 'SecurityEvents.Read.All SecurityEvents.ReadWrite.All'],
    ['GET', '/security/secureScoreControlProfiles', 'SecurityEvents.Read.All SecurityEvents.ReadWrite.All'],
    ['PATCH', '/security/secureScoreControlProfiles/{id}', 'SecurityEvents.ReadWrite.All'],
    ['GET', '/security/tiIndicators', 'ThreatIndicators.ReadWrite.OwnedBy'],
    ['POST', '/security/tiIndicators', 'ThreatIndicators.ReadWrite.OwnedBy'],
    ['PATCH', '/security/tiIndicators/{id}', 'ThreatIndicators.ReadWrite.OwnedBy'],
    ['DELETE', '/security/tiIndicators/{id}', 'ThreatIndicators.ReadWrite.OwnedBy'],
  ])('%s %s accepts %s of both kinds', (method, path, permissions) => {
    expect(accepted(method, path, 'delegated').join(' ')).toBe(permissions);
    expect(accepted(method, path, 'application').join(' ')).toBe(permissions);
  });

  it('holds for securityActions for applications only', () => {
    expect(accepted('GET', '/security/securityActions', 'application')).toEqual([
      'SecurityActions.Read.All',
      'SecurityActions.ReadWrite.All',
    ]);
    expect(accepted('POST', '/security/securityActions', 'application')).toEqual(['SecurityActions.ReadWrite.All']);
    expect(accepted('GET', '/security/securityActions', 'delegated')).toEqual([]);
  });

  it('does not hold for methods that do not exist, and says so', () => {
    const absent = model.operationCorrections.filter((row) => row.effect === 'absent');
    expect(absent.map((row) => `${row.method} ${row.path}`)).toEqual([
      'POST /security/alerts',
      'POST /security/secureScoreControlProfiles',
      'PATCH /security/secureScores',
      'POST /security/secureScores',
      'PATCH /security/secureScores/{id}',
      'POST /security/secureScores/{id}',
    ]);
  });

  it('asks delegated callers for one of three roles and applications for none', () => {
    const rows = model.roleRequirements.filter((row) => row.path === '/security/*');
    expect(rows.map(({ kind, statement, list, roles }) => ({ kind, statement, list, roles }))).toEqual([
      { kind: 'application', statement: 'none-needed', list: '', roles: [] },
      {
        kind: 'delegated',
        statement: 'listed',
        list: 'exhaustive',
        roles: ['Security Reader', 'Security Administrator', 'Global Administrator'],
      },
    ]);
    const idOf = (name: string): string | undefined => model.roles.find((role) => role.name === name)?.id;
    expect(rows[1]?.roles.map(idOf)).toEqual([
      '5d6b6bb7-de71-4623-b4af-96380a352509',
      '194ae4cb-b126-40b2-bd5b-6091b380977d',
      '62e90394-69f5-4237-9190-012177145e10',
    ]);
  });

  it('accepts no Global Administrator for custom security attributes', () => {
    const rows = model.roleRequirements.filter((row) => /attributeSets|customSecurityAttribute/.test(row.path));
    expect(rows).toHaveLength(6);
    expect(rows.filter((row) => row.roles.includes('Global Administrator') || row.list !== 'exhaustive')).toEqual([]);
  });
});

describe('the corrections of permissions', () => {
  const writesWithReadPermission = model.permissionCorrections.filter((row) => row.id.startsWith('read-permission-'));

  it('review each of the 667 cells where a permission to read suffices for a write', () => {
    expect(writesWithReadPermission).toHaveLength(667);
    const count = (effect: string): number => writesWithReadPermission.filter((row) => row.effect === effect).length;
    expect({ reads: count('reads'), unknown: count('unknown'), pair: count('pair') }).toEqual({
      reads: 244,
      unknown: 417,
      pair: 6,
    });
  });

  it('leave the permission to read on POST only', () => {
    expect(writesWithReadPermission.filter((row) => row.effect === 'reads' && row.method !== 'POST')).toEqual([]);
  });

  it('leave no permission to read on eDiscovery operations that change something', () => {
    const rows = writesWithReadPermission.filter((row) => /ediscovery/i.test(row.path));
    expect(rows.length).toBeGreaterThan(170);
    expect(rows.filter((row) => row.effect !== 'unknown')).toEqual([]);
  });

  it('ask for the documented pair on Conditional Access policies', () => {
    for (const row of writesWithReadPermission.filter(({ effect }) => effect === 'pair')) {
      expect(row.path).toMatch(/^\/identity\/conditionalAccess\/policies/);
      expect(row.permissions).toEqual(['Policy.ReadWrite.ConditionalAccess']);
      expect(row.anyOf).toEqual(['Application.Read.All', 'Policy.Read.All']);
    }
  });
});
