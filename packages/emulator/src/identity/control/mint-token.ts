import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { parseScopes, singleResource } from '../scope/parse-scopes.ts';
import { findApplication, findServicePrincipal, findTenant, findUser } from '../tenant/directory.ts';
import { resolveResourceOfCall } from '../tenant/resource-of-call.ts';
import { issueAccessToken } from '../tokens/access-token.ts';
import { GUID_PATTERN } from '../well-known.ts';

/** A token that somebody wants for a test. */
export interface MintRequest {
  /** Id or domain. */
  readonly tenant: string;
  /** Client id or name of the application. */
  readonly client: string;
  /** User name or object id; null: the application itself. */
  readonly user: string | null;
  /** Scope that names the resource, such as `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  /** A token of the implicit flow, which has no `wids`. */
  readonly isImplicit: boolean;
  /** Seconds; null: as documented. Negative: already expired. */
  readonly lifetime: number | null;
}

/** A minted token. */
export interface MintedToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

/**
 * Issues an access token without any sign-in or credential, for tests. It carries what is granted and assigned, like
 * every other: minting gives nobody a permission.
 *
 * @throws {@link AadError} 90002, 700016, 50034, 500011 for names that do not exist.
 */
export async function mintToken(call: Call, request: MintRequest): Promise<MintedToken> {
  const tenant = await findTenant(call.state.db, request.tenant);
  if (tenant === null) throw new AadError(90002, [request.tenant]);
  const app = GUID_PATTERN.test(request.client)
    ? await findApplication(call.state.db, request.client)
    : await call.state.db
        .selectFrom('applications')
        .selectAll()
        .where('display_name', '=', request.client)
        .executeTakeFirst();
  const servicePrincipal = app ? await findServicePrincipal(call.state.db, tenant.id, app.app_id) : null;
  if (!app || servicePrincipal === null) throw new AadError(700016, [request.client, tenant.display_name]);
  const user = request.user === null ? null : await findMintUser(call, tenant.id, request.user);
  if (request.user !== null && user === null) throw new AadError(50034, [request.user, tenant.display_name]);
  const resource = await resolveResourceOfCall(call, tenant, singleResource(parseScopes(request.scope)).resource);
  const issued = await issueAccessToken(call, {
    tenant,
    client: { app, servicePrincipal },
    clientAuthentication: user === null || app.public_client === 0 ? '1' : '0',
    resource,
    signIn: user === null ? null : { user, authenticatedAt: call.now, sessionId: null, methods: ['pwd'] },
    isImplicit: request.isImplicit,
    handlesChallenges: false,
    lifetime: request.lifetime,
  });
  return { access_token: issued.token, token_type: 'Bearer', expires_in: issued.expiresIn };
}

async function findMintUser(call: Call, tenantId: string, name: string) {
  if (GUID_PATTERN.test(name)) {
    const user = await findUser(call.state.db, name.toLowerCase());
    return user?.tenant_id === tenantId ? user : null;
  }
  const user = await call.state.db
    .selectFrom('users')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((where) => where.or([where('upn', '=', name.toLowerCase()), where('mail', '=', name.toLowerCase())]))
    .executeTakeFirst();
  return user ?? null;
}
