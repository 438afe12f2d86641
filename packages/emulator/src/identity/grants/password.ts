import { AadError } from '../errors/aad-error.ts';
import { readChallengeCapability } from '../request/claims-parameter.ts';
import { findAccount } from '../tenant/directory.ts';
import { verifyPassword } from '../tenant/passwords.ts';
import { requirePublicClientAllowed } from './client-rules.ts';
import { issueUserTokens } from './issue-user-tokens.ts';
import { readScopes, type TokenAnswer, type TokenRequest } from './token-request.ts';

/**
 * A client sends the user's password (ROPC). Only accounts of the tenant itself can: neither guests nor personal
 * accounts.
 *
 * @see [RFC 6749, Section 4.3 - Resource Owner Password Credentials Grant](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.3)
 */
export async function grantPassword(request: TokenRequest): Promise<TokenAnswer> {
  const { call, form, app, path } = request;
  if (path.kind === 'common' || path.kind === 'consumers') throw new AadError(9001023, [path.segment]);
  const platform = requirePublicClientAllowed(request);
  const userName = form.need('username');
  const password = form.need('password');
  const scopes = readScopes(request);
  if (scopes === null) throw new AadError(900144, [request.version === 1 ? 'resource' : 'scope']);
  const user = await findAccount(call.state.db, userName);
  const tenantId = path.tenant?.id ?? user?.tenant_id;
  if (user === null || user.kind !== 'member' || user.tenant_id !== tenantId) {
    throw new AadError(50034, [userName, path.tenant?.display_name ?? path.segment]);
  }
  if (user.password_hash === null) throw new AadError(50056);
  if (!(await verifyPassword(password, user.password_hash))) throw new AadError(50126);
  const tenant = await call.state.db
    .selectFrom('tenants')
    .selectAll()
    .where('id', '=', user.tenant_id)
    .executeTakeFirstOrThrow();
  return issueUserTokens(call, {
    version: request.version,
    tenant,
    app,
    authentication: request.authentication,
    platform,
    signIn: { user, authenticatedAt: call.now, sessionId: null, methods: ['pwd'] },
    scopes,
    scope: form.get('scope') ?? '',
    resource: form.get('resource'),
    nonce: form.get('nonce'),
    handlesChallenges: readChallengeCapability(form.get('claims')),
    refreshed: null,
    family: null,
    wantsClientInfo: form.get('client_info') === '1',
  });
}
