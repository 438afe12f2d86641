import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A decision that every door must give. Expectations come from the source, not from what the engine answers. */
export interface DecisionCase {
  readonly id: string;
  readonly title: string;
  /** Id of a row of the knowledge's `sources.tsv`, a URL, or the place in the facts that it was taken from. */
  readonly source: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly caller: {
    readonly kind: 'delegated' | 'delegated-personal' | 'application';
    readonly permissions: readonly string[];
    /** Role template ids; `null`: the claim is absent; left out: nothing is known. */
    readonly wids?: readonly string[] | null;
  };
  /** ISO time of the decision. */
  readonly now: string;
  readonly expect: Expectation;
}

/** What must hold. What is left out may be anything; a list means one of these. */
export interface Expectation {
  readonly outcome?: string | readonly string[];
  readonly operation?: string | readonly string[];
  readonly permission?: string | readonly string[];
  readonly role?: string | readonly string[];
  readonly policy?: string | readonly string[];
  /** Path template that was found, in any letter case; `null`: none. */
  readonly path?: string | null;
  /** Path that must be among the suggestions. */
  readonly suggests?: string;
  /** Permissions that make the answer, all of them, in any order. */
  readonly determining?: readonly string[];
  /** Least privileged permissions, all of them, in any order. */
  readonly least?: readonly string[];
  /** Template ids of the roles that are accepted, and of those that make the answer; all of them, in any order. */
  readonly acceptedRoles?: readonly string[];
  readonly determiningRoles?: readonly string[];
  /** Why the policy part is what it is. */
  readonly policyReason?: string;
  /** Versions and clouds of the operation, and its successors if its end is announced; all of them, in any order. */
  readonly versions?: readonly string[];
  readonly clouds?: readonly string[];
  readonly successors?: readonly string[];
  /** Ids that must be among those that the answer cites. */
  readonly corrections?: readonly string[];
  readonly contested?: readonly string[];
}

/** What a door answered. */
export interface ActualDecision {
  readonly outcome: string;
  readonly operation: string;
  readonly permission: string;
  readonly role: string;
  readonly policy: string;
  readonly path: string | null;
  readonly suggestions: readonly string[];
  readonly determining: readonly string[];
  readonly least: readonly string[];
  readonly acceptedRoles: readonly string[];
  readonly determiningRoles: readonly string[];
  readonly policyReason: string | null;
  readonly versions: readonly string[] | null;
  readonly clouds: readonly string[] | null;
  readonly successors: readonly string[];
  readonly corrections: readonly string[];
  readonly contested: readonly string[];
}

/** Members that are compared as sets, and those of which only the expected ids must be there. */
const SETS = ['determining', 'least', 'acceptedRoles', 'determiningRoles', 'versions', 'clouds', 'successors'] as const;
const AMONG = ['corrections', 'contested'] as const;

/** A case that a door answers otherwise. */
export interface Mismatch {
  readonly id: string;
  readonly field: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Every case of `corpus/decisions`, in the order of the files. */
export function loadDecisions(): readonly DecisionCase[] {
  const folder = fileURLToPath(new URL('decisions/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(`${folder}${name}`, 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as DecisionCase);
}

/**
 * Asks a door for every case and says where it answers otherwise. For the engine, the command line, the emulator over
 * HTTP and the browser alike.
 *
 * @param decide Asks the door; a field that the door does not know is left out, and not compared.
 */
export async function runCorpus(
  cases: readonly DecisionCase[],
  decide: (one: DecisionCase) => Partial<ActualDecision> | Promise<Partial<ActualDecision>>,
): Promise<readonly Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (const one of cases) {
    const actual = await decide(one);
    for (const field of ['outcome', 'operation', 'permission', 'role', 'policy', 'policyReason'] as const) {
      const expected = one.expect[field];
      if (expected === undefined || actual[field] === undefined) continue;
      const allowed: readonly string[] = typeof expected === 'string' ? [expected] : expected;
      if (!allowed.includes(actual[field] ?? ''))
        mismatches.push({ id: one.id, field, expected, actual: actual[field] });
    }
    for (const field of [...SETS, ...AMONG]) {
      const expected = one.expect[field];
      const found = actual[field];
      if (expected === undefined || found === undefined) continue;
      const wholly = (AMONG as readonly string[]).includes(field) || found?.length === expected.length;
      if (!wholly || !expected.every((each) => found?.includes(each) === true)) {
        mismatches.push({ id: one.id, field, expected, actual: found });
      }
    }
    const { path, suggests } = one.expect;
    if (path !== undefined && actual.path !== undefined && path?.toLowerCase() !== actual.path?.toLowerCase()) {
      mismatches.push({ id: one.id, field: 'path', expected: path, actual: actual.path });
    }
    if (suggests !== undefined && actual.suggestions !== undefined && !actual.suggestions.includes(suggests)) {
      mismatches.push({ id: one.id, field: 'suggests', expected: suggests, actual: actual.suggestions });
    }
  }
  return mismatches;
}
