import { createHash } from 'node:crypto';

import { CLOCK_SKEW, factsFromClaims, type TokenFacts } from '@why403/engine';
import { GraphError } from '../errors/graph-error.ts';
import type { Caller } from '../request.ts';

/** Decoded claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** Why a token cannot be opened. */
export type OpenProblem = 'malformed' | 'unknown-key' | 'signature' | 'expired' | 'not-yet-valid' | 'issuer';

/** A token that was opened: its form, signature, issuer and lifetime hold. */
export type OpenedToken =
  | { readonly ok: true; readonly claims: Claims; readonly isOpaque: boolean }
  | { readonly ok: false; readonly problem: OpenProblem };

/** What is needed to verify tokens. */
export interface TokenVerifierOptions {
  /** Checks form, signature, issuer and lifetime, at a time in milliseconds since 1970. */
  readonly open: (token: string, now: number) => Promise<OpenedToken>;
  /** Audiences that a token can have, without a slash at the end, in lower case. */
  readonly audiences: readonly string[];
}

/** Audiences of tokens for Microsoft Graph, in all clouds. */
export const GRAPH_AUDIENCES: readonly string[] = [
  '00000003-0000-0000-c000-000000000000',
  'https://graph.microsoft.com',
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
];

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
   * Checks what {@link TokenVerifierOptions.open} checks once, audience once, and the lifetime each time.
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
        known = await verify(token, now, options);
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
  if (token.length > LONGEST_TOKEN || !/^[\w.~+/=-]+$/.test(token)) throw unauthenticated(WORDS.malformed);
  return token;
}

const WORDS: Readonly<Record<OpenProblem, string>> = {
  malformed: 'CompactToken parsing failed with error code: 80049217',
  'unknown-key': 'Signature is invalid.',
  signature: 'Signature is invalid.',
  expired: 'Lifetime validation failed, the token is expired.',
  'not-yet-valid': 'Lifetime validation failed, the token is not yet valid.',
  issuer: 'Access token validation failure. Invalid issuer.',
};

async function verify(token: string, now: number, options: TokenVerifierOptions): Promise<VerifiedToken> {
  const opened = await options.open(token, now);
  if (!opened.ok) throw unauthenticated(WORDS[opened.problem]);
  const { claims } = opened;
  const facts = factsFromClaims(claims, { form: 'jwt' });
  const audience = facts.audience?.toLowerCase().replace(/\/$/, '') ?? '';
  if (!options.audiences.includes(audience)) {
    throw unauthenticated('Access token validation failure. Invalid audience.');
  }
  const { tenantId, appId, objectId } = facts;
  if (tenantId === null) throw unauthenticated(WORDS.issuer);
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

function checkLifetime(facts: TokenFacts, now: number): void {
  const seconds = now / 1000;
  if (facts.expiresAt === null || seconds > facts.expiresAt + CLOCK_SKEW) {
    throw unauthenticated(WORDS.expired);
  }
  if (facts.notBefore !== null && seconds < facts.notBefore - CLOCK_SKEW) {
    throw unauthenticated(WORDS['not-yet-valid']);
  }
}

/** 401 of the gateway; the challenge header is added where the address of the token service is known. */
export function unauthenticated(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message);
}
