import { afterAll, beforeAll, expect, test } from 'vitest';

import { APPS, CONTOSO, createTestEmulator, ORIGIN, type TestEmulator } from '../../test/test-emulator.ts';
import { errorOf, itemsOf, readAnswer, type Answer, type Json } from '../../test/graph-lab.ts';
import { GRAPH_APP_ID } from '../identity/well-known.ts';
import { SAMPLE_SECRET, SAMPLE_SEED } from '../seed/sample-seed.ts';
import type { Seed } from '../seed/seed.ts';
import { openGraphSide } from './graph-side.ts';
import { GRAPH_MIGRATIONS } from './migrations.ts';

/** The sample tenant with a tool for administrators, which repairs what the others lack. */
const SEED: Seed = {
  tenants: SAMPLE_SEED.tenants.map((tenant, index) =>
    index > 0
      ? tenant
      : {
          ...tenant,
          applications: [
            ...(tenant.applications ?? []),
            {
              name: 'Admin tool',
              publicClient: true,
              requires: [
                {
                  delegated: [
                    'Application.ReadWrite.All',
                    'AppRoleAssignment.ReadWrite.All',
                    'DelegatedPermissionGrant.ReadWrite.All',
                    'RoleManagement.ReadWrite.Directory',
                    'Directory.Read.All',
                    'Group.ReadWrite.All',
                  ],
                },
              ],
            },
          ],
          consents: [...(tenant.consents ?? []), { app: 'Admin tool', admin: true }],
        },
  ),
};
const LEGACY_REFUSAL = 'Auth token does not contain valid permissions or user does not have valid roles.';
const READ_ROLE = 'bf394140-e372-4bf9-a898-299cfc7564e5';
const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';

let emulator: TestEmulator;
beforeAll(async () => {
  const clock = { now: () => 1_790_000_000_000 };
  emulator = await createTestEmulator({
    seed: SEED,
    migrations: GRAPH_MIGRATIONS,
    createGraph: (context) => openGraphSide(context, { clock, alerts: 50 }),
  });
}, 30_000);
afterAll(() => emulator.close());

const graph = async (method: string, path: string, token: string, body?: unknown): Promise<Answer> =>
  readAnswer(
    await emulator.fetch(
      new Request(ORIGIN + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      { clientAddress: '127.0.0.1' },
    ),
  );
const applicationToken = async (client: string): Promise<string> => {
  const answer = await emulator.post(`/${CONTOSO}/oauth2/v2.0/token`, {
    grant_type: 'client_credentials',
    client_id: client,
    client_secret: SAMPLE_SECRET,
    scope: 'https://graph.microsoft.com/.default',
  });
  return String(((await answer.json()) as Json)['access_token']);
};
const mint = async (client: string, user: string, more: Json = {}): Promise<string> => {
  const answer = await emulator.control('/emulator/token', { tenant: CONTOSO, client, user, ...more });
  return String(((await answer.json()) as Json)['access_token']);
};
const ALERTS = '/v1.0/security/alerts?$top=1';

test('cause one, application: no consent is the one message, the assignment that explain prints repairs it', async () => {
  const admin = await mint('Admin tool', 'grace@contoso.example');
  const clients = await graph('GET', `/v1.0/servicePrincipals?$filter=appId eq '${APPS.unconsented}'`, admin);
  const [existing] = itemsOf(clients);
  const client = existing ?? (await graph('POST', '/v1.0/servicePrincipals', admin, { appId: APPS.unconsented })).json;
  const refused = await graph('GET', ALERTS, await applicationToken(APPS.unconsented));
  expect(refused.status).toBe(403);
  expect(errorOf(refused).message).toBe(LEGACY_REFUSAL);
  const resource = await graph('GET', `/v1.0/servicePrincipals(appId='${GRAPH_APP_ID}')`, admin);
  const roles = resource.json['appRoles'] as readonly Json[];
  expect(roles.find((role) => role['value'] === 'SecurityEvents.Read.All')?.['id']).toBe(READ_ROLE);
  const assigned = await graph('POST', `/v1.0/servicePrincipals(appId='${GRAPH_APP_ID}')/appRoleAssignedTo`, admin, {
    principalId: client['id'],
    resourceId: resource.json['id'],
    appRoleId: READ_ROLE,
  });
  expect(assigned.status, assigned.text).toBe(201);
  const repaired = await graph('GET', ALERTS, await applicationToken(APPS.unconsented));
  expect(repaired.status, repaired.text).toBe(200);
});

test('cause one, delegated: a missing scope is the one message, a grant repairs it for new tokens only', async () => {
  const admin = await mint('Admin tool', 'grace@contoso.example');
  const before = await mint(APPS.portal, 'ada@contoso.example');
  expect(errorOf(await graph('GET', ALERTS, before)).message).toBe(LEGACY_REFUSAL);
  const [client] = itemsOf(await graph('GET', `/v1.0/servicePrincipals?$filter=appId eq '${APPS.portal}'`, admin));
  const [resource] = itemsOf(
    await graph(
      'GET',
      `/v1.0/servicePrincipals?$filter=servicePrincipalNames/any(n:n eq 'https://graph.microsoft.com')`,
      admin,
    ),
  );
  const grants = await graph(
    'GET',
    `/v1.0/oauth2PermissionGrants?$filter=clientId eq '${String(client?.['id'])}'`,
    admin,
  );
  const grant = itemsOf(grants).find((item) => item['resourceId'] === resource?.['id']);
  const change = await graph('PATCH', `/v1.0/oauth2PermissionGrants/${String(grant?.['id'])}`, admin, {
    scope: `${String(grant?.['scope'])} SecurityEvents.Read.All`,
  });
  expect(change.status, change.text).toBe(204);
  expect((await graph('GET', ALERTS, before)).status, 'the old token does not have it').toBe(403);
  expect((await graph('GET', ALERTS, await mint(APPS.portal, 'ada@contoso.example'))).status).toBe(200);
});

test('cause two: the user without a role gets the same message, the role assignment repairs it for new tokens', async () => {
  const before = await mint(APPS.tool, 'noah@contoso.example');
  const refused = await graph('GET', ALERTS, before);
  expect([refused.status, errorOf(refused).message]).toEqual([403, LEGACY_REFUSAL]);
  expect(refused.headers.get('why403-decision')).toContain('permission=allow, role=deny');
  const admin = await mint('Admin tool', 'grace@contoso.example');
  const noah = await graph('GET', '/v1.0/users/noah@contoso.example', admin);
  const assigned = await graph('POST', '/v1.0/roleManagement/directory/roleAssignments', admin, {
    '@odata.type': '#microsoft.graph.unifiedRoleAssignment',
    principalId: noah.json['id'],
    roleDefinitionId: SECURITY_READER,
    directoryScopeId: '/',
  });
  expect(assigned.status, assigned.text).toBe(201);
  expect((await graph('GET', ALERTS, before)).status).toBe(403);
  expect((await graph('GET', ALERTS, await mint(APPS.tool, 'noah@contoso.example'))).status).toBe(200);
});

test('a member of a directory role by $ref repairs too; a member of a group by $ref is refused in strict', async () => {
  const admin = await mint('Admin tool', 'grace@contoso.example');
  const sue = await graph('GET', '/v1.0/users/paula@contoso.example', admin);
  const member = { '@odata.id': `${ORIGIN}/v1.0/directoryObjects/${String(sue.json['id'])}` };
  const assigned = await graph('POST', `/v1.0/directoryRoles/${SECURITY_READER}/members/$ref`, admin, member);
  expect(assigned.status, assigned.text).toBe(204);
  expect((await graph('GET', ALERTS, await mint(APPS.tool, 'paula@contoso.example'))).status).toBe(200);
  const removal = `/v1.0/directoryRoles/${SECURITY_READER}/members/${String(sue.json['id'])}/$ref`;
  expect((await graph('DELETE', removal, admin)).status).toBe(204);
  const created = await graph('POST', '/v1.0/groups', admin, {
    displayName: 'Readers',
    mailEnabled: false,
    mailNickname: 'readers',
    securityEnabled: true,
  });
  expect(created.status, created.text).toBe(201);
  const path = `/v1.0/groups/${String(created.json['id'])}/members/$ref`;
  const refused = await graph('POST', path, admin, member);
  expect(refused.status).toBe(403);
  expect(refused.headers.get('why403-decision')).toContain('outcome=unknown');
  const settings = async (enforcement: string): Promise<Response> =>
    emulator.fetch(
      new Request(`${ORIGIN}/emulator/graph-settings`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ enforcement }),
      }),
      { clientAddress: '127.0.0.1' },
    );
  await settings('loose');
  expect((await graph('POST', path, admin, member)).status).toBe(204);
  await settings('strict');
});

test('the implicit flow leaves wids out: refused although the user has the role, and another flow passes', async () => {
  const implicit = await mint(APPS.dashboard, 'ada@contoso.example', { flow: 'implicit' });
  const refused = await graph('GET', ALERTS, implicit);
  expect([refused.status, errorOf(refused).message]).toEqual([403, LEGACY_REFUSAL]);
  expect(refused.headers.get('why403-decision')).toContain('role=unknown;reason=claim-absent');
  expect((await graph('GET', ALERTS, await mint(APPS.dashboard, 'ada@contoso.example'))).status).toBe(200);
});

test('an eligible role and a role scoped to an administrative unit are no role', async () => {
  for (const user of ['pim', 'paula']) {
    const token = await mint(APPS.tool, `${user}@contoso.example`);
    expect((await graph('GET', ALERTS, token)).status, user).toBe(403);
  }
});

test('a registration that requires more changes nothing until somebody consents', async () => {
  const admin = await mint('Admin tool', 'grace@contoso.example');
  const [app] = itemsOf(await graph('GET', `/v1.0/applications?$filter=appId eq '${APPS.integrator}'`, admin));
  const changed = await graph('PATCH', `/v1.0/applications/${String(app?.['id'])}`, admin, {
    requiredResourceAccess: [
      { resourceAppId: GRAPH_APP_ID, resourceAccess: [{ id: '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5', type: 'Role' }] },
    ],
  });
  expect(changed.status, changed.text).toBe(204);
  const alerts = '/v1.0/security/alerts_v2?$top=1';
  expect((await graph('GET', alerts, await applicationToken(APPS.integrator))).status).toBe(403);
  const assigned = await graph(
    'POST',
    `/v1.0/servicePrincipals(appId='${APPS.integrator}')/appRoleAssignments`,
    admin,
    {
      principalId: itemsOf(
        await graph('GET', `/v1.0/servicePrincipals?$filter=appId eq '${APPS.integrator}'&$select=id`, admin),
      )[0]?.['id'],
      resourceId: (await graph('GET', `/v1.0/servicePrincipals(appId='${GRAPH_APP_ID}')?$select=id`, admin)).json['id'],
      appRoleId: '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5',
    },
  );
  expect(assigned.status, assigned.text).toBe(201);
  expect((await graph('GET', alerts, await applicationToken(APPS.integrator))).status).toBe(200);
});

test('a user without an administrator role cannot repair anything', async () => {
  const noah = await mint('Admin tool', 'ada@contoso.example');
  const answer = await graph('POST', '/v1.0/roleManagement/directory/roleAssignments', noah, {});
  expect([answer.status, errorOf(answer).code]).toEqual([403, 'Authorization_RequestDenied']);
});

test('one tenant sees nothing of another', async () => {
  const admin = await mint('Admin tool', 'grace@contoso.example');
  const users = itemsOf(await graph('GET', '/v1.0/users', admin)).map((user) => String(user['userPrincipalName']));
  expect(users).toContain('grace@contoso.example');
  expect(users.filter((name) => name.endsWith('@fabrikam.example') && !name.includes('#'))).toEqual([]);
});
