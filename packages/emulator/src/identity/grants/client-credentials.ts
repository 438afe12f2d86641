import { AadError } from '../errors/aad-error.ts';
import { singleResource } from '../scope/parse-scopes.ts';
import { findClientInTenant } from '../tenant/clients.ts';
import { findAssignedRoles } from '../tenant/grants.ts';
import { resolveResourceOfCall } from '../tenant/resource-of-call.ts';
import { issueAccessToken } from '../tokens/access-token.ts';
import { readChallengeCapability } from '../request/claims-parameter.ts';
import { requireConfidentialClient } from './client-rules.ts';
import { readScopes, type TokenAnswer, type TokenRequest } from './token-request.ts';
import { toSeconds } from './token-answer.ts';

/**
 * An application acts for itself. The token carries every app role that it is assigned; it is issued also when there is
 * none, unless the resource requires an assignment.
 *
 * @see [RFC 6749, Section 4.4 - Client Credentials Grant](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4)
 */
export async function grantClientCredentials(request: TokenRequest): Promise<TokenAnswer> {
  const { call, path, app, form, version } = request;
  if (path.kind !== 'tenant') throw new AadError(9001023, [path.segment]);
  requireConfidentialClient(request);
  const scopes = readScopes(request);
  if (scopes === null) throw new AadError(900144, [version === 1 ? 'resource' : 'scope']);
  const asked = singleResource(scopes);
  // Named application permissions cannot be asked for: the token always carries all that are assigned.
  if (!asked.isDefault || asked.resource === null) {
    throw new AadError(70011, [form.get('scope') ?? '']);
  }
  const client = await findClientInTenant(call, app, path.tenant.id);
  if (client === null) throw new AadError(700016, [app.app_id, path.tenant.display_name]);
  const resource = await resolveResourceOfCall(call, path.tenant, asked.resource);
  if (resource.servicePrincipal.assignment_required === 1) {
    const roles = await findAssignedRoles(call.state.db, client.servicePrincipal.id, resource.servicePrincipal.id);
    if (roles.length === 0) throw new AadError(501051, [app.app_id, resource.name]);
  }
  const issued = await issueAccessToken(call, {
    tenant: path.tenant,
    client,
    clientAuthentication: request.authentication,
    resource,
    signIn: null,
    isImplicit: false,
    handlesChallenges: readChallengeCapability(form.get('claims')),
    lifetime: null,
  });
  const lifetime = toSeconds(issued, version);
  return {
    token_type: 'Bearer',
    ...lifetime,
    ...(version === 1 ? { resource: asked.resource } : {}),
    access_token: issued.token,
  };
}
