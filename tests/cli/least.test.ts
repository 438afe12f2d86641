import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LeastResult } from '@why403/engine';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT, why403 } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'why403-least-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function least(args: readonly string[], input: string | null = null): Promise<LeastResult> {
  return JSON.parse(
    (await why403(['least', '--kind', 'application', ...args, '--format', 'json'], input)).stdout,
  ) as LeastResult;
}

test('the smallest set, which request needs which permission, and what cannot be covered with the reason', async () => {
  const result = await least([
    'GET /security/alerts_v2',
    'PATCH /security/incidents/1',
    'GET /security/incidents',
    'GET /me',
  ]);
  expect(result.permissions.map(({ permission, neededBy }) => [permission, neededBy])).toEqual([
    ['SecurityAlert.Read.All', [0]],
    ['SecurityIncident.ReadWrite.All', [1, 2]],
  ]);
  expect(result.requests.map(({ uncovered }) => uncovered)).toEqual([null, null, null, 'kind-refused']);
});

test('what is needed together, and for the query, is all there', async () => {
  const together = await least(['POST /servicePrincipals/1/appRoleAssignedTo']);
  expect(together.permissions.map(({ permission }) => permission)).toContain('AppRoleAssignment.ReadWrite.All');
  expect(together.permissions.length).toBe(2);
  const query = await least(['GET /users?$select=signInActivity']);
  expect(query.permissions.map(({ permission }) => permission)).toContain('AuditLog.Read.All');
});

test('requests come as lines, JSON lines, a recording, a file of requests, a command line, or on standard input', async () => {
  const url = 'https://graph.microsoft.com/v1.0/security/alerts_v2';
  const har = JSON.stringify({
    log: {
      entries: [{ request: { method: 'GET', url, headers: [] }, response: { status: 200, headers: [], content: {} } }],
    },
  });
  const results = await Promise.all([
    least(['--requests', file('a.txt', `# comment\nGET ${url}\n`)]),
    least(['--requests', file('a.jsonl', `${JSON.stringify({ method: 'GET', url })}\n`)]),
    least(['--requests', file('b.jsonl', `${JSON.stringify({ RequestMethod: 'GET', RequestUri: url })}\n`)]),
    least(['--har', file('a.har', har)]),
    least(['--http', file('a.http', `GET ${url}\n`)]),
    least(['--curl', `@${file('a.sh', `curl ${url}`)}`]),
    least([], `GET ${url}\n`),
  ]);
  for (const result of results)
    expect(result.permissions.map(({ permission }) => permission)).toEqual(['SecurityAlert.Read.All']);
});

test('a line that cannot be read is named, and the exit code says so', async () => {
  const run = await why403([
    'least',
    '--kind',
    'application',
    '--requests',
    file('b.txt', 'GET /users\nwhat is this\n'),
  ]);
  expect(run.code).toBe(4);
  expect(run.stderr).toContain('line 2');
});

test('--have shows what is missing and what is excess', async () => {
  const { have } = await least([
    'GET /security/alerts_v2',
    '--have',
    'Directory.ReadWrite.All, SecurityAlert.Read.All, Nonsense.Read',
  ]);
  expect(have).toMatchObject({ missing: [], excess: ['Directory.ReadWrite.All'], unknown: ['Nonsense.Read'] });
});

test('the manifest fragment holds what can be pasted into a manifest, and nothing else', async () => {
  const args = ['least', '--kind', 'application', 'GET /security/alerts_v2', '--format', 'manifest'];
  const run = await why403(args);
  expect(JSON.parse(run.stdout)).toEqual({
    requiredResourceAccess: [
      {
        resourceAppId: '00000003-0000-0000-c000-000000000000',
        resourceAccess: [{ id: '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5', type: 'Role' }],
      },
    ],
  });
  const without = await why403([
    'least',
    '--kind',
    'application',
    'GET /financials/companies/1/currencies/1',
    '--format',
    'manifest',
  ]);
  expect(JSON.parse(without.stdout)).toEqual({ requiredResourceAccess: [] });
  expect(without.stderr).toContain('no id is known for Financials.ReadWrite.All');
});

describe.each(['human', 'markdown'])('as %s', (format) => {
  const shown = async (args: readonly string[]): Promise<string> =>
    (await why403(['least', ...args, '--format', format])).stdout;

  test('the set, per request its alternatives, what is not covered with the reason in words', async () => {
    const out = await shown(['--kind', 'application', 'GET /users', 'GET /me', 'GET /security/alert']);
    expect(out).toContain('User.ReadBasic.All');
    expect(out).toContain('basic properties only');
    expect(out).toContain('Directory.Read.All, ');
    expect(out).toContain('it refuses tokens of this kind, whatever they hold (kind-refused)');
    expect(out).toMatch(/the permission table does not list it \(unknown-operation\); did you mean .*alerts/);
    expect(out).toMatch(/opens \d+ operations beyond those asked for, 0 of which change something/);
  });

  test('equally small sets', async () => {
    const out = await shown(['--kind', 'application', 'GET /teams/1/channels']);
    expect(out).toMatch(/[Ee]qually small:/);
    expect(out).toContain('ChannelSettings.Read.All');
  });

  test('directory roles beside, and that only the own data is reached', async () => {
    const out = await shown(['--kind', 'delegated', 'GET /security/alerts_v2', 'GET /users/1/messages']);
    expect(out).toMatch(/one of .*Security Reader/);
    expect(out).toContain("Mail.ReadBasic (only for what is the caller's own)");
  });

  test('permissions needed together', async () => {
    const out = await shown(['--kind', 'application', 'POST /servicePrincipals/1/appRoleAssignedTo']);
    expect(out).toMatch(/AppRoleAssignment\.ReadWrite\.All \+ Application\.Read\.All/);
  });

  test('missing and excess', async () => {
    const out = await shown(['--kind', 'application', 'GET /devices', '--have', 'Directory.ReadWrite.All']);
    expect(out).toMatch(/[Mm]issing: Device\.Read\.All/);
    expect(out).toMatch(/[Ee]xcess: +Directory\.ReadWrite\.All/);
  });
});

test('nothing can be covered: it says so and exits with 4', async () => {
  const run = await why403(['least', '--kind', 'application', 'GET /me']);
  expect([run.code, run.stdout]).toEqual([4, expect.stringContaining('no permission covers any of these requests')]);
});

describe('the gate', () => {
  test('--write-max writes the set, --max passes while it holds and fails with 4 when it outgrows', async () => {
    const max = join(folder, 'max.json');
    const base = ['least', '--kind', 'application', 'GET /security/alerts_v2'];
    expect((await why403([...base, '--write-max', max])).code).toBe(0);
    expect(JSON.parse(readFileSync(max, 'utf8'))).toEqual({ application: ['SecurityAlert.Read.All'] });
    expect((await why403([...base, '--max', max])).code).toBe(0);
    const grown = await why403([...base, 'PATCH /security/alerts_v2/1', '--max', max]);
    expect(grown.code).toBe(4);
    expect(grown.stderr).toContain('SecurityAlert.ReadWrite.All is needed');
  });

  test('a set that differs from the file without needing more passes', async () => {
    const max = file('wide.json', JSON.stringify({ application: ['SecurityAlert.ReadWrite.All'] }));
    const run = await why403(['least', '--kind', 'application', 'GET /security/alerts_v2', '--max', max]);
    expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('--max')]);
  });

  test('a request that nothing of the kind covers does not break the gate', async () => {
    const max = file('me.json', JSON.stringify({ application: ['SecurityAlert.Read.All'] }));
    const run = await why403(['least', '--kind', 'application', 'GET /security/alerts_v2', 'GET /me', '--max', max]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('kind-refused');
  });

  test('one file holds several kinds; a kind that it does not hold is a usage error', async () => {
    const max = join(folder, 'kinds.json');
    const base = ['GET /security/alerts_v2', '--kind'];
    for (const kind of ['application', 'delegated']) await why403(['least', ...base, kind, '--write-max', max]);
    expect(Object.keys(JSON.parse(readFileSync(max, 'utf8')) as object)).toEqual(['delegated', 'application']);
    expect((await why403(['least', ...base, 'delegated-personal', '--max', max])).code).toBe(2);
    const damaged = file('damaged.json', '{ "kind": "application" }');
    expect((await why403(['least', ...base, 'application', '--max', damaged])).code).toBe(2);
  });

  test('the commands of docs/ci-gate.md hold the gate', async () => {
    const text = readFileSync(join(ROOT, 'docs/ci-gate.md'), 'utf8');
    const [write, check] = [...text.matchAll(/npx why403 (least [^>\n]*)/g)].map(([, line = '']) =>
      line.trim().split(' '),
    );
    const own = mkdtempSync(join(folder, 'gate-'));
    writeFileSync(join(own, 'graph-calls.txt'), 'GET /security/alerts_v2\n');
    expect((await why403(write ?? [], null, { cwd: own })).code).toBe(0);
    expect((await why403(check ?? [], null, { cwd: own })).code).toBe(0);
    writeFileSync(join(own, 'graph-calls.txt'), 'GET /security/alerts_v2\nPATCH /security/alerts_v2/1\n');
    const grown = await why403(check ?? [], null, { cwd: own });
    expect([grown.code, grown.stderr]).toEqual([4, expect.stringContaining('SecurityAlert.ReadWrite.All is needed')]);
    expect(grown.stdout).toContain('| `SecurityAlert.ReadWrite.All` |');
  });

  test.each([
    [['least', 'GET /users'], '`--kind` is missing'],
    [['least', '--kind', 'application'], 'no request is given'],
    [['least', '--kind', 'application', 'GET /users', '--max', '/no/such/file'], 'there is no file'],
  ])('%j is a usage error', async (args, says) => {
    const run = await why403(args);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});

test('200 requests are solved', async () => {
  const paths = [
    '/users',
    '/groups',
    '/applications',
    '/security/incidents',
    '/auditLogs/signIns',
    '/devices',
    '/sites/1/lists',
    '/teams/1',
    "/reports/getEmailActivityCounts(period='D7')",
    '/deviceManagement/managedDevices',
  ];
  const lines = Array.from({ length: 200 }, (_, index) => `GET ${paths[index % paths.length]}?$top=${index}`);
  const result = await least(['--requests', file('c.txt', lines.join('\n'))]);
  expect(result.requests).toHaveLength(200);
  expect(result.requests.every(({ uncovered }) => uncovered === null)).toBe(true);
});
