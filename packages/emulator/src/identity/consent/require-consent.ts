import { AadError } from '../errors/aad-error.ts';
import type { ScopeRequest } from '../scope/parse-scopes.ts';
import type { Resource } from '../tenant/resources.ts';
import { PERSONAL_TENANT_ID } from '../well-known.ts';

/**
 * Finds what a request asks of a resource and nobody has consented to.
 *
 * `.default` asks for whatever was consented to, so it lacks nothing once anything was.
 *
 * @param granted What was consented to for this client, resource and user.
 *
 * @returns Values of delegated permissions in the resource's spelling.
 *
 * @throws {@link AadError} 70011 if the resource has no such delegated permission, or not for personal accounts.
 */
export function findMissingScopes(
  request: ScopeRequest,
  resource: Resource,
  granted: readonly string[],
): readonly string[] {
  const held = new Set(granted.map((scope) => scope.toLowerCase()));
  return request.names
    .map((name) => {
      const scope = resource.scope(name);
      const isPersonal = resource.servicePrincipal.tenant_id === PERSONAL_TENANT_ID;
      if (scope === null || (isPersonal && !scope.personal)) throw new AadError(70011, [name]);
      return scope.value;
    })
    .filter((value) => !held.has(value.toLowerCase()));
}

/**
 * Refuses a request whose permissions nobody has consented to.
 *
 * @throws {@link AadError} 65001, suberror `consent_required`.
 */
export function requireConsent(
  request: ScopeRequest,
  resource: Resource,
  granted: readonly string[],
  appId: string,
): void {
  const missing = findMissingScopes(request, resource, granted);
  if (missing.length > 0) throw new AadError(65001, [appId, missing.join(' ')]);
  if (granted.length === 0) throw new AadError(65001, [appId, resource.name]);
}
