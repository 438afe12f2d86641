import { OUTCOMES, PARTS, type Engine, type Part, type Principal } from '@why403/engine';

import { GraphError } from '../errors/graph-error.ts';
import { refusalOf } from '../errors/refusals.ts';
import type { Caller } from '../request.ts';
import type { Enforcement } from '../settings.ts';
import { decisionHeader, judgementOf, type Judgement, type Settled } from './judgement.ts';
import type { TokenVerifier, VerifiedToken } from './verify-token.ts';

/** One request to judge. */
export interface JudgedRequest {
  readonly method: string;
  /** Path with version, and query, as sent: `/v1.0/security/alerts?$top=1`. */
  readonly target: string;
  /** The same with the host, where the host says which cloud is meant; else the target. */
  readonly url: string;
  /** Path below the version, decoded. */
  readonly path: string;
  readonly authorization: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the guard found. */
export type Verdict =
  | {
      readonly kind: 'passed';
      readonly token: VerifiedToken | null;
      readonly judgement: Judgement | null;
      /** The answer that would have been given, had the enforcement not let it through. */
      readonly wouldRefuse: GraphError | null;
    }
  | {
      readonly kind: 'refused';
      readonly token: VerifiedToken | null;
      readonly judgement: Judgement | null;
      readonly error: GraphError;
    };

/** What the guard uses. */
export interface GuardOptions {
  readonly engine: Engine;
  readonly verifier: TokenVerifier;
  readonly newGuid: () => string;
  /** Settles what the engine cannot tell; nothing when left out. */
  readonly settle?: (request: JudgedRequest, judgement: Judgement, caller: Caller) => readonly Settled[];
}

/** Verifies the token, decides, and says whether the request may pass. */
export interface Guard {
  check(request: JudgedRequest, enforcement: Enforcement): Promise<Verdict>;
}

/** Makes a guard. Callers are prepared for the engine once and remembered with their verified token. */
export function createGuard(options: GuardOptions): Guard {
  const { engine, verifier, settle } = options;
  const principals = new WeakMap<VerifiedToken, Principal>();
  const principalOf = (token: VerifiedToken): Principal => {
    const known = principals.get(token);
    if (known !== undefined) return known;
    const principal = engine.principal(token.facts);
    principals.set(token, principal);
    return principal;
  };
  return {
    async check(request, enforcement) {
      if (enforcement === 'off') {
        const token = await verifier.verify(request.authorization, request.now).catch(onlyGraphErrors);
        return { kind: 'passed', token, judgement: null, wouldRefuse: null };
      }
      let token: VerifiedToken;
      try {
        token = await verifier.verify(request.authorization, request.now);
      } catch (error) {
        if (!(error instanceof GraphError)) throw error;
        return enforcement === 'log'
          ? { kind: 'passed', token: null, judgement: null, wouldRefuse: error }
          : { kind: 'refused', token: null, judgement: null, error };
      }
      const decision = engine.describe(request.method, request.url, principalOf(token), Math.floor(request.now / 1000));
      const first = judgementOf(decision, []);
      const settled = settle?.(request, first, token.caller) ?? [];
      const judgement = settled.length === 0 ? first : judgementOf(decision, settled);
      const passes = judgement.outcome === 'allow' || (judgement.outcome !== 'deny' && enforcement === 'loose');
      if (passes) return { kind: 'passed', token, judgement, wouldRefuse: null };
      const error = refusal(request, judgement, token.caller, options.newGuid);
      return enforcement === 'log'
        ? { kind: 'passed', token, judgement, wouldRefuse: error }
        : { kind: 'refused', token, judgement, error };
    },
  };
}

function refusal(request: JudgedRequest, judgement: Judgement, caller: Caller, newGuid: () => string): GraphError {
  const part = weakestPart(judgement);
  const { permission } = judgement.decision.parts;
  const error = refusalOf({
    method: request.method,
    path: request.path.toLowerCase(),
    kind: caller.kind,
    required: permission.accepted.map((accepted) => accepted.permission),
    held: caller.permissions,
    appId: caller.appId,
    part,
    newGuid,
  });
  return new GraphError(error.status, error.code, error.message, {
    inner: error.inner,
    beside: error.beside,
    headers: { ...error.headers, 'why403-decision': decisionHeader(judgement) },
  });
}

/** The part that made the whole; of several the one that Microsoft Graph meets first. */
function weakestPart(judgement: Judgement): Part {
  const code = OUTCOMES.indexOf(judgement.outcome);
  return PARTS.find((part) => OUTCOMES.indexOf(judgement.parts[part]) === code) ?? 'permission';
}

function onlyGraphErrors(error: unknown): null {
  if (error instanceof GraphError) return null;
  throw error;
}
