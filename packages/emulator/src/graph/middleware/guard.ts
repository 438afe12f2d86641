import { createEngine, type Engine } from '@why403/engine';
import type { Knowledge } from '@why403/knowledge';
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';

import { createGuard, type Guard } from '../authorize/guard.ts';
import { decisionHeader, type Judgement } from '../authorize/judgement.ts';
import { createTokenVerifier, type OpenedToken } from '../authorize/verify-token.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Caller } from '../request.ts';
import { errorBody } from '../respond.ts';
import type { Enforcement } from '../settings.ts';

/** What an API is protected with. */
export interface ApiGuardOptions {
  /** The API's own permissions, compiled as the knowledge is, or the shipped knowledge. */
  readonly knowledge: Knowledge;
  /** Audiences of the API: its client id, its application id URI. */
  readonly audiences: readonly string[];
  /** Issuers whose tokens are accepted. */
  readonly issuers: readonly string[];
  /** Address of the issuers' keys, or a function that finds a key. */
  readonly keys: URL | JWTVerifyGetKey;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newGuid: () => string;
  /** `strict` when left out. */
  readonly enforcement?: Enforcement;
  /** Turns the API's path into the one of its permissions document; as it is when left out. */
  readonly target?: (pathAndQuery: string) => string;
}

/** What a guarded request is told. */
export type Admission =
  | {
      readonly admitted: true;
      readonly caller: Caller | null;
      readonly judgement: Judgement | null;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly admitted: false;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Readonly<Record<string, unknown>>;
    };

/** Checks requests to an API: verifies the token, decides, refuses in Microsoft Graph's shape. */
export interface ApiGuard {
  admit(method: string, pathAndQuery: string, authorization: string | null): Promise<Admission>;
}

/**
 * Makes the guard that the middleware for Hono, Express and Fastify share.
 *
 * Checks signature (RS256), issuer, audience, lifetime, and the permission of the token for the method and path.
 *
 * This does NOT check what belongs to whom: an operation that is allowed may still have to refuse an object.
 */
export function createApiGuard(options: ApiGuardOptions): ApiGuard {
  const engine: Engine = createEngine(options.knowledge.table, options.knowledge.details);
  const keys = options.keys instanceof URL ? createRemoteJWKSet(options.keys) : options.keys;
  const guard: Guard = createGuard({
    engine: asIfGraph(engine),
    newGuid: options.newGuid,
    verifier: createTokenVerifier({
      audiences: options.audiences.map((audience) => audience.toLowerCase().replace(/\/$/, '')),
      open: (token) => open(token, keys, options.issuers),
    }),
  });
  return {
    async admit(method, pathAndQuery, authorization) {
      const target = options.target?.(pathAndQuery) ?? pathAndQuery;
      const now = options.now();
      const verdict = await guard.check(
        { method: method.toUpperCase(), target, url: target, path: target.split('?')[0] ?? '', authorization, now },
        options.enforcement ?? 'strict',
      );
      const { judgement } = verdict;
      const headers: Record<string, string> =
        judgement === null ? {} : { 'why403-decision': decisionHeader(judgement) };
      if (verdict.kind === 'passed') {
        return { admitted: true, caller: verdict.token?.caller ?? null, judgement, headers };
      }
      const { error } = verdict;
      const requestId = options.newGuid();
      if (error.status === 401) headers['www-authenticate'] = 'Bearer error="invalid_token"';
      return {
        admitted: false,
        status: error.status,
        headers: { ...headers, 'content-type': 'application/json', 'request-id': requestId },
        body: errorBody(plain(error), { requestId, clientRequestId: requestId, now }),
      };
    },
  };
}

/** The engine's rule about the audience is Microsoft Graph's; here the verifier has checked the API's own. */
function asIfGraph(engine: Engine): Engine {
  return {
    ...engine,
    principal: (facts) => engine.principal({ ...facts, form: 'claims', audience: null, issuer: null }),
  };
}

/** The workloads' words belong to Microsoft Graph; another API says what it says everywhere. */
function plain(error: GraphError): GraphError {
  if (error.status === 401) return error;
  return new GraphError(403, 'Forbidden', 'The token does not allow this request.', { headers: error.headers });
}

async function open(token: string, keys: JWTVerifyGetKey, issuers: readonly string[]): Promise<OpenedToken> {
  try {
    // Audience and lifetime are the verifier's: it checks the lifetime each time, also of a remembered token.
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      clockTolerance: Number.MAX_SAFE_INTEGER,
    });
    return typeof payload.iss === 'string' && issuers.includes(payload.iss)
      ? { ok: true, claims: payload, isOpaque: false }
      : { ok: false, problem: 'issuer' };
  } catch {
    return { ok: false, problem: 'signature' };
  }
}
