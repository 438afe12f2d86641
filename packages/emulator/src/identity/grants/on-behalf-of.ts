import type { JWTPayload } from 'jose';
import { AadError } from '../errors/aad-error.ts';
import { readChallengeCapability } from '../request/claims-parameter.ts';
import { readIdentifierUris } from '../tenant/application-json.ts';
import { findTenant, findUser } from '../tenant/directory.ts';
import { verifyAccessToken, type TokenProblem } from '../tokens/verify-access-token.ts';
import { requireConfidentialClient } from './client-rules.ts';
import { issueUserTokens } from './issue-user-tokens.ts';
import { readScopes, type TokenAnswer, type TokenRequest } from './token-request.ts';

const PROBLEMS: Readonly<Record<TokenProblem, string>> = {
  malformed: 'it is no token of this service',
  'unknown-key': 'it is not signed by this service',
  signature: 'its signature does not verify',
  expired: 'it has expired',
  'not-yet-valid': 'it is not yet valid',
  issuer: 'it is from another issuer',
};

/**
 * An API exchanges the user's token that it was called with for a token to call another API. What the user's token
 * permits plays no part: the new token carries what was consented to for the API itself, and never app roles of the API.
 *
 * @see [RFC 7523, Section 2.1](https://www.rfc-editor.org/rfc/rfc7523.html#section-2.1)
 */
export async function grantOnBehalfOf(request: TokenRequest): Promise<TokenAnswer> {
  const { call, form, app, path } = request;
  if (form.need('requested_token_use') !== 'on_behalf_of') {
    throw new AadError(90023, ['requested_token_use must be on_behalf_of']);
  }
  requireConfidentialClient(request);
  const scopes = readScopes(request);
  if (scopes === null) throw new AadError(900144, [request.version === 1 ? 'resource' : 'scope']);
  const claims = await readAssertion(request);
  const tenant = await findTenant(call.state.db, String(claims['tid']));
  const user = await findUser(call.state.db, String(claims['oid']));
  if (tenant === null || user === null || user.tenant_id !== tenant.id)
    throw new AadError(50013, ['its user is unknown']);
  if (path.tenant !== null && path.tenant.id !== tenant.id) throw new AadError(50013, ['it is from another tenant']);
  const methods = Array.isArray(claims['amr']) ? claims['amr'].map(String) : ['pwd'];
  return issueUserTokens(call, {
    version: request.version,
    tenant,
    app,
    authentication: request.authentication,
    platform: 'web',
    signIn: { user, authenticatedAt: (claims.iat ?? 0) * 1000, sessionId: null, methods },
    scopes,
    scope: form.get('scope') ?? '',
    resource: form.get('resource'),
    nonce: null,
    handlesChallenges: readChallengeCapability(form.get('claims')),
    refreshed: null,
    family: null,
    wantsClientInfo: form.get('client_info') === '1',
  });
}

async function readAssertion(request: TokenRequest): Promise<JWTPayload> {
  const { call, app, form } = request;
  const verified = await verifyAccessToken(call, form.need('assertion'), call.now);
  if (!verified.ok) {
    if (verified.problem === 'expired') throw new AadError(500133);
    throw new AadError(50013, [PROBLEMS[verified.problem]]);
  }
  const { claims } = verified;
  const audiences = [app.app_id, ...readIdentifierUris(app)].map((audience) => audience.toLowerCase());
  if (typeof claims.aud !== 'string' || !audiences.includes(claims.aud.toLowerCase().replace(/\/$/, ''))) {
    throw new AadError(50013, ['its audience is not this application']);
  }
  // An ID token has the client as its audience too; only an access token has been issued to somebody for it.
  const isAccessToken = typeof claims['appid'] === 'string' || typeof claims['azp'] === 'string';
  if (!isAccessToken || typeof claims['scp'] !== 'string') throw new AadError(50013, ['it is not the token of a user']);
  return claims;
}
