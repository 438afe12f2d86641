import { randomGuid } from '../../random.ts';
import type { ApplicationTable, TenantTable, UserTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { requireConsent } from '../consent/require-consent.ts';
import { AadError } from '../errors/aad-error.ts';
import { singleResource, type ParsedScopes, type ScopeRequest } from '../scope/parse-scopes.ts';
import { OIDC_SCOPES } from '../well-known.ts';
import { findClientInTenant, requireAssignment } from '../tenant/clients.ts';
import { findGrantedScopes } from '../tenant/grants.ts';
import { resolveResourceOfCall } from '../tenant/resource-of-call.ts';
import { issueAccessToken, type ClientAuthentication, type SignIn } from '../tokens/access-token.ts';
import { formatClientInfo } from '../tokens/client-info.ts';
import { issueIdToken } from '../tokens/id-token.ts';
import {
  createRefreshToken,
  rotateRefreshToken,
  type AcceptedRefreshToken,
  type Platform,
} from '../tokens/refresh-tokens.ts';
import { toSeconds } from './token-answer.ts';
import type { TokenAnswer } from './token-request.ts';

/** What a user's tokens are issued from, by whichever grant. */
export interface UserGrant {
  readonly version: 1 | 2;
  readonly tenant: TenantTable;
  readonly app: ApplicationTable;
  readonly authentication: ClientAuthentication;
  readonly platform: Platform;
  readonly signIn: SignIn;
  readonly scopes: ParsedScopes;
  /** Scopes and resource as the request wrote them, for the refresh token. */
  readonly scope: string;
  readonly resource: string | null;
  readonly nonce: string | null;
  readonly handlesChallenges: boolean;
  /** The refresh token that is used up. */
  readonly refreshed: AcceptedRefreshToken | null;
  /** Sign-in that a code began; null: a new one. */
  readonly family: string | null;
  /** Client asked for `client_info`. */
  readonly wantsClientInfo: boolean;
}

/**
 * Issues access, ID and refresh token for a user, after checking that the account may still sign in, is assigned where
 * that is required, and that the permissions were consented to.
 */
export async function issueUserTokens(call: Call, grant: UserGrant): Promise<TokenAnswer> {
  const { app, tenant, signIn, version, scopes } = grant;
  requireUsableAccount(signIn.user, signIn.authenticatedAt);
  const asked = singleResource(scopes);
  const resource = await resolveResourceOfCall(call, tenant, asked.resource);
  if (resource.appId === app.app_id && asked.resource !== null && asked.resource.toLowerCase() !== app.app_id) {
    throw new AadError(90009);
  }
  const client = await findClientInTenant(call, app, tenant.id);
  if (client === null) throw new AadError(65001, [app.app_id, resource.name]);
  await requireAssignment(call, client, signIn.user.id);
  if (resource.appId !== app.app_id) {
    const granted = await findGrantedScopes(
      call.state.db,
      client.servicePrincipal.id,
      resource.servicePrincipal.id,
      signIn.user.id,
    );
    requireConsent(asked, resource, granted, app.app_id);
  }
  const issued = await issueAccessToken(call, {
    tenant,
    client,
    clientAuthentication: grant.authentication,
    resource,
    signIn,
    isImplicit: false,
    handlesChallenges: grant.handlesChallenges,
    lifetime: null,
  });
  const wantsIdToken = scopes.oidc.includes('openid') || version === 1;
  const wantsRefreshToken = scopes.oidc.includes('offline_access') || version === 1 || grant.refreshed !== null;
  const idToken = wantsIdToken
    ? await issueIdToken(call, { ...grant, oidc: scopes.oidc, accessToken: null, code: null })
    : null;
  const refreshToken = wantsRefreshToken ? await keepRefreshToken(call, grant) : null;
  return {
    token_type: 'Bearer',
    scope: formatScopes(asked, scopes.oidc, issued.scopes),
    ...toSeconds(issued, version),
    ...(version === 1 ? { resource: asked.resource ?? resource.appId } : {}),
    access_token: issued.token,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(idToken === null ? {} : { id_token: idToken }),
    ...(grant.wantsClientInfo ? { client_info: formatClientInfo(signIn.user) } : {}),
  };
}

/** Refuses disabled accounts and sign-ins from before a revocation. @throws {@link AadError} 50057, 50173. */
export function requireUsableAccount(user: UserTable, authenticatedAt: number): void {
  if (user.enabled === 0) throw new AadError(50057);
  if (authenticatedAt < user.sessions_valid_from) throw new AadError(50173);
}

/**
 * Writes the granted scopes in the form in which the request named its own: clients look their tokens up by it. Asked
 * scopes come last, so that one asked for as `.default` is found again.
 */
export function formatScopes(asked: ScopeRequest, oidc: readonly string[], granted: readonly string[]): string {
  const prefix = asked.resource === null ? '' : `${asked.resource}/`;
  const own = granted.filter((scope) => !isOidc(scope)).map((scope) => `${prefix}${scope}`);
  const plain = [...oidc.filter((scope) => scope !== 'offline_access'), ...granted.filter(isOidc)];
  const all = new Map([...plain, ...own, ...asked.written].map((scope) => [scope.toLowerCase(), scope]));
  return [...all.values()].join(' ');
}

function isOidc(scope: string): boolean {
  return OIDC_SCOPES.includes(scope.toLowerCase());
}

async function keepRefreshToken(call: Call, grant: UserGrant): Promise<string> {
  const payload = {
    appId: grant.app.app_id,
    tenantId: grant.tenant.id,
    userId: grant.signIn.user.id,
    platform: grant.platform,
    scope: grant.scope,
    resource: grant.resource,
    authenticatedAt: grant.signIn.authenticatedAt,
    sessionId: grant.signIn.sessionId,
    methods: grant.signIn.methods,
    handlesChallenges: grant.handlesChallenges,
  };
  if (grant.refreshed !== null) return rotateRefreshToken(call, grant.refreshed, payload);
  return createRefreshToken(call, call.state.db, grant.family ?? randomGuid(call.random), payload, null);
}
