import { createHash } from 'node:crypto';
import { compactVerify, decodeProtectedHeader, type JWTPayload } from 'jose';
import type { IdentityContext } from '../call.ts';
import { unsealToken } from './opaque.ts';

/** Clock skew that is forgiven, in seconds. */
const SKEW = 300;

/** Why a token is not accepted. */
export type TokenProblem = 'malformed' | 'unknown-key' | 'signature' | 'expired' | 'not-yet-valid' | 'issuer';

/** A token whose signature, lifetime and issuer hold, or why not. */
export type VerifiedToken =
  | { readonly ok: true; readonly claims: Readonly<JWTPayload>; readonly isOpaque: boolean }
  | { readonly ok: false; readonly problem: TokenProblem };

/**
 * Verifies an access token that this emulator issued: signature by a key of the state (RS256 only), lifetime with 300 s of
 * skew, issuer of a tenant (`tid`). Opaque tokens of personal accounts are opened first.
 *
 * This does NOT check audience, permissions or roles.
 *
 * @param now Milliseconds since 1970.
 */
export async function verifyAccessToken(
  context: Pick<IdentityContext, 'state' | 'random' | 'keys'>,
  token: string,
  now: number,
): Promise<VerifiedToken> {
  const opened = await unsealToken(context.state, context.random, token);
  const jwt = opened ?? token;
  const verifiable = hashNonce(jwt);
  if (verifiable === null) return { ok: false, problem: 'malformed' };
  const key = await context.keys.verification(verifiable.kid);
  if (key === null) return { ok: false, problem: 'unknown-key' };
  let claims: JWTPayload;
  try {
    // The list of algorithms is ours and never the token's: neither `none` nor an HMAC with a public key gets through.
    const { payload } = await compactVerify(verifiable.jwt, key, { algorithms: ['RS256'] });
    claims = JSON.parse(Buffer.from(payload).toString('utf8')) as JWTPayload;
  } catch {
    return { ok: false, problem: 'signature' };
  }
  const seconds = now / 1000;
  if (typeof claims.exp !== 'number' || claims.exp + SKEW < seconds) return { ok: false, problem: 'expired' };
  if (typeof claims.nbf === 'number' && claims.nbf - SKEW > seconds) return { ok: false, problem: 'not-yet-valid' };
  const { tid, iss } = claims;
  const isOurs = typeof tid === 'string' && typeof iss === 'string';
  if (!isOurs || !(iss.endsWith(`/${tid}/`) || iss.endsWith(`/${tid}/v2.0`))) return { ok: false, problem: 'issuer' };
  return { ok: true, claims, isOpaque: opened !== null };
}

// With a `nonce` in its header a token was signed over the nonce's hash (see access-token.ts).
function hashNonce(jwt: string): { readonly kid: string; readonly jwt: string } | null {
  const parts = jwt.split('.');
  if (parts.length !== 3) return null;
  try {
    const header = decodeProtectedHeader(jwt);
    if (typeof header.kid !== 'string') return null;
    if (typeof header['nonce'] !== 'string') return { kid: header.kid, jwt };
    const nonce = createHash('sha256').update(header['nonce']).digest('base64url');
    const signedHeader = Buffer.from(JSON.stringify({ ...header, nonce })).toString('base64url');
    return { kid: header.kid, jwt: `${signedHeader}.${parts[1] ?? ''}.${parts[2] ?? ''}` };
  } catch {
    return null;
  }
}
