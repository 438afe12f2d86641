import type { ApplicationTable, TenantTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import type { ParsedScopes, ScopeRequest } from '../scope/parse-scopes.ts';
import { readRequiredResources } from '../tenant/application-json.ts';
import { findServicePrincipal } from '../tenant/directory.ts';
import { findGrantedScopes } from '../tenant/grants.ts';
import { resolveResourceOfCall } from '../tenant/resource-of-call.ts';
import type { Resource, ResourceScope } from '../tenant/resources.ts';
import { OIDC_SCOPES } from '../well-known.ts';
import { findMissingScopes } from './require-consent.ts';

/** Delegated permissions of one resource that still need consent. */
export interface ConsentNeed {
  readonly resource: Resource;
  readonly scopes: readonly ResourceScope[];
}

/**
 * Finds what a user must consent to before an application gets what it asks for.
 *
 * @param always `prompt=consent`: ask again, also for what was granted.
 *
 * @returns One entry for each resource; empty when nothing is missing.
 *
 * @throws {@link AadError} 70011 for an unknown permission, 500011 for an unknown resource, 650056 if `.default` is asked
 *   for and the registration requires nothing.
 */
export async function findConsentNeeds(
  call: Call,
  tenant: TenantTable,
  app: ApplicationTable,
  userId: string,
  scopes: ParsedScopes,
  always: boolean,
): Promise<readonly ConsentNeed[]> {
  const client = await findServicePrincipal(call.state.db, tenant.id, app.app_id);
  const needs: ConsentNeed[] = [];
  const graph = await resolveResourceOfCall(call, tenant, null);
  const grantedAtGraph =
    client === null ? [] : await findGrantedScopes(call.state.db, client.id, graph.servicePrincipal.id, userId);
  for (const request of scopes.resources) {
    const resource = await resolveResourceOfCall(call, tenant, request.resource);
    if (resource.appId === app.app_id) continue;
    const granted =
      client === null ? [] : await findGrantedScopes(call.state.db, client.id, resource.servicePrincipal.id, userId);
    const missing = missingOf(request, resource, app, granted, always);
    if (missing.length > 0) needs.push({ resource, scopes: missing });
  }
  // The sign-in itself is consented to once, with the first permission or alone.
  if (scopes.oidc.length > 0 && (always || grantedAtGraph.length === 0)) {
    const own = scopes.oidc.flatMap((name) => graph.scope(name) ?? []);
    const index = needs.findIndex((need) => need.resource.isGraph);
    const existing = needs[index];
    if (existing === undefined) needs.unshift({ resource: graph, scopes: own });
    else needs[index] = { resource: existing.resource, scopes: [...existing.scopes, ...own] };
  }
  return needs;
}

function missingOf(
  request: ScopeRequest,
  resource: Resource,
  app: ApplicationTable,
  granted: readonly string[],
  always: boolean,
): readonly ResourceScope[] {
  if (request.isDefault) {
    const hasAny = granted.some((scope) => !OIDC_SCOPES.includes(scope.toLowerCase()));
    if (hasAny && !always) return [];
    const required = requiredScopes(app, resource);
    if (required.length === 0 && !hasAny) throw new AadError(650056, [app.app_id, resource.name]);
    return required;
  }
  const missing = findMissingScopes(request, resource, always ? [] : granted);
  return missing.flatMap((value) => resource.scope(value) ?? []);
}

function requiredScopes(app: ApplicationTable, resource: Resource): readonly ResourceScope[] {
  return readRequiredResources(app)
    .filter((required) => required.resourceAppId === resource.appId)
    .flatMap((required) => required.resourceAccess)
    .filter((access) => access.type === 'Scope')
    .flatMap((access) => resource.scopeById(access.id) ?? []);
}
