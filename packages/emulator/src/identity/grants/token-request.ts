import type { ApplicationTable } from '../../state/tables.ts';
import type { Call, TenantPath } from '../call.ts';
import type { Parameters } from '../request/form.ts';
import { parseScopes, scopesOfResource, type ParsedScopes } from '../scope/parse-scopes.ts';
import { AadError } from '../errors/aad-error.ts';
import type { ClientAuthentication } from '../tokens/access-token.ts';

/** A request to the token endpoint whose client is known and, where it sent a credential, authenticated. */
export interface TokenRequest {
  readonly call: Call;
  /** Version of the endpoint. */
  readonly version: 1 | 2;
  readonly path: TenantPath;
  readonly form: Parameters;
  readonly app: ApplicationTable;
  readonly authentication: ClientAuthentication;
}

/** Body of a successful answer. */
export type TokenAnswer = Readonly<Record<string, string | number>>;

/** One grant type. */
export type Grant = (request: TokenRequest) => Promise<TokenAnswer>;

/**
 * Reads what is asked for: `scope`, or `resource` at version 1.0.
 *
 * @returns Null when the request names neither.
 *
 * @throws {@link AadError} 901002 for `resource` at version 2.0.
 */
export function readScopes(request: Pick<TokenRequest, 'form' | 'version'>): ParsedScopes | null {
  const scope = request.form.get('scope');
  const resource = request.form.get('resource');
  if (request.version === 2) {
    if (resource !== null) throw new AadError(901002);
    return scope === null ? null : parseScopes(scope);
  }
  if (resource === null) return scope === null ? null : parseScopes(scope);
  return scopesOfResource(resource, scope === null ? ['openid', 'profile'] : parseScopes(scope).oidc);
}

/**
 * What a code or a refresh token is redeemed for: what the request names, otherwise the first resource of the
 * authorization request. The OpenID Connect scopes of the authorization request hold in any case.
 *
 * @param granted Parameters of the authorization request.
 */
export function scopesToRedeem(
  request: TokenRequest,
  granted: { readonly scope: string; readonly resource: string | null },
): ParsedScopes {
  const first = parseScopes(granted.scope);
  const resources =
    granted.resource === null ? first.resources.slice(0, 1) : scopesOfResource(granted.resource, first.oidc).resources;
  const asked = readScopes(request);
  if (asked === null) return { oidc: first.oidc, resources };
  return {
    oidc: [...new Set([...first.oidc, ...asked.oidc])],
    resources: asked.resources.length === 0 ? resources : asked.resources,
  };
}
