import { compactVerify, decodeProtectedHeader, type CryptoKey } from 'jose';

import type { OpenedToken } from './verify-token.ts';

/** Where keys and issuers of a token service are known from. */
export interface JwtTrust {
  /** Public key of a key id; `null` for a foreign one. */
  readonly key: (kid: string) => Promise<CryptoKey | null>;
  /** Whether an issuer is trusted for the tenant of the token. */
  readonly issuer: (issuer: string, tenantId: string | null) => boolean;
}

/**
 * Opens JWTs that are signed with RS256: form, signature and issuer.
 *
 * This does NOT check audience and lifetime; the verifier does.
 */
export function jwtOpener(trust: JwtTrust): (token: string) => Promise<OpenedToken> {
  return async (token) => {
    let kid: unknown;
    try {
      ({ kid } = decodeProtectedHeader(token));
    } catch {
      return { ok: false, problem: 'malformed' };
    }
    const key = typeof kid === 'string' && kid.length <= 200 ? await trust.key(kid) : null;
    if (key === null) return { ok: false, problem: 'unknown-key' };
    let claims: unknown;
    try {
      // The algorithm is ours and never the token's.
      const { payload } = await compactVerify(token, key, { algorithms: ['RS256'] });
      claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    } catch {
      // jose's messages can hold parts of the token: none of them goes any further.
      return { ok: false, problem: 'signature' };
    }
    if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
      return { ok: false, problem: 'malformed' };
    const { iss, tid } = claims as { readonly iss?: unknown; readonly tid?: unknown };
    const trusted = typeof iss === 'string' && trust.issuer(iss, typeof tid === 'string' ? tid : null);
    return trusted
      ? { ok: true, claims: claims as Readonly<Record<string, unknown>>, isOpaque: false }
      : { ok: false, problem: 'issuer' };
  };
}
