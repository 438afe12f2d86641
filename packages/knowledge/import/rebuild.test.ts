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

test('a path set with a member that is not known is refused: it may narrow what the set says', () => {
  const file = tableOf('Y.Read.All', '/security/alerts_v2');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"methods"', '"excludedProperties":["a"],"methods"'));
  expect(rebuild(file, 'narrowed').problems[0]).toMatch(/unknown member `excludedProperties`/);
  expect(existsSync(join(dir, 'narrowed'))).toBe(false);
});

test('the same version differs from itself in nothing', () => {
  const folder = join(dir, 'copy');
  const shipped = join(sourcesFolder(), '..', 'data');
  cpSync(shipped, folder, { recursive: true });
  const { from, to, ...changes } = diffKnowledge(loadKnowledge(), loadKnowledge(folder));
  expect(from).toBe(to);
  expect(Object.values(changes).every((list) => list.length === 0)).toBe(true);
});

describe('a folder that is not as the import wrote it is refused', { timeout: 60_000 }, () => {
  beforeAll(() => {
    rebuild(tableOf('SecurityAlert.Read.All', '/security/alerts_v2'), 'whole');
  }, 60_000);

  const flip = (file: string, at: (length: number) => number): void => {
    const bytes = readFileSync(file);
    const place = at(bytes.length);
    bytes[place] = (bytes[place] as number) ^ 1;
    writeFileSync(file, bytes);
  };
  const cut = (file: string): void => writeFileSync(file, readFileSync(file).subarray(0, 1000));

  test.each<[string, (folder: string) => void, RegExp]>([
    ['a flipped bit of the table', (folder) => flip(`${folder}/table.bin`, (length) => length >> 1), /damaged/],
    ['a flipped bit of the details', (folder) => flip(`${folder}/details.json`, (length) => length >> 1), /SHA256SUMS/],
    ['a table cut off', (folder) => cut(`${folder}/table.bin`), /damaged/],
    ['details cut off', (folder) => cut(`${folder}/details.json`), /SHA256SUMS/],
    ['an empty table', (folder) => writeFileSync(`${folder}/table.bin`, ''), /shorter than its header/],
    ['a newer format', (folder) => flip(`${folder}/table.bin`, () => 5), /has format 257, this version reads 1/],
    [
      'details of another version',
      (folder) => {
        rmSync(`${folder}/SHA256SUMS`);
        cpSync(join(sourcesFolder(), '..', 'data', 'details.json'), `${folder}/details.json`);
      },
      /not of the version of its table/,
    ],
    [
      'details without a member',
      (folder) => {
        rmSync(`${folder}/SHA256SUMS`);
        writeFileSync(`${folder}/details.json`, '{}');
      },
      /does not hold what a table needs/,
    ],
    [
      'details that are not JSON',
      (folder) => {
        rmSync(`${folder}/SHA256SUMS`);
        cut(`${folder}/details.json`);
      },
      /is not JSON/,
    ],
  ])('%s', (name, spoil, says) => {
    const folder = join(dir, name);
    cpSync(join(dir, 'whole'), folder, { recursive: true });
    expect(loadKnowledge(folder).details.version).toMatch(/^2030-01-02-/);
    spoil(folder);
    expect(() => loadKnowledge(folder)).toThrow(says);
  });
});
