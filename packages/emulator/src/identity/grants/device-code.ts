import type { DevicePayload } from '../device/device-codes.ts';
import { AadError } from '../errors/aad-error.ts';
import { parseScopes, scopesOfResource } from '../scope/parse-scopes.ts';
import { findTenant, findUser } from '../tenant/directory.ts';
import { hashSecret } from '../tenant/passwords.ts';
import { requirePublicClientAllowed } from './client-rules.ts';
import { issueUserTokens } from './issue-user-tokens.ts';
import type { TokenAnswer, TokenRequest } from './token-request.ts';

/**
 * A device asks whether its person has finished. It is never told to slow down: Microsoft's clients end there.
 *
 * @see [RFC 8628, Section 3.4 - Device Access Token Request](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.4)
 */
export async function grantDeviceCode(request: TokenRequest): Promise<TokenAnswer> {
  const { call, form, app, path } = request;
  const platform = requirePublicClientAllowed(request);
  // The older of Microsoft's libraries call it `code`.
  const hash = hashSecret(form.get('device_code') ?? form.get('code') ?? form.need('device_code'));
  const row = await call.state.db.selectFrom('device_codes').selectAll().where('hash', '=', hash).executeTakeFirst();
  if (row === undefined) throw new AadError(70018);
  const payload = JSON.parse(row.payload_json) as DevicePayload;
  if (payload.appId !== app.app_id) throw new AadError(70018);
  if (row.state === 'redeemed') throw new AadError(54005);
  if (row.expires_at <= call.now) throw new AadError(70019);
  if (row.state === 'declined') throw new AadError(65004, [], { error: 'authorization_declined' });
  if (row.state === 'pending' || row.user_id === null) throw new AadError(70016);
  const user = await findUser(call.state.db, row.user_id);
  const tenant = user === null ? null : await findTenant(call.state.db, user.tenant_id);
  if (tenant === null || user === null) throw new AadError(50173);
  if (path.tenant !== null && path.tenant.id !== tenant.id) throw new AadError(70018);
  const redeemed = await call.state.db
    .updateTable('device_codes')
    .set({ state: 'redeemed' })
    .where('hash', '=', hash)
    .where('state', '=', 'approved')
    .returning('hash')
    .execute();
  if (redeemed.length === 0) throw new AadError(54005);
  const oidc = parseScopes(payload.scope).oidc;
  return issueUserTokens(call, {
    version: request.version,
    tenant,
    app,
    authentication: request.authentication,
    platform,
    signIn: { user, authenticatedAt: row.authenticated_at ?? call.now, sessionId: null, methods: ['pwd'] },
    scopes: payload.resource === null ? parseScopes(payload.scope) : scopesOfResource(payload.resource, oidc),
    scope: payload.scope,
    resource: payload.resource,
    nonce: null,
    handlesChallenges: payload.handlesChallenges,
    refreshed: null,
    family: null,
    wantsClientInfo: form.get('client_info') === '1',
  });
}
