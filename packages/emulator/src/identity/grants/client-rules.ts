import { AadError } from '../errors/aad-error.ts';
import type { Platform } from '../tokens/refresh-tokens.ts';
import type { TokenRequest } from './token-request.ts';

/** Refuses a client without a credential. @throws {@link AadError} 7000218. */
export function requireConfidentialClient(request: TokenRequest): void {
  if (request.authentication === '0') throw new AadError(7000218);
}

/**
 * Refuses a client without a credential unless its registration allows public clients.
 *
 * @returns The platform that its refresh tokens belong to.
 *
 * @throws {@link AadError} 7000218.
 */
export function requirePublicClientAllowed(request: TokenRequest): Platform {
  if (request.authentication !== '0') return 'web';
  if (request.app.public_client === 0) throw new AadError(7000218);
  return 'publicClient';
}

/**
 * Checks that a client authenticates as the platform of its redirect URI demands: web with a credential and not across
 * origins, single-page without one and from its page, public without one.
 *
 * @throws {@link AadError} 7000218, 700025, 9002326, 9002327.
 *
 * @see [Redirect URI platform types](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow)
 */
export function requirePlatformRules(request: TokenRequest, platform: Platform): void {
  const isCrossOrigin = request.call.request.headers.get('origin') !== null;
  switch (platform) {
    case 'web':
      if (isCrossOrigin) throw new AadError(9002326);
      requireConfidentialClient(request);
      break;
    case 'spa':
      if (request.authentication !== '0') throw new AadError(700025);
      if (!isCrossOrigin) throw new AadError(9002327);
      break;
    case 'publicClient':
      if (request.authentication !== '0') throw new AadError(700025);
      break;
  }
}
