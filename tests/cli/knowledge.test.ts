import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionTable, provisioningTable, type MadePermission } from '../support/permission-tables.ts';
import { ROOT, why403 } from './run.ts';
import { serve } from './shell.ts';

const folder = mkdtempSync(join(tmpdir(), 'why403-knowledge-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const APP = 'b0000001-0000-4000-8000-000000000403';
const MADE_UP = 'b0000002-0000-4000-8000-000000000403';
const users: MadePermission = { permission: 'User.Read.All', paths: ['/users'], id: '' };
const groups: MadePermission = { permission: 'Group.Read.All', paths: ['/groups'], id: '' };

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function imported(name: string, made: readonly MadePermission[]): Promise<string> {
  const out = join(folder, name);
  const from = file(`${name}.json`, JSON.stringify(permissionTable(made)));
  const run = await why403(['knowledge', 'import', from, '--out', out, '--date', '2030-01-02']);
  expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('knowledge 2030-01-02-')]);
  return out;
}

describe('an imported table', { timeout: 60_000 }, () => {
  let first: string;
  let second: string;
  beforeAll(async () => {
    first = await imported('first', [users, groups]);
    second = await imported('second', [
      { ...users, paths: ['/users', '/users/{id}'] },
      { ...groups, permission: 'Made.Up.All' },
    ]);
  }, 60_000);

  test('answers where --knowledge names it, and its version stands in the answer', async () => {
    const shipped = await why403(['least', '--kind', 'application', 'GET /users']);
    const own = await why403(['least', '--kind', 'application', 'GET /users', '--knowledge', first]);
    expect([shipped.code, own.code]).toEqual([0, 0]);
    expect(shipped.stdout).toContain('User.ReadBasic.All');
    expect(own.stdout).toContain('User.Read.All  df021288-bdef-4463-88db-98f22de89214');
    expect(own.stdout).toContain('knowledge 2030-01-02-');
  });

  test.each([
    ['operation', ['GET /users']],
    ['permission', ['User.Read.All']],
    ['explain', ['--scp', 'User.Read.All', '--request', 'GET /users']],
  ])('`%s` answers with it too, and refuses one that is damaged', async (command, args) => {
    const run = await why403([command, ...args, '--knowledge', first]);
    expect(run.code).not.toBe(2);
    const damaged = await why403([command, ...args, '--knowledge', join(folder, 'nothing')]);
    expect([damaged.code, damaged.stdout]).toEqual([2, '']);
    expect(damaged.stderr).toContain('has no table.bin');
  });

  test('answers where WHY403_KNOWLEDGE names it; the option comes first', async () => {
    const env = { WHY403_KNOWLEDGE: 'first' };
    const args = ['operation', 'GET /users'];
    const named = await why403(args, null, { env, cwd: folder });
    const stated = await why403([...args, '--knowledge', 'second'], null, { env, cwd: folder });
    const versions = [named, stated].map(({ stdout }) => /2030-01-02-\w+/.exec(stdout)?.[0]);
    expect(versions[0]).toBeDefined();
    expect(versions[1]).toBeDefined();
    expect(versions[0]).not.toBe(versions[1]);
    expect((await why403(['--version'], null, { env, cwd: folder })).stdout).toContain(versions[0]);
  });

  test('the emulator knows its permissions and no others, and enforces it', async () => {
    const made: MadePermission = { permission: 'Made.Up.All', paths: ['/users'], id: MADE_UP };
    const table = file('made.json', JSON.stringify(permissionTable([made])));
    const ids = file('made-ids.json', JSON.stringify(provisioningTable([made])));
    const own = join(folder, 'made');
    await why403(['knowledge', 'import', table, '--provisioning', ids, '--out', own, '--date', '2030-01-02']);
    const application = { appId: APP, name: 'Own', requires: [{ application: ['Made.Up.All'] }] };
    const tenant = { name: 'Own', domains: ['own.example'], applications: [application] };
    const seed = file('seed.json', JSON.stringify({ tenants: [{ ...tenant, consents: [{ app: APP, admin: true }] }] }));
    const from = 'node --conditions=@why403/source --import tsx tests/cli/from-source.ts';
    const line = `${from} emulate --memory --alerts 0 --https-port 0 --http-port 0 --seed ${seed}`;
    let decision: string | null = null;
    const served = await serve(line, ROOT, { WHY403_KNOWLEDGE: own }, async (url) => {
      const { origin } = new URL(url);
      const minted = await fetch(`${origin}/emulator/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tenant: 'own.example', client: APP }),
      });
      const { access_token } = (await minted.json()) as { readonly access_token: string };
      const headers = { authorization: `Bearer ${access_token}` };
      decision = (await fetch(`${origin}/v1.0/users`, { headers })).headers.get('why403-decision');
    });
    expect([served.code, served.stderr]).toEqual([0, '']);
    expect(decision).toMatch(/^outcome=allow/);
    const shipped = await serve(line, ROOT, { WHY403_KNOWLEDGE: '' });
    expect([shipped.code, shipped.stderr]).toEqual([2, expect.stringContaining('`Made.Up.All`')]);
  });

  test('diff says what came, went and changed, and which of my requests it concerns', async () => {
    const requests = file('requests.txt', 'GET /users?$top=5\nGET /groups\nGET /users/1\n');
    const run = await why403(['knowledge', 'diff', first, second, '--requests', requests, '--format', 'json']);
    expect(run.code).toBe(4);
    expect(JSON.parse(run.stdout)).toMatchObject({
      schema: 'why403.knowledge-diff/1',
      operationsAdded: ['GET /users/{id}'],
      operationsRemoved: [],
      permissionsAdded: ['Made.Up.All'],
      permissionsRemoved: [],
      changed: [{ operation: 'GET /groups', kind: 'application', added: ['Made.Up.All'], removed: ['Group.Read.All'] }],
      affected: [
        { request: 'GET /groups', operation: 'GET /groups' },
        { request: 'GET /users/1', operation: 'GET /users/{id}', changes: ['the operation is new'] },
      ],
    });
    const back = await why403(['knowledge', 'diff', second, first, '--format', 'json']);
    expect(JSON.parse(back.stdout)).toMatchObject({
      operationsRemoved: ['GET /users/{id}'],
      permissionsRemoved: ['Made.Up.All'],
      affected: null,
    });
    const human = await why403(['knowledge', 'diff', first, second, '--requests', requests]);
    expect(human.stdout).toContain('2 of 3 requests are affected');
    const calm = await why403(['knowledge', 'diff', first, second, '--requests', file('calm.txt', 'GET /users\n')]);
    expect([calm.code, calm.stdout]).toEqual([0, expect.stringContaining('0 of 1 requests are affected')]);
    expect((await why403(['knowledge', 'diff', first, first])).stdout).toContain('nothing changed');
  });

  test('diff reads a permissions.json itself, and a request that cannot be read is named', async () => {
    const requests = file('odd.txt', 'GET /users\nwhat is this\n');
    const run = await why403(['knowledge', 'diff', first, join(folder, 'second.json'), '--requests', requests]);
    expect([run.code, run.stderr]).toEqual([4, expect.stringContaining('line 2')]);
    expect(run.stdout).toContain('operations added: 1');
  });

  test('check looks at it, and at one kind of mistake', async () => {
    const run = await why403(['knowledge', 'check', first, '--format', 'json']);
    expect([run.code, (JSON.parse(run.stdout) as { mistakes: object[] }).mistakes]).toEqual([0, []]);
    const near = await why403(['knowledge', 'check', '--only', 'near-duplicate-path']);
    expect([near.code, near.stdout]).toEqual([4, expect.stringContaining('/contacts: /contracts')]);
  });

  test('one that was changed afterwards is refused', async () => {
    const own = await imported('changed', [users]);
    const details = join(own, 'details.json');
    writeFileSync(details, readFileSync(details, 'utf8').replace('df021288', 'df021289'));
    const run = await why403(['least', '--kind', 'application', 'GET /users', '--knowledge', own]);
    expect([run.code, run.stdout, run.stderr]).toEqual([2, '', expect.stringContaining('SHA256SUMS does not match')]);
  });
});

describe('import refuses, says where, and writes nothing', () => {
  test.each([
    ['no JSON', '{', /:1:\d+: not valid JSON/],
    ['a list', '[]', /expected an object, found array/],
    ['no permission', '{"permissions":{}}', /no permission in the table/],
    [
      'an unknown scheme',
      JSON.stringify(permissionTable()).replaceAll('"Application"', '"Robot"'),
      /unknown scheme `Robot`/,
    ],
    ['an unknown method', JSON.stringify(permissionTable()).replaceAll('"GET"', '"QUERY"'), /unknown method `QUERY`/],
    [
      'an unknown permission that is needed too',
      JSON.stringify(permissionTable()).replaceAll('least=Application', 'AlsoRequires=No.Such'),
      /unknown permission `No\.Such`/,
    ],
  ])('%s', async (_, content, says) => {
    const from = file('refused.json', content);
    const run = await why403(['knowledge', 'import', from, '--out', join(folder, 'refused')]);
    expect(run.code).toBe(4);
    expect(run.stderr).toMatch(says);
    expect(run.stderr).toMatch(/problems?; nothing was written/);
    expect((await why403(['knowledge', 'check', join(folder, 'refused')])).stderr).toContain('there is no');
  });
});

test.each([
  [['knowledge'], 'nothing is asked'],
  [['knowledge', 'forget'], 'there is no `knowledge forget`'],
  [['knowledge', 'diff', 'shipped'], 'two versions are compared'],
  [['knowledge', 'diff', 'shipped', '/no/such'], 'there is no `/no/such`'],
  [['knowledge', 'check', '--only', 'typos'], 'is not possible'],
  [['knowledge', 'import', 'permissions.json'], 'a folder for the table'],
  [['knowledge', 'import', '/no/such.json', '--out', folder], 'there is no file'],
  [['knowledge', 'import', folder, '--out', folder], 'there is no file'],
  [['knowledge', 'import', '/etc/hostname', '--out', folder, '--date', '2030-99-01'], 'is no date'],
])('%j is a usage error', async (args, says) => {
  const run = await why403(args);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(says)]);
});

test('a folder that cannot be written is said', async () => {
  const from = file('small.json', JSON.stringify(permissionTable()));
  const run = await why403(['knowledge', 'import', from, '--out', file('taken', '')]);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('cannot read or write')]);
}, 60_000);
