import type { RolePart } from '../decide/decision.ts';
import type { Engine } from '../engine.ts';
import type { TokenKind } from '../token/facts.ts';
import { OUTCOMES, type Outcome } from '../decide/outcome.ts';
import { partOf } from '../decide/decide.ts';
import { buildInstance, type NamedInstance } from './build-instance.ts';
import { casesOf, type Proof } from './certificate.ts';
import { DemandReader, permissionId, type Demand, type Tier, type UncoveredReason } from './demand.ts';
import { readNames, type NamedSet } from './have.ts';
import { manifestOf, type ManifestFragment } from './manifest.ts';
import { openingsOf, reachOf, type Openings, type Reach } from './measure.ts';
import { leastFlagged } from './reduction.ts';
import { search } from './search.ts';

/** One request to cover. */
export interface LeastRequest {
  readonly method: string;
  readonly url: string;
}

/** What to look for. */
export interface LeastOptions {
  readonly kind: TokenKind;
  /** Seconds since 1970; retirements count by it. */
  readonly now: number;
  /** Permissions that the application has already, to compare with. */
  readonly have?: readonly string[];
  /** Most sets to list when several are equally small; 20 when left out. */
  readonly listed?: number;
}

/** One permission of the smallest set. */
export interface LeastPermission {
  readonly permission: string;
  /** Id for a manifest; `null` when none is known. */
  readonly id: string | null;
  /** Microsoft's privilege level, 1 (least) to 5; `null` when not stated, which counts as 5. */
  readonly privilegeLevel: number | null;
  readonly adminConsent: boolean | null;
  /** Places of the requests that nothing else in the set covers. Never empty. */
  readonly neededBy: readonly number[];
  /** Places of the requests that it lets through, alone or with others of the set. */
  readonly covers: readonly number[];
}

/** What was found for one request. */
export interface LeastCoverage {
  readonly method: string;
  readonly url: string;
  /** `GET /users/{id}`; `null` when none is known. */
  readonly operation: string | null;
  /** `null` when the set covers it. */
  readonly uncovered: UncoveredReason | null;
  /** Paths that were probably meant, when the operation is unknown. */
  readonly suggestions: readonly string[];
  /** What of the set lets it through; permissions needed together, and for the query, are all there. */
  readonly coveredBy: readonly string[];
  /** Accepted permissions, or pairs of them, that would do; those of a worse tier are in `leftOut`. */
  readonly alternatives: readonly (readonly string[])[];
  /** Permissions of which the query needs one in addition, per need. */
  readonly queryNeeds: readonly (readonly string[])[];
  readonly tier: Tier;
  readonly leftOut: Demand['leftOut'];
  /** What the engine decides about the request with the set, beside the role. */
  readonly parts: { readonly operation: Outcome; readonly permission: Outcome; readonly policy: Outcome };
  readonly role: RolePart;
}

/** How what the application has compares with the smallest set. */
export interface HaveComparison {
  /** Not in the table, or not of the kind. */
  readonly unknown: readonly string[];
  /** Permissions of the smallest set that it does not have. */
  readonly missing: readonly string[];
  /** Permissions that it has beyond the smallest set. */
  readonly excess: readonly string[];
  /** Those of the excess that let none of the requests through. */
  readonly useless: readonly string[];
  /** Places of the requests, of those that can be covered, that it does not let through. */
  readonly uncovered: readonly number[];
  readonly reach: Reach;
}

/** The smallest permission set of some requests. */
export interface LeastResult {
  readonly kind: TokenKind;
  readonly knowledge: { readonly version: string };
  readonly permissions: readonly LeastPermission[];
  readonly requests: readonly LeastCoverage[];
  /** What the set opens beyond the requests. */
  readonly reach: Reach;
  /** Other sets that are equally small. */
  readonly alternatives: readonly (readonly string[])[];
  /** Whether `alternatives` holds all of them. */
  readonly alternativesComplete: boolean;
  readonly have: HaveComparison | null;
  readonly manifest: ManifestFragment;
  /** What `verifyLeast` checks. */
  readonly proof: LeastProof;
}

/** Why no set is smaller. */
export interface LeastProof {
  readonly problem: NamedInstance;
  readonly certificate: Proof;
  /** Number of cases of the certificate. */
  readonly cases: number;
  /** Weight of the set: its excess times `problem.scale`, plus the number of permissions. */
  readonly weight: number;
}

/**
 * Finds the smallest permission set of one kind that lets requests through.
 *
 * Smallest is, in this order: least privilege beyond what was asked for (see {@link reachOf}), then fewest
 * permissions. Sets that are equal in both are alternatives. The search is exact and leaves a proof that
 * `verifyLeast` checks without it.
 *
 * A request counts as covered by permissions that are certain: a doubtful one never covers. One that is for a part of
 * the request, one that reaches only what the application owns, or only the user's own data, and one without a known id,
 * cover a request only when nothing better does (see `Tier`). Requests that nothing of this kind covers are reported
 * and change nothing for the others.
 *
 * This does check permissions that are sufficient only together, and the reviewed needs of the query.
 *
 * This does NOT check what a role, a licence, a policy or an unreviewed `$expand` demands beside: the decision's parts
 * and the roles stand with each request. It does NOT know data-level differences, such as which properties a basic
 * permission returns: it knows operations and privilege levels.
 */
export function leastPrivilege(engine: Engine, requests: readonly LeastRequest[], options: LeastOptions): LeastResult {
  const { kind, now } = options;
  const reader = new DemandReader(engine, kind);
  const demands = requests.map(({ method, url }) => reader.read(method, url, now));
  const openings = openingsOf(engine.table, engine.details, kind);
  const problem = buildInstance([...new Set(demands)], openings);
  const solution = search(problem.instance, options.listed ?? 20);
  const sets = solution.sets.map((set) => set.map((item) => problem.permissions[item] as number));
  const have = options.have === undefined ? null : readNames(engine, options.have, kind);
  const ordered = orderSets(engine, kind, sets, demands, have?.known ?? new Set());
  const chosen = new Set(ordered[0] ?? []);
  const name = (permission: number): string => engine.table.permissionNames[permission] as string;
  const names = [...chosen].map(name).sort();
  const principal = engine.prepare({ kind, permissions: names });
  const principals = new Map(
    [...chosen].map((left) => [left, new Set([...chosen].filter((permission) => permission !== left))]),
  );
  return {
    kind,
    knowledge: { version: engine.details.version },
    permissions: [...chosen]
      .sort((a, b) => (name(a) < name(b) ? -1 : 1))
      .map((permission) => {
        const grant = engine.details.permissions[name(permission)]?.[kind];
        const rest = principals.get(permission) as ReadonlySet<number>;
        return {
          permission: name(permission),
          id: permissionId(engine.details, name(permission), kind),
          privilegeLevel: grant?.privilegeLevel ?? null,
          adminConsent: grant?.adminConsent ?? null,
          neededBy: placesOf(demands, (demand) => demand.uncovered === null && !isMet(demand, rest)),
          covers: placesOf(demands, (demand) => usedBy(demand, chosen).has(permission)),
        };
      }),
    requests: requests.map(({ method, url }, index) => {
      const demand = demands[index] as Demand;
      const handle = engine.decide(method, url, principal, now);
      const outcome = (part: number): Outcome => OUTCOMES[partOf(handle, part)] as Outcome;
      const { operation } = demand.request;
      return {
        method: demand.request.method,
        url,
        operation: operation === null ? null : `${operation.method} ${operation.path}`,
        uncovered: demand.uncovered,
        suggestions: demand.request.suggestions,
        coveredBy: [...usedBy(demand, chosen)].map(name).sort(),
        alternatives: (demand.clauses[0] ?? []).map((alternative) => alternative.map(name)),
        queryNeeds: demand.clauses.slice(1).map((clause) => clause.flat().map(name)),
        tier: demand.tier,
        leftOut: demand.leftOut,
        parts: { operation: outcome(1), permission: outcome(2), policy: outcome(4) },
        role: demand.role,
      };
    }),
    reach: reachOf(openings, chosen, problem.asked),
    alternatives: ordered.slice(1).map((set) => set.map(name).sort()),
    alternativesComplete: solution.complete,
    have: have === null ? null : compareHave(engine, have, chosen, demands, openings, problem.asked),
    manifest: manifestOf(engine.details, names, kind),
    proof: { problem, certificate: solution.proof, cases: casesOf(solution.proof), weight: solution.weight },
  };
}

/** Whether a set of permissions lets the request of a demand through. */
function isMet(demand: Demand, held: ReadonlySet<number>): boolean {
  return demand.clauses.every((clause) =>
    clause.some((alternative) => alternative.every((permission) => held.has(permission))),
  );
}

/** Permissions of a set that take part in letting a request through. */
function usedBy(demand: Demand, held: ReadonlySet<number>): ReadonlySet<number> {
  return new Set(
    demand.clauses.flatMap((clause) =>
      clause.filter((alternative) => alternative.every((permission) => held.has(permission))).flat(),
    ),
  );
}

function compareHave(
  engine: Engine,
  have: NamedSet,
  chosen: ReadonlySet<number>,
  demands: readonly Demand[],
  openings: Openings,
  asked: ReadonlyMap<number, number>,
): HaveComparison {
  const names = (permissions: readonly number[]): readonly string[] =>
    permissions.map((permission) => engine.table.permissionNames[permission] as string).sort();
  const excess = [...have.known].filter((permission) => !chosen.has(permission));
  const used = new Set(demands.flatMap((demand) => demand.clauses.flat(2)));
  return {
    unknown: have.unknown,
    missing: names([...chosen].filter((permission) => !have.known.has(permission))),
    excess: names(excess),
    useless: names(excess.filter((permission) => !used.has(permission))),
    uncovered: placesOf(demands, (demand) => demand.uncovered === null && !isMet(demand, have.known)),
    reach: reachOf(openings, have.known, asked),
  };
}

function placesOf(demands: readonly Demand[], test: (demand: Demand) => boolean): readonly number[] {
  return demands.flatMap((demand, index) => (test(demand) ? [index] : []));
}

/**
 * Orders equal sets: the one that shares most with what the application has, then the one with most permissions that
 * Microsoft flags as least privileged for a request, then by name.
 */
function orderSets(
  engine: Engine,
  kind: TokenKind,
  sets: readonly (readonly number[])[],
  demands: readonly Demand[],
  have: ReadonlySet<number>,
): readonly (readonly number[])[] {
  const flagged = new Set<number>();
  for (const operation of new Set(demands.map((demand) => demand.operation))) {
    if (operation >= 0) for (const permission of leastFlagged(engine, operation, kind)) flagged.add(permission);
  }
  const count = (set: readonly number[], of: ReadonlySet<number>): number => set.filter((item) => of.has(item)).length;
  return [...sets].sort(
    (a, b) => count(b, have) - count(a, have) || count(b, flagged) - count(a, flagged) || compareNumbers(a, b),
  );
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? Infinity);
  return 0;
}
