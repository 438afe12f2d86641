import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '@why403/engine';
import { affectedRequests, diffKnowledge, loadKnowledge, sourcesFolder } from '@why403/knowledge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rebuildKnowledge, type RebuildReport } from './rebuild.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'why403-rebuild-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A permission table with one operation that an application may call. */
function tableOf(permission: string, path: string, says = 'least=Application'): string {
  const file = join(dir, `${permission}.json`);
  const content = {
    permissions: {
      [permission]: {
        authorizationType: 'oAuth2',
        schemes: { Application: { requiresAdminConsent: true, privilegeLevel: 3 } },
        pathSets: [{ schemeKeys: ['Application'], methods: ['GET'], paths: { [path]: says } }],
      },
    },
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function rebuild(permissions: string, out: string): RebuildReport {
  return rebuildKnowledge({
    permissions,
    provisioning: undefined,
    sources: sourcesFolder(),
    out: join(dir, out),
    commit: undefined,
    date: '2030-01-02',
  });
}

describe('a table that has little in common with the shipped one', { timeout: 60_000 }, () => {
  let report: RebuildReport;
  beforeAll(() => {
    report = rebuild(tableOf('SecurityAlert.Read.All', '/security/alerts_v2'), 'small');
  }, 60_000);

  test('is written, opens and decides; its version begins with its date', () => {
    expect(report.problems).toEqual([]);
    expect(report.version).toMatch(/^2030-01-02-/);
    const { table, details } = loadKnowledge(join(dir, 'small'));
    const engine = createEngine(table, details);
    const requirements = engine.requirements('GET', '/security/alerts_v2');
    expect(requirements?.find(({ kind }) => kind === 'application')?.accepted[0]?.permission).toBe(
      'SecurityAlert.Read.All',
    );
    expect(details.permissions['SecurityAlert.Read.All']?.application?.id).toBe('472e4a4d-bb4a-4026-98d1-0b0d74cb74a5');
  });

  test('names every reviewed row that no longer fits', () => {
    expect(report.leftOut.length).toBeGreaterThan(100);
    expect(report.leftOut.join('\n')).toContain('corrections/permissions.tsv');
  });

  test('differs from the shipped one by what is gone, and names the requests that it concerns', () => {
    const [before, after] = [loadKnowledge(), loadKnowledge(join(dir, 'small'))];
    const diff = diffKnowledge(before, after);
    expect(diff.operationsRemoved).toContain('GET /users');
    expect(diff.operationsRemoved).not.toContain('GET /security/alerts_v2');
    const engines = [before, after].map(({ table, details }) => createEngine(table, details));
    const affected = affectedRequests(diff, engines, [
      { method: 'GET', url: '/users?$top=1' },
      { method: 'GET', url: '/no/such/path' },
    ]);
    expect(affected).toEqual([
      { request: 'GET /users?$top=1', operation: 'GET /users', changes: ['the operation is gone'] },
    ]);
  });
});

test('a table with a problem is refused, and nothing is written', () => {
  const report = rebuild(tableOf('X.Read.All', '/x', 'least=Application;alsoRequires=Nothing.Like.This'), 'refused');
  expect(report.problems).not.toEqual([]);
  expect(report.problems[0]).toMatch(/X\.Read\.All\.json/);
  expect(existsSync(join(dir, 'refused'))).toBe(false);
});

test('the same version differs from itself in nothing', () => {
  const folder = join(dir, 'copy');
  const shipped = join(sourcesFolder(), '..', 'data');
  cpSync(shipped, folder, { recursive: true });
  const { from, to, ...changes } = diffKnowledge(loadKnowledge(), loadKnowledge(folder));
  expect(from).toBe(to);
  expect(Object.values(changes).every((list) => list.length === 0)).toBe(true);
});

test('a damaged table is refused', () => {
  const folder = join(dir, 'damaged');
  cpSync(join(sourcesFolder(), '..', 'data'), folder, { recursive: true });
  rmSync(join(folder, 'table.img'), { force: true });
  const bytes = readFileSync(join(folder, 'table.bin'));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  writeFileSync(join(folder, 'table.bin'), bytes);
  expect(() => loadKnowledge(folder)).toThrow(/damaged/);
});
