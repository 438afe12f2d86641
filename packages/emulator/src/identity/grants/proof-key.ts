import { createHash, timingSafeEqual } from 'node:crypto';
import { AadError } from '../errors/aad-error.ts';

const FORM = /^[\w.~-]{43,128}$/;

/**
 * Reads the code challenge of an authorization request.
 *
 * @throws {@link AadError} 501491 if it has a wrong form or an unknown method.
 *
 * @see [RFC 7636, Section 4.2](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.2)
 */
export function readChallenge(
  challenge: string | null,
  method: string | null,
): { readonly challenge: string | null; readonly method: 'S256' | 'plain' } {
  if (challenge === null) {
    if (method !== null) throw new AadError(501491);
    return { challenge: null, method: 'plain' };
  }
  // A missing method means `plain` (RFC 7636, Section 4.3).
  const known = method ?? 'plain';
  if (!FORM.test(challenge) || (known !== 'S256' && known !== 'plain')) throw new AadError(501491);
  return { challenge, method: known };
}

/**
 * Compares a code verifier with the challenge.
 *
 * @throws {@link AadError} 501481 if it does not match, is missing, or came without a challenge.
 *
 * @see [RFC 7636, Section 4.6](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6)
 */
export function verifyProofKey(challenge: string | null, method: 'S256' | 'plain', verifier: string | null): void {
  if (challenge === null) {
    // RFC 9700, Section 4.8.2: a verifier without a challenge is the sign of a downgrade.
    if (verifier !== null) throw new AadError(501481);
    return;
  }
  if (verifier === null) throw new AadError(501481);
  if (!FORM.test(verifier)) throw new AadError(501491);
  const actual = method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  const [a, b] = [Buffer.from(actual), Buffer.from(challenge)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw new AadError(501481);
}
