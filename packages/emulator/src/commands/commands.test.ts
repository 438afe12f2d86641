import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadKnowledge } from '@why403/knowledge';
import { decodeJwt } from 'jose';
import { afterEach, expect, test } from 'vitest';
import { CONTOSO } from '../../test/test-emulator.ts';
import { systemClock } from '../clock.ts';
import { graphParts } from '../graph/graph-side.ts';
import { parseSeed } from '../seed/parse-seed.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET } from '../seed/sample-seed.ts';
import type { EmulatorCommandContext } from './context.ts';
import { emulate, type EmulateOptions } from './emulate.ts';
import { exportState } from './export.ts';
import { mint, type MintOptions } from './mint.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const options: EmulateOptions = {
  data: 'state',
  seed: null,
  address: '127.0.0.1',
  httpsPort: 0,
  httpPort: 0,
  allowRemote: false,
  allowedHosts: [],
  hostsMode: false,
  automatic: false,
  unverifiableGraphTokens: false,
};

const minting: MintOptions = {
  data: 'state',
  origin: 'https://localhost:8443',
  tenant: 'contoso.example',
  client: 'Alert integrator',
  user: null,
  scope: 'https://graph.microsoft.com/.default',
  isImplicit: false,
  lifetime: null,
};

test('emulate prints one screen, serves, and ends with its signal', async () => {
  const shell = newShell();
  const ended = emulate(options, shell.context, graphParts({ clock: systemClock, alerts: 5 }));
  const text = await shell.firstOutput;
  expect(text.split('\n').length).toBeLessThanOrEqual(32);
  expect(text).toContain('/v1.0, enforcement strict');
  const origin = /HTTP {7}(\S+)/.exec(text)?.[1] ?? '';
  // The commands for curl and Azure CLI as they stand; what would be given to `az` is written down.
  const curl = text.slice(text.indexOf('curl  ') + 'curl'.length, text.indexOf('MSAL  '));
  const az = text.slice(text.indexOf('Azure CLI  ') + 'Azure CLI'.length, text.indexOf('trust it'));
  const script = `${curl}\naz() { printf '%s\\n' "$@"; }\n${az}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  expect([...stdout.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '403']);
  expect(stdout).toContain(`"azureTenantId":"${CONTOSO}"`);
  expect(stdout).toContain('user does not have valid roles');
  expect(stdout).toMatch(
    /rest\n--url\nhttp:\S+\n--skip-authorization-header\n--headers\nAuthorization=Bearer eyJ[\w-]+\.[\w-]+\.[\w-]+$/m,
  );
  const ca = await fetch(`${origin}/emulator/ca.pem`);
  expect(await ca.text()).toContain('BEGIN CERTIFICATE');
  shell.stop();
  expect(await ended).toBe(0);
  expect(shell.stderr()).toBe('');
});

test('development shortcuts warn', async () => {
  const shell = newShell();
  const ended = emulate({ ...options, automatic: true, hostsMode: true }, shell.context, null);
  expect(await shell.firstOutput).toContain('127.0.0.1 login.microsoftonline.com');
  shell.stop();
  await ended;
  expect(shell.stderr()).toContain('MUST NOT');
  expect(shell.stderr()).toContain('SHOULD NOT');
});

test('mint writes the token and nothing else; the token carries what is granted', async () => {
  const shell = newShell();
  expect(await mint(minting, shell.context, [])).toBe(0);
  const token = (await shell.firstOutput).trimEnd();
  expect(decodeJwt(token)).toMatchObject({
    iss: `https://localhost:8443/${CONTOSO}/`,
    roles: ['SecurityEvents.Read.All'],
  });
});

test.each([
  [{ tenant: 'nowhere.example' }, 'AADSTS90002'],
  [{ client: 'Nobody' }, 'AADSTS700016'],
  [{ user: 'nobody@contoso.example' }, 'AADSTS50034'],
  [{ scope: 'api://nothing/.default' }, 'AADSTS500011'],
])('mint refuses names that do not exist: %j', async (change, number) => {
  const shell = newShell();
  const failed = mint({ ...minting, ...change }, shell.context, []);
  await expect(failed).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID', message: expect.stringContaining(number) });
});

test('an export seeds a state that exports the same, and holds no password or secret', async () => {
  const first = newShell();
  await mint(minting, first.context, []);
  const source = newShell(first.folder);
  await exportState({ data: 'state', format: 'json' }, source.context, []);
  const exported = await source.firstOutput;
  expect(exported).not.toContain(SAMPLE_PASSWORD);
  expect(exported).not.toContain(SAMPLE_SECRET);
  const seeded = newShell();
  writeFileSync(join(seeded.folder, 'seed.json'), exported);
  const ended = emulate({ ...options, seed: 'seed.json' }, seeded.context, null);
  await seeded.firstOutput;
  seeded.stop();
  await ended;
  const again = newShell(seeded.folder);
  await exportState({ data: 'state', format: 'yaml' }, again.context, []);
  const yaml = await again.firstOutput;
  expect(await parseSeed(yaml)).toEqual(await parseSeed(exported));
});

test('a seed with mistakes names all of them with their places', async () => {
  const shell = newShell();
  writeFileSync(
    join(shell.folder, 'seed.yaml'),
    `tenants:
  - name: Bad
    domains: [bad.example]
    users:
      - userName: a@bad.example
        roles: [Security Readr]
    applications:
      - name: App
        requires: [{ application: [SecurityEvents.Read] }]
    consents: [{ app: Other, admin: true }]
`,
  );
  const failed = emulate({ ...options, seed: 'seed.yaml' }, shell.context, null);
  await expect(failed).rejects.toMatchObject({
    code: 'ERR_SEED_INVALID',
    details: {
      problems: [
        { at: 'tenants[0].applications[0].requires[0].application[0]' },
        { at: 'tenants[0].users[0].roles[0]' },
        { at: 'tenants[0].consents[0].app' },
      ],
    },
  });
});

test.each([
  ['tenants: [', 'line'],
  ['tenants: [{ name: A, domains: [a.example], colour: red }]', 'tenants[0]'],
  ['[]', 'the document'],
])('a seed of a wrong form says where: %s', async (text, place) => {
  await expect(parseSeed(text)).rejects.toThrow(place);
});

function newShell(existing?: string) {
  const folder = existing ?? mkdtempSync(join(tmpdir(), 'why403-command-'));
  folders.push(folder);
  const controller = new AbortController();
  let written = '';
  let warned = '';
  let print: (text: string) => void = () => undefined;
  const firstOutput = new Promise<string>((resolve) => {
    print = resolve;
  });
  const context: EmulatorCommandContext = {
    stdout: {
      write(text) {
        written += text;
        print(written);
      },
    },
    stderr: {
      write(text) {
        warned += text;
      },
    },
    cwd: folder,
    env: {},
    clock: systemClock,
    details: loadKnowledge().details,
    signal: controller.signal,
  };
  return { folder, context, firstOutput, stderr: () => warned, stop: () => controller.abort() };
}
