import type { IssuedAccessToken } from '../tokens/access-token.ts';
import type { TokenAnswer } from './token-request.ts';

/** Lifetime members of an answer: numbers at version 2.0, texts and absolute times too at version 1.0. */
export function toSeconds(issued: IssuedAccessToken, version: 1 | 2): TokenAnswer {
  if (version === 2) return { expires_in: issued.expiresIn, ext_expires_in: issued.expiresIn };
  return {
    expires_in: String(issued.expiresIn),
    ext_expires_in: String(issued.expiresIn),
    expires_on: String(issued.issuedAt + issued.expiresIn),
    not_before: String(issued.issuedAt),
  };
}
