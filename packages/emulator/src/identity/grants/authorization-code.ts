import { isSameRedirectUri } from '../authorize/redirect-uri.ts';
import { findCode, redeemCode } from '../authorize/codes.ts';
import { AadError } from '../errors/aad-error.ts';
import { readChallengeCapability } from '../request/claims-parameter.ts';
import { findTenant, findUser } from '../tenant/directory.ts';
import { requirePlatformRules } from './client-rules.ts';
import { issueUserTokens } from './issue-user-tokens.ts';
import { verifyProofKey } from './proof-key.ts';
import { scopesToRedeem, type TokenAnswer, type TokenRequest } from './token-request.ts';

/**
 * A client redeems a code. It is bound to the client, its redirect URI, the tenant and the code challenge, and it can be
 * used once.
 *
 * @see [RFC 6749, Section 4.1.3 - Access Token Request](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.3)
 */
export async function grantAuthorizationCode(request: TokenRequest): Promise<TokenAnswer> {
  const { call, form, app, path } = request;
  const code = await findCode(call, form.need('code'));
  const { payload } = code;
  if (payload.appId !== app.app_id) throw new AadError(70000, ['the code was issued to another application']);
  if (!isSameRedirectUri(payload.redirectUri, form.need('redirect_uri'))) {
    throw new AadError(70000, ['redirect_uri differs from the one of the authorization request']);
  }
  if (path.tenant !== null && path.tenant.id !== payload.tenantId) {
    throw new AadError(70000, ['the code was issued by another tenant']);
  }
  requirePlatformRules(request, payload.platform);
  if (payload.platform === 'spa' && payload.challenge === null) throw new AadError(9002325);
  verifyProofKey(payload.challenge, payload.challengeMethod, form.get('code_verifier'));
  const tenant = await findTenant(call.state.db, payload.tenantId);
  const user = await findUser(call.state.db, payload.userId);
  if (tenant === null || user === null) throw new AadError(50173);
  await redeemCode(call, code);
  const scopes = scopesToRedeem(request, payload);
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
    scopes,
    scope: form.get('scope') ?? payload.scope,
    resource: form.get('resource') ?? payload.resource,
    nonce: payload.nonce,
    handlesChallenges: payload.handlesChallenges || readChallengeCapability(form.get('claims')),
    refreshed: null,
    family: code.family,
    wantsClientInfo: form.get('client_info') === '1',
  });
}
