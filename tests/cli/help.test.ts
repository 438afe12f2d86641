import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionTable, provisioningTable } from '../support/permission-tables.ts';
import { appClaims, jwt, userClaims } from '../support/tokens.ts';
import { ROOT, why403 } from './run.ts';
import { serve, shell } from './shell.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'why403-help-'));

/** Files that examples name. */
const FILES: Readonly<Record<string, string>> = {
  'token.txt': jwt(userClaims()),
  'claims.json': JSON.stringify(userClaims()),
  'response.json': '{"error":{"code":"Forbidden","message":""}}',
  'copied.txt': 'Insufficient privileges to complete the operation.',
  'requests.txt': 'GET /users\nGET /groups\n',
  'permissions.json': JSON.stringify(permissionTable()),
  'provisioningInfo.json': JSON.stringify(provisioningTable()),
  'calls.http': 'GET https://graph.microsoft.com/v1.0/users\n',
  'tenant.yaml': 'tenants: [{ name: Own, domains: [own.example], users: [{ userName: a@own.example }] }]\n',
  'faults.json': '[{ "fault": "throttled", "path": "/security", "every": 3 }]',
  'recording.har': JSON.stringify({
    log: {
      entries: [
        {
          request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/users', headers: [] },
          response: { status: 403, headers: [], content: { text: '{"error":{"code":"Authorization_RequestDenied"}}' } },
        },
      ],
    },
  }),
};

beforeAll(async () => {
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(ROOT, 'packages/cli/bin/why403.mjs'), join(folder, 'bin', 'why403'));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  await run(process.execPath, [join(ROOT, 'tools/build-cli.mjs')]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Examples that serve until they are interrupted, and what lets them take any free port. */
const SERVES: readonly (readonly [RegExp, string])[] = [
  [/^why403 emulate(?! export)/, ' --http-port 0 --https-port 0'],
  [/^why403 ui$/, ''],
  [/^why403 ui --port \d+$/, ' --port 0'],
];

const names = ['explain', 'decide', 'least', 'operation', 'permission', 'token', 'emulate', 'ui', 'knowledge', 'demo'];

describe.each(names)('why403 %s --help', (name) => {
  test('says what it does, its options and examples', async () => {
    const { code, stdout } = await why403([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^why403 ${name}: \\S`));
    expect(stdout).toContain('examples:');
  });

  test('its examples work as they stand, in a shell', async () => {
    const { stdout } = await why403([name, '--help']);
    const lines = stdout
      .slice(stdout.indexOf('examples:'))
      .split('\n')
      .filter((line) => /^ {2}[^#\s]/.test(line))
      .map((line) => line.trim());
    expect(lines.length).toBeGreaterThan(0);
    const env = {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      TOKEN: jwt(appClaims({ roles: [] })),
    };
    for (const line of lines) {
      const ports = SERVES.find(([pattern]) => pattern.test(line))?.[1];
      const result = ports === undefined ? await shell(line, folder, env) : await serve(line + ports, folder, env);
      expect([0, 3, 4, 5], `${line}\n${result.stderr}`).toContain(result.code);
      expect(result.stdout + result.stderr).not.toBe('');
    }
  }, 60_000);
});

test('why403 alone lists the commands', async () => {
  const alone = await why403([]);
  expect(alone.code).toBe(2);
  for (const name of names) expect(alone.stdout).toContain(`  ${name}`);
});
