import type { Random } from '../../random.ts';

/** Lifetimes that Microsoft documents, in seconds. */
export const AUTHORIZATION_CODE_LIFETIME = 600;
export const DEVICE_CODE_LIFETIME = 900;
export const DEVICE_POLL_INTERVAL = 5;
export const ID_TOKEN_LIFETIME = 3600;
/** Without use; every use gives a new one. */
export const REFRESH_TOKEN_LIFETIME = 7_776_000;
/** From the sign-in on, however often it is used. */
export const SPA_REFRESH_TOKEN_LIFETIME = 86_400;
/** A browser session. */
export const SESSION_LIFETIME = 86_400;

/**
 * Lifetime of an access token in seconds: random between 60 and 90 minutes, so that clients do not renew all at once;
 * between 20 and 28 hours for clients that handle claims challenges.
 *
 * @see [Access token lifetime](https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime)
 */
export function chooseAccessTokenLifetime(random: Random, handlesChallenges: boolean): number {
  const [low = 0, high = 0] = random.bytes(2);
  const share = (low * 256 + high) / 65_536;
  return handlesChallenges ? 72_000 + Math.floor(share * 28_800) : 3600 + Math.floor(share * 1800);
}
