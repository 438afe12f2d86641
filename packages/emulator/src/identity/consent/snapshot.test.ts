import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, createTestEmulator, type TestEmulator } from '../../../test/test-emulator.ts';
import { createTestBrowser } from '../../../test/test-browser.ts';

const APP = 'b0000001-0000-4000-8000-000000000001';
const [P1, P2] = ['SecurityEvents.Read.All', 'SecurityAlert.Read.All'];

let emulator: TestEmulator;
beforeAll(async () => {
  const tenant = (name: string) => ({
    name,
    domains: [`${name}.example`],
    users: [{ userName: `admin@${name}.example`, password: 'admin-1', roles: ['Global Administrator'] }],
  });
  emulator = await createTestEmulator({
    seed: {
      tenants: [
        tenant('t1'),
        tenant('t2'),
        {
          ...tenant('publisher'),
          applications: [
            {
              appId: APP,
              name: 'Alert reader',
              signInAudience: 'AzureADMultipleOrgs',
              requires: [{ application: [P1], delegated: [P1] }],
              secrets: ['secret-of-the-app'],
            },
          ],
        },
      ],
    },
  });
});
afterAll(() => emulator.close());

test('Microsoft\u2019s example: a grant is a snapshot per tenant; a changed registration changes nothing until consent', async () => {
  await consent('t1');
  expect(await permissions('t1')).toEqual([P1]);
  // The application requires P1 and P2 from now on.
  const { db } = emulator.context.state;
  const ids = [P1, P2].flatMap((name) => [
    { id: emulator.context.permissions.application(name)?.id, type: 'Role' },
    { id: emulator.context.permissions.delegated(name)?.id, type: 'Scope' },
  ]);
  await db
    .updateTable('applications')
    .set({
      required_resource_access_json: JSON.stringify([
        { resourceAppId: '00000003-0000-0000-c000-000000000000', resourceAccess: ids },
      ]),
    })
    .where('app_id', '=', APP)
    .execute();
  expect(await permissions('t1')).toEqual([P1]);
  await consent('t2');
  expect(await permissions('t2')).toEqual([P2, P1]);
  expect(await permissions('t1')).toEqual([P1]);
  await consent('t1');
  expect(await permissions('t1')).toEqual([P2, P1]);
});

test('a tenant that never consented does not know the application', async () => {
  expect((await token('publisher')).access_token).toBeTypeOf('string');
  expect(await permissions('publisher')).toEqual([]);
  const other = await createTestEmulator();
  const body = await bodyOf(await other.post('/contoso.example/oauth2/v2.0/token', form()));
  await other.close();
  expect(body.error_codes).toEqual([700_016]);
});

test('a registration that requires the app role gets no scope of the same id, nor the other way round', async () => {
  const shared = await createTestEmulator({ seed: seedOf('application') });
  expect(await consentsOf(shared)).toEqual([{ ...CONSENT, application: ['User.Export.All'] }]);
  await shared.control('/emulator/reset', { seed: seedOf('delegated') });
  expect(await consentsOf(shared)).toEqual([{ ...CONSENT, delegated: ['User.Export.All'] }]);
  await shared.close();
});

const CONSENT = { app: APP, resource: '00000003-0000-0000-c000-000000000000' };

function seedOf(kind: 'application' | 'delegated') {
  const application = { appId: APP, name: 'Exporter', requires: [{ [kind]: ['User.Export.All'] }] };
  const consents = [{ app: APP, admin: true }];
  return { tenants: [{ name: 't1', domains: ['t1.example'], applications: [application], consents }] };
}

async function consentsOf(own: TestEmulator): Promise<unknown> {
  const exported = (await (await own.get('/emulator/export')).json()) as {
    readonly tenants: readonly { readonly consents: unknown }[];
  };
  return exported.tenants[0]?.consents;
}

async function consent(tenant: string): Promise<void> {
  const browser = createTestBrowser(emulator);
  const scope = encodeURIComponent('https://graph.microsoft.com/.default');
  const page = await browser.open(`/${tenant}.example/v2.0/adminconsent?client_id=${APP}&scope=${scope}`);
  const question = await browser.submit(page, { username: `admin@${tenant}.example`, password: 'admin-1' });
  expect(question.text).toContain('Permissions for your organization');
  expect((await browser.submit(question, { decision: 'accept' })).text).toContain('granted');
}

/** Permissions in an application token and in a user's token; both kinds must agree. */
async function permissions(tenant: string): Promise<readonly string[]> {
  const roles = (decodeJwt((await token(tenant)).access_token)['roles'] ?? []) as string[];
  const minted = await bodyOf(
    await emulator.control('/emulator/token', {
      tenant: `${tenant}.example`,
      client: APP,
      user: `admin@${tenant}.example`,
    }),
  );
  const { scp = '' } = decodeJwt<{ scp?: string }>(minted.access_token);
  expect(scp).toBe(roles.join(' '));
  return roles;
}

async function token(tenant: string) {
  return bodyOf(await emulator.post(`/${tenant}.example/oauth2/v2.0/token`, form()));
}

function form(): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_id: APP,
    client_secret: 'secret-of-the-app',
    scope: 'https://graph.microsoft.com/.default',
  };
}
