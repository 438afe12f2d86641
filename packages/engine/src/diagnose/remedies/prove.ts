import { partOf } from '../../decide/decide.ts';
import { OUTCOMES, PARTS, type Outcome, type Part } from '../../decide/outcome.ts';
import type { TokenFacts } from '../../token/facts.ts';
import { unknownFacts } from '../../token/from-claims.ts';
import type { Case } from '../case.ts';

/** What deciding again shows of a repair. */
export interface Proof {
  readonly proved: readonly Part[];
  readonly leaves: readonly { readonly part: Part; readonly outcome: Outcome }[];
}

/**
 * Decides the request again as it will be after a repair.
 *
 * @param facts The token as it will be.
 * @param repaired Parts that the repair is for: `proved` lists those of them that are `allow` then.
 * @param url The request's address after the repair; left out: as it is.
 */
export function prove(
  subject: Case,
  facts: TokenFacts | null,
  repaired: readonly Part[],
  url: string | null = null,
): Proof {
  const request = subject.decision?.request;
  if (request === undefined) return { proved: [], leaves: [] };
  const principal = subject.engine.principal(facts ?? unknownFacts('facts'));
  const handle = subject.engine.decide(request.method, url ?? request.url, principal, subject.at);
  const outcome = (part: Part): Outcome => OUTCOMES[partOf(handle, PARTS.indexOf(part))] as Outcome;
  return {
    proved: repaired.filter((part) => outcome(part) === 'allow'),
    leaves: PARTS.filter((part) => outcome(part) === 'unknown' || outcome(part) === 'deny').map((part) => ({
      part,
      outcome: outcome(part),
    })),
  };
}

/** The facts with permissions added to the claim that counts for their kind. */
export function withPermissions(facts: TokenFacts, added: readonly string[]): TokenFacts {
  const claim = facts.kind === 'application' ? 'appRoles' : 'scopes';
  return { ...facts, [claim]: [...new Set([...(facts[claim] ?? []), ...added])] };
}
