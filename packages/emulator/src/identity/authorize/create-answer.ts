import type { TenantTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { formatScopes } from '../grants/issue-user-tokens.ts';
import { singleResource } from '../scope/parse-scopes.ts';
import { findClientInTenant } from '../tenant/clients.ts';
import { resolveResourceOfCall } from '../tenant/resource-of-call.ts';
import { issueAccessToken, type SignIn } from '../tokens/access-token.ts';
import { formatClientInfo } from '../tokens/client-info.ts';
import { issueIdToken } from '../tokens/id-token.ts';
import { createCode } from './codes.ts';
import type { Authorization } from './read-authorization.ts';

/**
 * Makes what the application is answered with: a code, and in the implicit and hybrid flows tokens. The access token of
 * the implicit flow has no `wids`, whatever roles the user holds.
 */
export async function createAnswer(
  call: Call,
  authorization: Authorization,
  tenant: TenantTable,
  signIn: SignIn,
): Promise<Readonly<Record<string, string>>> {
  const { responseTypes } = authorization;
  const answer: Record<string, string> = {};
  if (responseTypes.has('code')) answer['code'] = await makeCode(call, authorization, tenant, signIn);
  if (responseTypes.has('token')) Object.assign(answer, await makeAccessToken(call, authorization, tenant, signIn));
  if (responseTypes.has('id_token')) {
    answer['id_token'] = await issueIdToken(call, {
      tenant,
      app: authorization.app,
      signIn,
      version: authorization.version,
      oidc: authorization.scopes.oidc,
      nonce: authorization.nonce,
      accessToken: answer['access_token'] ?? null,
      code: answer['code'] ?? null,
    });
  }
  const wantsClientInfo = authorization.parameters.get('client_info') === '1';
  if (wantsClientInfo) answer['client_info'] = formatClientInfo(signIn.user);
  if (signIn.sessionId !== null) answer['session_state'] = signIn.sessionId;
  return answer;
}

function makeCode(call: Call, authorization: Authorization, tenant: TenantTable, signIn: SignIn): Promise<string> {
  return createCode(call, {
    appId: authorization.app.app_id,
    tenantId: tenant.id,
    userId: signIn.user.id,
    redirectUri: authorization.responder.redirectUri,
    platform: authorization.platform,
    challenge: authorization.challenge,
    challengeMethod: authorization.challengeMethod,
    scope: authorization.scope,
    resource: authorization.resource,
    nonce: authorization.nonce,
    authenticatedAt: signIn.authenticatedAt,
    sessionId: signIn.sessionId,
    methods: signIn.methods,
    handlesChallenges: authorization.handlesChallenges,
  });
}

async function makeAccessToken(
  call: Call,
  authorization: Authorization,
  tenant: TenantTable,
  signIn: SignIn,
): Promise<Readonly<Record<string, string>>> {
  const asked = singleResource(authorization.scopes);
  const client = await findClientInTenant(call, authorization.app, tenant.id);
  if (client === null) throw new AadError(65001, [authorization.app.app_id, asked.written.join(' ')]);
  const resource = await resolveResourceOfCall(call, tenant, asked.resource);
  const issued = await issueAccessToken(call, {
    tenant,
    client,
    clientAuthentication: '0',
    resource,
    signIn,
    isImplicit: true,
    handlesChallenges: authorization.handlesChallenges,
    lifetime: null,
  });
  return {
    access_token: issued.token,
    token_type: 'Bearer',
    expires_in: String(issued.expiresIn),
    scope: formatScopes(asked, authorization.scopes.oidc, issued.scopes),
  };
}
