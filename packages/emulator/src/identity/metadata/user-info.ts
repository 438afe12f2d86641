import type { Call } from '../call.ts';
import { findUser } from '../tenant/directory.ts';
import { verifyAccessToken } from '../tokens/verify-access-token.ts';
import { GRAPH_APP_ID } from '../well-known.ts';

/**
 * The userinfo endpoint: takes a Microsoft Graph token of a user.
 *
 * @returns Claims, or null when the token is not acceptable.
 *
 * @see [OpenID Connect Core, Section 5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)
 */
export async function describeUser(call: Call): Promise<Readonly<Record<string, unknown>> | null> {
  const [, token = ''] = /^Bearer ([\w.~+/-]+=*)$/i.exec(call.request.headers.get('authorization') ?? '') ?? [];
  const verified = await verifyAccessToken(call, token, call.now);
  if (!verified.ok) return null;
  const { claims } = verified;
  const isGraph = claims.aud === GRAPH_APP_ID || /^https:\/\/[\w.-]*graph[\w.-]*\/?$/.test(String(claims.aud));
  const scopes = typeof claims['scp'] === 'string' ? claims['scp'].split(' ') : [];
  const user = isGraph && scopes.includes('openid') ? await findUser(call.state.db, String(claims['oid'])) : null;
  if (user === null) return null;
  const subject = claims['xms_st'] as { readonly sub?: string } | undefined;
  return {
    sub: subject?.sub ?? claims.sub,
    ...(scopes.includes('profile')
      ? { name: user.display_name, given_name: user.given_name, family_name: user.family_name }
      : {}),
    ...(scopes.includes('email') && user.mail !== null ? { email: user.mail } : {}),
  };
}
