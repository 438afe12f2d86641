import { createHash } from 'node:crypto';
import { SAMPLE_SEED, type Seed } from '@why403/emulator';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { why403 } from '../cli/run.ts';
import { createAdministrator, toEmulator, type Placeholders } from './admin.ts';
import { startTenant, TENANT, tokenIn, type RunningTenant } from './tenant.ts';

const ADMIN_TOOL = 'a0000020-0000-4000-8000-000000000020';
const BARE = 'a0000021-0000-4000-8000-000000000021';
const REQUEST = 'https://graph.microsoft.com/v1.0/security/secureScores?$top=1';
const ONE_MESSAGE = 'Auth token does not contain valid permissions or user does not have valid roles.';
const ADMIN_SCOPES = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'User.Read.All',
];

const SEED: Seed = {
  tenants: SAMPLE_SEED.tenants.map((tenant) =>
    tenant.id !== TENANT
      ? tenant
      : {
          ...tenant,
          applications: [
            ...(tenant.applications ?? []),
            { appId: ADMIN_TOOL, name: 'Admin tool', requires: [{ delegated: ADMIN_SCOPES }], publicClient: true },
            { appId: BARE, name: 'Bare tool', requires: [{ delegated: ['User.Read'] }], publicClient: true },
          ],
          consents: [
            ...(tenant.consents ?? []),
            { app: ADMIN_TOOL, admin: true },
            { app: BARE, delegated: ['User.Read'], user: 'ada@contoso.example' },
          ],
        },
  ),
};

let tenant: RunningTenant;
beforeAll(async () => {
  tenant = await startTenant(SEED);
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.control('/emulator/reset', {});
});

/** Refusals of the one message, each by another cause. */
interface Refusal extends Omit<Placeholders, 'tenant'> {
  readonly title: string;
  readonly cause: string;
  readonly token: () => Promise<string>;
  /** Ways of its repair that can be run. */
  readonly means: readonly string[];
}

const REFUSALS: readonly Refusal[] = [
  {
    title: 'an application without consent',
    cause: 'consent-missing',
    appId: 'a0000002-0000-4000-8000-000000000002',
    userName: null,
    token: () => tenant.applicationToken('a0000002-0000-4000-8000-000000000002'),
    means: ['browser', 'graph-rest', 'azure-cli', 'graph-powershell'],
  },
  {
    title: 'a user whose client lacks the scope',
    cause: 'missing-permission',
    appId: BARE,
    userName: 'ada@contoso.example',
    token: () => tenant.userToken(BARE, 'ada'),
    means: ['browser', 'graph-rest', 'azure-cli', 'graph-powershell'],
  },
  {
    title: 'a user without a directory role',
    cause: 'missing-directory-role',
    appId: 'a0000004-0000-4000-8000-000000000004',
    userName: 'noah@contoso.example',
    token: () => tenant.userToken('a0000004-0000-4000-8000-000000000004', 'noah'),
    means: ['graph-rest', 'azure-cli', 'graph-powershell'],
  },
];

describe.each(REFUSALS)('$title: what explain prints repairs it', ({ cause, means, token, appId, userName }) => {
  test.each(means)('by %s', async (mean) => {
    const before = await token();
    const explained = await explain(before, await call(before));
    expect(explained.map(({ code }) => code)).toContain(cause);
    const admin = createAdministrator(tenant.origin, { tenant: TENANT, appId, userName }, adminToken);
    const command = explained
      .filter(({ code }) => code === cause || code === 'missing-permission')
      .flatMap(({ remedies }) => remedies)
      .flatMap(({ steps }) => steps)
      .find((step) => step.by === mean && step.command !== null)?.command;
    expect(command, JSON.stringify(explained)).toBeTypeOf('string');
    await admin.run(mean, command ?? '');
    expect((await call(before)).status, 'the old token stays as it is').toBe(403);
    expect((await call(await token())).status).toBe(200);
    expect(tenant.faults).toEqual([]);
  });
});

test('the implicit flow: the address that explain prints leads to a token that passes', async () => {
  const client = 'a0000003-0000-4000-8000-000000000003';
  const implicit = await tenant.userToken(client, 'ada', { flow: 'implicit' });
  const [first] = await explain(implicit, await call(implicit));
  expect(first?.code).toBe('directory-roles-absent');
  const printed = first?.remedies[0]?.steps.find(({ by }) => by === 'browser')?.command ?? '';
  const verifier = 'a-code-verifier-of-at-least-forty-three-characters';
  const url = toEmulator(printed, tenant.origin)
    .replace('<redirect-uri>', encodeURIComponent('http://localhost/'))
    .replace('<code-challenge>', createHash('sha256').update(verifier).digest('base64url'));
  const answer = await fetch(`${url}&login_hint=ada@contoso.example`, { redirect: 'manual' });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const redeemed = await tenant.redeem(
    {
      grant_type: 'authorization_code',
      client_id: client,
      redirect_uri: 'http://localhost/',
      code_verifier: verifier,
      code,
    },
    { origin: 'http://localhost' },
  );
  expect((await call(tokenIn(redeemed))).status).toBe(200);
});

interface Explained {
  readonly code: string;
  readonly remedies: readonly {
    readonly steps: readonly { readonly by: string; readonly command: string | null }[];
  }[];
}

/** What `why403 explain` says of the answer to this token. */
async function explain(token: string, answer: Answered): Promise<readonly Explained[]> {
  expect([answer.status, answer.message]).toEqual([403, ONE_MESSAGE]);
  const run = await why403([
    ...['explain', '--token', token, '--request', `GET ${REQUEST}`],
    ...['--response', answer.text, '--status', '403', '--format', 'json'],
  ]);
  expect(run.stderr).toBe('');
  return (JSON.parse(run.stdout) as { readonly causes: readonly Explained[] }).causes;
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly message: string | null;
}

async function call(token: string): Promise<Answered> {
  const answer = await fetch(toEmulator(REQUEST, tenant.origin), { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  const { error } = JSON.parse(text) as { readonly error?: { readonly message: string } };
  return { status: answer.status, text, message: error?.message ?? null };
}

/** Token of the administrator; with these permissions only, as `Connect-MgGraph -Scopes` asks for. */
async function adminToken(scopes: readonly string[] | null): Promise<string> {
  if (scopes === null) return tenant.userToken(ADMIN_TOOL, 'grace');
  const appId = 'a0000022-0000-4000-8000-000000000022';
  await tenant.control('/emulator/seed', {
    tenants: [
      {
        id: TENANT,
        name: 'Contoso',
        domains: ['contoso.example'],
        applications: [{ appId, name: 'Microsoft Graph PowerShell', publicClient: true }],
        consents: [{ app: appId, delegated: scopes, user: 'grace@contoso.example' }],
      },
    ],
  });
  return tenant.userToken(appId, 'grace');
}
