import { createHash } from 'node:crypto';

import { CLOCK_SKEW, factsFromClaims, type TokenFacts } from '@why403/engine';
import { compactVerify, decodeProtectedHeader, type CryptoKey } from 'jose';

import { GraphError } from '../errors/graph-error.ts';
import type { Caller } from '../request.ts';

/** Decoded claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** What is needed to verify tokens. */
export interface TokenVerifierOptions {
  /** Public key of a key id that this emulator signs with; `null` for a foreign one. */
  readonly key: (kid: string) => Promise<CryptoKey | null>;
  /** Whether an issuer is this emulator's, for the tenant of the token. */
  readonly issuer: (issuer: string, tenantId: string) => boolean;
  /** Audiences that a token for Microsoft Graph can have, without a slash at the end, in lower case. */
  readonly audiences: readonly string[];
}

/** A token that was verified. */
export interface VerifiedToken {
  readonly facts: TokenFacts;
  readonly caller: Caller;
  readonly claims: Claims;
}

/** Verifies tokens. Keeps what it has verified by the token's digest; never the token itself. */
export interface TokenVerifier {
  /**
   * Verifies the value of an `Authorization` header.
   *
   * Checks the form, the signature by one of this emulator's keys, issuer, audience and lifetime.
   *
   * @param now Milliseconds since 1970.
   *
   * @throws GraphError 401 with the code and words of Microsoft Graph's gateway. None of them holds the token.
   */
  verify(authorization: string | null, now: number): Promise<VerifiedToken>;
}

/** Tokens whose verification is remembered. */
const REMEMBERED = 2000;
/** Longer tokens are refused before they are looked at. */
const LONGEST_TOKEN = 65_536;

/** Makes a verifier. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const verified = new Map<string, VerifiedToken>();
  return {
    async verify(authorization, now) {
      const token = readBearer(authorization);
      const digest = createHash('sha256').update(token).digest('base64url');
      let known = verified.get(digest);
      if (known === undefined) {
        known = await verify(token, options);
        verified.set(digest, known);
        if (verified.size > REMEMBERED) {
          const oldest = verified.keys().next();
          if (oldest.done !== true) verified.delete(oldest.value);
        }
      }
      checkLifetime(known.facts, now);
      return known;
    },
  };
}

function readBearer(authorization: string | null): string {
  if (authorization === null || authorization.trim() === '') throw unauthenticated('Access token is empty.');
  const match = /^bearer\s+(.*)$/i.exec(authorization.trim());
  const token = match?.[1]?.trim() ?? '';
  if (match === null || token === '') throw unauthenticated('Access token is empty.');
  if (token.length > LONGEST_TOKEN || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
    throw unauthenticated('CompactToken parsing failed with error code: 80049217');
  }
  return token;
}

async function verify(token: string, options: TokenVerifierOptions): Promise<VerifiedToken> {
  let kid: unknown;
  let alg: unknown;
  try {
    ({ kid, alg } = decodeProtectedHeader(token));
  } catch {
    throw unauthenticated('CompactToken parsing failed with error code: 80049217');
  }
  const key = typeof kid === 'string' && kid.length <= 200 && alg === 'RS256' ? await options.key(kid) : null;
  if (key === null) throw unauthenticated('Signature is invalid.');
  const claims = await verifiedClaims(token, key);
  const facts = factsFromClaims(claims, { form: 'jwt' });
  const audience = facts.audience?.toLowerCase().replace(/\/$/, '') ?? '';
  if (!options.audiences.includes(audience)) {
    throw unauthenticated('Access token validation failure. Invalid audience.');
  }
  const { tenantId, appId, objectId, issuer } = facts;
  if (tenantId === null || issuer === null || !options.issuer(issuer, tenantId)) {
    throw unauthenticated('Access token validation failure. Invalid issuer.');
  }
  const kind = facts.kind === 'application' ? 'application' : 'delegated';
  const held = kind === 'application' ? facts.appRoles : facts.scopes;
  return {
    facts,
    claims,
    caller: {
      kind,
      tenantId,
      appId: appId ?? '',
      appName: facts.appName,
      objectId: objectId ?? '',
      userName: kind === 'delegated' ? facts.userName : null,
      permissions: held ?? [],
      directoryRoles: facts.directoryRoles ?? null,
    },
  };
}

async function verifiedClaims(token: string, key: CryptoKey): Promise<Claims> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: ['RS256'] });
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return claims as Claims;
  } catch {
    // jose's messages can hold parts of the token: none of them goes any further.
  }
  throw unauthenticated('Signature is invalid.');
}

function checkLifetime(facts: TokenFacts, now: number): void {
  const seconds = now / 1000;
  if (facts.expiresAt === null || seconds > facts.expiresAt + CLOCK_SKEW) {
    throw unauthenticated('Lifetime validation failed, the token is expired.');
  }
  if (facts.notBefore !== null && seconds < facts.notBefore - CLOCK_SKEW) {
    throw unauthenticated('Lifetime validation failed, the token is not yet valid.');
  }
}

/** 401 of the gateway; the challenge header is added where the address of the token service is known. */
export function unauthenticated(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message);
}
