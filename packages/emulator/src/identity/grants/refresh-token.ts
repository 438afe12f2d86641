import { AadError } from '../errors/aad-error.ts';
import { readChallengeCapability } from '../request/claims-parameter.ts';
import { findTenant, findUser, findUserInTenant } from '../tenant/directory.ts';
import { findRefreshToken } from '../tokens/refresh-tokens.ts';
import { requirePlatformRules } from './client-rules.ts';
import { issueUserTokens } from './issue-user-tokens.ts';
import { scopesToRedeem, type TokenAnswer, type TokenRequest } from './token-request.ts';

/**
 * A client renews its tokens, for the same or another resource, in the same tenant or in one that invited the user. The
 * refresh token is replaced.
 *
 * @see [RFC 6749, Section 6 - Refreshing an Access Token](https://www.rfc-editor.org/rfc/rfc6749.html#section-6)
 */
export async function grantRefreshToken(request: TokenRequest): Promise<TokenAnswer> {
  const { call, form, app, path } = request;
  const found = await findRefreshToken(call, form.need('refresh_token'));
  const { payload } = found;
  if (payload.appId !== app.app_id) throw new AadError(70000, ['the refresh token was issued to another application']);
  requirePlatformRules(request, payload.platform);
  const tenant = path.tenant ?? (await findTenant(call.state.db, payload.tenantId));
  const signedIn = await findUser(call.state.db, payload.userId);
  if (tenant === null || signedIn === null) throw new AadError(50173);
  const account =
    signedIn.home_user_id === null ? signedIn : ((await findUser(call.state.db, signedIn.home_user_id)) ?? signedIn);
  const user = await findUserInTenant(call.state.db, account, tenant.id);
  if (user === null) throw new AadError(50020, [account.upn, tenant.display_name]);
  return issueUserTokens(call, {
    version: request.version,
    tenant,
    app,
    authentication: request.authentication,
    platform: payload.platform,
    signIn: {
      user,
      authenticatedAt: payload.authenticatedAt,
      sessionId: payload.sessionId,
      methods: payload.methods,
    },
    scopes: scopesToRedeem(request, payload),
    scope: form.get('scope') ?? payload.scope,
    resource: form.get('resource') ?? (form.get('scope') === null ? payload.resource : null),
    nonce: null,
    handlesChallenges: payload.handlesChallenges || readChallengeCapability(form.get('claims')),
    refreshed: found,
    family: found.family,
    wantsClientInfo: form.get('client_info') === '1',
  });
}
