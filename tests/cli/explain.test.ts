import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnosis } from '@why403/engine';
import { afterAll, describe, expect, test } from 'vitest';
import { LEGACY_MESSAGE, TENANT, USER, appClaims, jwt, userClaims } from '../support/tokens.ts';
import { ROOT, why403 } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'why403-explain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function json(args: readonly string[], input: string | null = null): Promise<Diagnosis> {
  return JSON.parse((await why403(['explain', ...args, '--format', 'json'], input)).stdout) as Diagnosis;
}

const ALERTS = 'GET https://graph.microsoft.com/v1.0/security/alerts_v2';

describe('inputs', () => {
  test('a token as argument, from a file, from standard input and from the environment give the same answer', async () => {
    const token = jwt(appClaims({ roles: ['User.Read.All'] }));
    const request = ['--request', ALERTS, '--format', 'json'];
    const runs = await Promise.all([
      why403(['explain', '--token', token, ...request]),
      why403(['explain', '--token', `@${file('token.txt', `Bearer ${token}\n`)}`, ...request]),
      why403(['explain', '--token', '-', ...request], token),
      why403(['explain', ...request], null, { env: { WHY403_TOKEN: token } }),
    ]);
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(runs.map(({ code }) => code)).toEqual([3, 3, 3, 3]);
    expect(runs[0]?.stdout).not.toContain(token.slice(0, 40));
  });

  test("the support article's own snippet of claims is read in spite of its missing comma", async () => {
    const snippet =
      '"ver": "1.0"\n"wids": [\n   "62e90394-69f5-4237-9190-012177145e10",\n   "b79fbf4d-3ef9-4689-8143-76b194e85509"\n],\n"xms_st":{\n  "sub": "2PlgkuqwlA3tCtaPGljPacskUNgc1yWtGEyz"\n}\n';
    const run = await why403(['explain', '--claims', '-', '--request', ALERTS, '--format', 'json'], snippet);
    expect((JSON.parse(run.stdout) as Diagnosis).principal?.directoryRoles).toEqual([
      { id: '62e90394-69f5-4237-9190-012177145e10', name: 'Global Administrator' },
    ]);
    expect(run.stderr).toContain('note: claims:');
  });

  test('bare facts: roles by display name, by id and none; an unknown name gets a suggestion', async () => {
    const facts = ['--scp', 'SecurityAlert.Read.All', '--request', ALERTS];
    expect((await why403(['explain', ...facts, '--wids', 'Security Reader'])).code).toBe(0);
    expect(
      (await why403(['explain', ...facts, '--wids', '5d6b6bb7-de71-4623-b4af-96380a352509,Reports Reader'])).code,
    ).toBe(0);
    expect((await why403(['explain', ...facts, '--wids', 'Reports Reader'])).code).toBe(3);
    expect((await why403(['explain', ...facts, '--wids', 'none'])).code).toBe(5);
    expect((await why403(['explain', ...facts, '--wids', 'Securty Reader'])).stderr).toContain(
      'did you mean Security Reader',
    );
  });

  test('an empty list of permissions is known to be empty; one that is left out is not checked', async () => {
    expect((await json(['--kind', 'application', '--roles', '', '--request', ALERTS])).parts.permission.outcome).toBe(
      'deny',
    );
    expect((await json(['--kind', 'application', '--request', ALERTS])).parts.permission.outcome).toBe('not-checked');
  });

  test('a batch is unpacked: one diagnosis for each inner request', async () => {
    const body = JSON.stringify({
      requests: [
        { id: '1', method: 'GET', url: '/security/alerts_v2' },
        { id: '2', method: 'GET', url: '/users' },
      ],
    });
    const run = await why403([
      'explain',
      '--kind',
      'application',
      '--roles',
      'User.Read.All',
      '--request',
      'POST https://graph.microsoft.com/v1.0/$batch',
      '--body',
      `@${file('batch.json', body)}`,
      '--format',
      'json',
    ]);
    const { diagnoses } = JSON.parse(run.stdout) as { readonly diagnoses: readonly Diagnosis[] };
    expect(diagnoses.map(({ outcome }) => outcome)).toEqual(['deny', 'allow']);
    expect(run.code).toBe(3);
  });

  test('a HAR recording: every refusal in it, the token from its headers, what went well left out', async () => {
    const entry = (url: string, status: number) => ({
      request: {
        method: 'GET',
        url,
        headers: [{ name: 'Authorization', value: `Bearer ${jwt(appClaims({ roles: ['User.Read.All'] }))}` }],
      },
      response: {
        status,
        headers: [],
        content: { mimeType: 'application/json', text: '{"error":{"code":"Forbidden","message":""}}' },
      },
    });
    const har = {
      log: {
        entries: [
          entry('https://graph.microsoft.com/v1.0/security/alerts_v2', 403),
          entry('https://graph.microsoft.com/v1.0/users', 200),
          entry('https://example.org/', 403),
        ],
      },
    };
    const run = await why403(['explain', '--har', file('r.har', JSON.stringify(har)), '--format', 'json']);
    expect((JSON.parse(run.stdout) as Diagnosis).causes[0]?.code).toBe('missing-permission');
    expect(run.stderr).toContain('2 requests to Microsoft Graph, 1 refused');
    expect(run.stderr).toContain('did not go to Microsoft Graph');
  });

  test.each([
    [
      'bash',
      (token: string) =>
        `curl 'https://graph.microsoft.com/v1.0/security/alerts_v2' \\\n  -H 'Authorization: Bearer ${token}'`,
    ],
    [
      'cmd',
      (token: string) =>
        `curl "https://graph.microsoft.com/v1.0/security/alerts_v2" ^\r\n  -H "Authorization: Bearer ${token}"`,
    ],
  ])('a command line copied for %s', async (_shell, line) => {
    const text = line(jwt(appClaims({ roles: ['User.Read.All'] })));
    const diagnosis = await json(['--curl', `@${file('curl.txt', text)}`]);
    expect(diagnosis.request?.operation?.path).toBe('/security/alerts_v2');
    expect(diagnosis.outcome).toBe('deny');
  });

  test('a file of requests', async () => {
    const http =
      '@host = https://graph.microsoft.com\n### one\nGET {{host}}/v1.0/security/alerts_v2\n\n### two\nGET {{host}}/v1.0/users\n';
    const run = await why403([
      'explain',
      '--http',
      file('a.http', http),
      '--kind',
      'application',
      '--roles',
      'User.Read.All',
      '--format',
      'json',
    ]);
    expect(
      (JSON.parse(run.stdout) as { readonly diagnoses: readonly Diagnosis[] }).diagnoses.map(({ outcome }) => outcome),
    ).toEqual(['deny', 'allow']);
  });

  test('a transcript of curl -v on standard input gives request, token and answer', async () => {
    const token = jwt(userClaims({ scp: 'SecurityEvents.Read.All', wids: [] }));
    const transcript = `> GET /v1.0/security/secureScores HTTP/2\n> Host: graph.microsoft.com\n> Authorization: Bearer ${token}\n>\n< HTTP/2 403\n< content-type: application/json\n<\n{"error":{"code":"UnknownError","message":"${LEGACY_MESSAGE}"}}\n`;
    const run = await why403(['explain', '--format', 'json'], transcript);
    const diagnosis = JSON.parse(run.stdout) as Diagnosis;
    expect(diagnosis.causes[0]?.code).toBe('missing-directory-role');
    expect(run.stdout + run.stderr).not.toContain(token);
  });

  test('incidents as JSON lines: one answer a line in order; a bad line is named and counted, and the exit code says so', async () => {
    const lines = [
      JSON.stringify({
        id: 'a',
        request: { method: 'GET', url: '/users' },
        token: { kind: 'application', roles: ['Group.Read.All'] },
        error: { status: 403, code: null, message: null },
      }),
      'not json',
      JSON.stringify({
        id: 'b',
        request: null,
        token: null,
        error: {
          status: null,
          code: 'InvalidAuthenticationToken',
          message: 'Access token validation failure. Invalid audience.',
        },
      }),
    ];
    const run = await why403(['explain', '--jsonl'], lines.join('\n'));
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly id: string }).id),
    ).toEqual(['a', 'b']);
    expect(run.stderr).toContain('line 2');
    expect(run.code).toBe(4);
  });

  test('a whole HTTP response as curl -i prints it', async () => {
    const response = `HTTP/1.1 403 Forbidden\r\nrequest-id: 11111111-2222-4333-8444-555555555555\r\nContent-Type: application/json\r\n\r\n{"error":{"code":"UnknownError","message":"${LEGACY_MESSAGE}"}}`;
    const diagnosis = await json([
      '--scp',
      'User.Read',
      '--request',
      'GET /security/alerts',
      '--response',
      `@${file('response.txt', response)}`,
    ]);
    expect(diagnosis.observed).toMatchObject({
      status: 403,
      code: 'UnknownError',
      agrees: true,
      requestId: '11111111-2222-4333-8444-555555555555',
    });
  });
});

describe('output', () => {
  test.each(['permission-missing', 'role-missing', 'implicit-flow'])('%s: the human form as it is', async (name) => {
    const at = `examples/incidents/${name}`;
    const run = await why403([
      'explain',
      '--claims',
      `@${at}/claims.json`,
      '--response',
      `@${at}/response.json`,
      '--status',
      '403',
      '--request',
      'GET https://graph.microsoft.com/v1.0/security/secureScores',
      '--now',
      '2026-09-01T12:00:00Z',
    ]);
    await expect(run.stdout.replace(/knowledge \S+/, 'knowledge <version>')).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(run.code).toBe(name === 'implicit-flow' ? 5 : 3);
  });

  test('the JSON form has the members of its schema', async () => {
    const diagnosis = await json(['--scp', 'User.Read', '--wids', 'none', '--request', ALERTS, '--status', '403']);
    expect(diagnosis.schema).toBe('why403.diagnosis/1');
    expect(Object.keys(diagnosis)).toEqual([
      'schema',
      'outcome',
      'request',
      'principal',
      'parts',
      'observed',
      'causes',
      'corrections',
      'contested',
      'caveats',
      'knowledge',
    ]);
    expect(diagnosis.request?.operation).toMatchObject({
      method: 'GET',
      path: '/security/alerts_v2',
      versions: ['v1.0', 'beta'],
    });
    expect(Object.keys(diagnosis.causes[0]?.remedies[0] ?? {})).toEqual(
      expect.arrayContaining(['who', 'action', 'steps', 'proved']),
    );
  });

  test('markdown and html redact ids on request and keep those of Microsoft', async () => {
    const args = ['explain', '--token', jwt(userClaims()), '--request', ALERTS, '--redact', '--format'];
    for (const format of ['markdown', 'html']) {
      const { stdout } = await why403([...args, format]);
      expect(stdout).not.toContain(TENANT);
      expect(stdout).not.toContain(USER);
      expect(stdout).not.toContain('nadia@contoso.example');
      expect(stdout).toContain('SecurityAlert.Read.All');
      expect(stdout).toContain('00000003-0000-0000-c000-000000000000');
    }
  });

  test('html is one file without script, and hostile text stays text', async () => {
    const { stdout } = await why403([
      'explain',
      '--scp',
      'User.Read',
      '--request',
      'GET /<script>alert(1)</script>',
      '--format',
      'html',
    ]);
    expect(stdout).not.toMatch(/<script/i);
    expect(stdout).toContain("default-src 'none'");
  });

  test('colour only where it is asked for', async () => {
    expect((await why403(['explain', '--scp', '', '--request', ALERTS])).stdout).not.toContain('\u001b');
    expect(
      (await why403(['explain', '--scp', '', '--request', ALERTS], null, { env: { FORCE_COLOR: '1' } })).stdout,
    ).toContain('\u001b[');
  });
});

describe('usage', () => {
  test.each([
    [['explain'], 'there is nothing to explain'],
    [['explain', '--token', '@/no/such/file'], 'cannot read'],
    [['explain', '--request', 'GET'], 'takes a method and a url'],
    [['explain', '--kind', 'robot'], 'is no kind of token'],
    [['explain', '--now', 'yesterday', '--request', ALERTS], 'is no iso time'],
    [['explain', '--format', 'pdf', '--request', ALERTS], 'is not possible'],
    [['explain', '--nonsense'], 'unknown option'],
    [['explain', '--status', '9', '--request', ALERTS], 'is no http status'],
    [['explain', '--token', '-', '--response', '-'], 'standard input is read'],
    [['frobnicate'], 'there is no command'],
  ])('%j is a usage error with one clear line', async (args, says) => {
    const run = await why403(args, args.includes('-') ? 'x' : null);
    expect(run.code).toBe(2);
    expect(run.stderr.toLowerCase()).toContain(says);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expect(run.stdout).toBe('');
  });

  test('text that is no token is diagnosed, not refused', async () => {
    const run = await why403(['explain', '--token', 'hello', '--request', ALERTS]);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain('token-invalid');
  });
});

describe('hostile input', () => {
  const deep = `${Buffer.from('{}').toString('base64url')}.${Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`).toString('base64url')}.x`;
  test.each([
    ['a token of 10 MB', ['--token', '-'], 'a'.repeat(10_000_000), 5],
    ['a deeply nested payload', ['--token', '-'], deep, 5],
    ['control characters', ['--token', '-'], '\u0000\u001b[31m\u0007.\u0000.\u0000', 5],
    ['invalid UTF-8', ['--token', '-'], Buffer.from([0xff, 0xfe, 0xfd, 0x80, 0x2e, 0x80]), 5],
    [
      'a response that is HTML',
      ['--response', '-', '--status', '403'],
      `<html><body>${'<p>x</p>'.repeat(100_000)}</body></html>`,
      5,
    ],
  ])('%s: a clear line, the right exit code, no stack', async (_name, args, input, code) => {
    const run = await why403(['explain', ...args, '--request', ALERTS], input);
    expect(run.code).toBe(code);
    expect(run.stdout.split('\n')[0]).toMatch(/^UNKNOWN {2}\S/);
    // eslint-disable-next-line no-control-regex -- none may be printed
    expect(run.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expect(run.stdout.length).toBeLessThan(20_000);
  });

  test('a URL of 1 MB is a usage error', async () => {
    const run = await why403(['explain', '--request', `GET /${'a/'.repeat(500_000)}`]);
    expect([run.code, run.stderr.split('\n').length]).toEqual([2, 2]);
  });

  test('a secret in what is pasted is not echoed', async () => {
    const secret = jwt(appClaims());
    const run = await why403(
      ['explain', '--response', '-', '--request', ALERTS, '--format', 'json'],
      `{"error":{"code":"x","message":"token ${secret} was refused"}}`,
    );
    expect(run.stdout + run.stderr).not.toContain(secret);
  });
});

test('the demonstration prints the exact command of each incident', async () => {
  const run = await why403(['demo']);
  const commands = [...run.stdout.matchAll(/^\$ npx why403 (explain .*)$/gm)].map(([, line]) => line ?? '');
  expect(commands).toHaveLength(3);
  for (const line of commands) {
    const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    expect([3, 5]).toContain((await why403(args, null, { cwd: ROOT })).code);
  }
});
