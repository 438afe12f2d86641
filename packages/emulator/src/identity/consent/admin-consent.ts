import type { ApplicationTable, TenantTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import type { ParsedScopes } from '../scope/parse-scopes.ts';
import { readRequiredResources } from '../tenant/application-json.ts';
import { findApplication } from '../tenant/directory.ts';
import { ensureServicePrincipal, grantRoles, grantScopes } from '../tenant/grants.ts';
import { resolveResourceOfCall } from '../tenant/resource-of-call.ts';
import type { Resource, ResourceRole, ResourceScope } from '../tenant/resources.ts';
import { GRAPH_APP_ID } from '../well-known.ts';

/** Permissions of one resource that are granted for a whole tenant. */
export interface TenantGrant {
  readonly resource: Resource;
  readonly scopes: readonly ResourceScope[];
  readonly roles: readonly ResourceRole[];
}

/** Everything that a registration requires now, delegated and application. */
export async function findRegisteredPermissions(
  call: Call,
  tenant: TenantTable,
  app: ApplicationTable,
): Promise<readonly TenantGrant[]> {
  const grants: TenantGrant[] = [];
  for (const required of readRequiredResources(app)) {
    await ensureResource(call, tenant, required.resourceAppId);
    const resource = await resolveResourceOfCall(call, tenant, required.resourceAppId);
    grants.push({
      resource,
      scopes: required.resourceAccess.flatMap(({ id, type }) =>
        type === 'Scope' ? (resource.scopeById(id) ?? []) : [],
      ),
      roles: required.resourceAccess.flatMap(({ id, type }) => (type === 'Role' ? (resource.roleById(id) ?? []) : [])),
    });
  }
  return grants;
}

/**
 * The delegated permissions that a request names. Application permissions cannot be named.
 *
 * @throws {@link AadError} 70011 for an unknown one.
 */
export async function findNamedPermissions(
  call: Call,
  tenant: TenantTable,
  scopes: ParsedScopes,
): Promise<readonly TenantGrant[]> {
  const grants: TenantGrant[] = [];
  for (const request of scopes.resources) {
    const resource = await resolveResourceOfCall(call, tenant, request.resource);
    grants.push({
      resource,
      scopes: request.names.map((name) => {
        const scope = resource.scope(name);
        if (scope === null) throw new AadError(70011, [name]);
        return scope;
      }),
      roles: [],
    });
  }
  if (scopes.oidc.length > 0) {
    const graph = await resolveResourceOfCall(call, tenant, null);
    grants.push({ resource: graph, scopes: scopes.oidc.flatMap((name) => graph.scope(name) ?? []), roles: [] });
  }
  return grants;
}

/** Grants permissions for everybody in a tenant, as they are now: later changes of the registration change nothing. */
export async function applyAdminConsent(
  call: Call,
  tenant: TenantTable,
  app: ApplicationTable,
  grants: readonly TenantGrant[],
): Promise<void> {
  const context = { db: call.state.db, random: call.random, now: call.now };
  const client = await ensureServicePrincipal(context, tenant.id, app);
  for (const { resource, scopes, roles } of grants) {
    await grantScopes(context, {
      tenantId: tenant.id,
      clientSpId: client.id,
      resourceSpId: resource.servicePrincipal.id,
      userId: null,
      scopes: scopes.map((scope) => scope.value),
    });
    await grantRoles(context, {
      tenantId: tenant.id,
      principalId: client.id,
      principalType: 'ServicePrincipal',
      resourceSpId: resource.servicePrincipal.id,
      roleIds: roles.map((role) => role.id),
    });
  }
}

// Consent to a client brings the APIs of other tenants that it requires along.
async function ensureResource(call: Call, tenant: TenantTable, appId: string): Promise<void> {
  if (appId === GRAPH_APP_ID) return;
  const app = await findApplication(call.state.db, appId);
  if (app === null || (app.sign_in_audience === 'AzureADMyOrg' && app.tenant_id !== tenant.id)) return;
  await ensureServicePrincipal({ db: call.state.db, random: call.random, now: call.now }, tenant.id, app);
}
