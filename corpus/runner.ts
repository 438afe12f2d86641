/** What is known of the caller of a case. */
export interface CaseCaller {
  readonly kind: 'delegated' | 'delegated-personal' | 'application';
  /** Names of the permissions in the claim of the token's kind. */
  readonly permissions: readonly string[];
  /** Role template ids in `wids`; `null`: the claim is absent; left out: nobody said. */
  readonly wids?: readonly string[] | null;
}

/** Something with an outcome, of which a case states as much as its source says. */
export type Stated = { readonly [member: string]: unknown };

/**
 * What a case expects. Only what is stated is compared: members of an object one by one, lists as sets.
 *
 * `corrections`, `contested` and `suggestions` must be *among* those of the answer; everything else must be equal.
 */
export interface Expectation {
  readonly outcome?: string;
  /** `null`: no operation is found. */
  readonly operation?: Stated | null;
  readonly permission?: Stated;
  /** `accepted` and `determining` hold role template ids. */
  readonly role?: Stated;
  readonly policy?: Stated;
  /** Ids. */
  readonly corrections?: readonly string[];
  /** Ids. */
  readonly contested?: readonly string[];
  /** Path templates. */
  readonly suggestions?: readonly string[];
}

/** One decision whose answer is known from a source. */
export interface DecisionCase {
  /** Unique in the corpus, kebab-case; it is never used for another case. */
  readonly id: string;
  /** The rule that the case shows. */
  readonly title: string;
  /** Ids of the knowledge's sources from which the expectation follows, separated by spaces. */
  readonly source: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly caller: CaseCaller;
  /** Time of the decision, ISO 8601. */
  readonly now: string;
  readonly expect: Expectation;
}

/** What a door answered: the JSON of `why403 decide`, or as much of it as the door gives. */
export type Answer = { readonly [member: string]: unknown };

/** A door: anything that decides a request. */
export type Door = (one: DecisionCase) => Answer | Promise<Answer>;

/** An answer that differs from what a case expects. */
export interface Mismatch {
  readonly id: string;
  readonly title: string;
  /** Where in the answer, such as `permission.outcome`. */
  readonly at: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Members of an expectation, for a door that answers only some of them. */
export type Member = keyof Expectation;

const AMONG: readonly string[] = ['corrections', 'contested', 'suggestions'];

/**
 * Asks a door about every case and returns where its answers differ; empty when they are all as expected.
 *
 * @param only Members to compare, for a door that does not answer the others; left out: all that a case states.
 */
export async function runCorpus(
  cases: readonly DecisionCase[],
  decide: Door,
  only?: readonly Member[],
): Promise<readonly Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (const one of cases) {
    const answer = await decide(one);
    for (const [member, expected] of Object.entries(one.expect)) {
      if (only !== undefined && !only.includes(member as Member)) continue;
      const found = AMONG.includes(member)
        ? missingFrom(expected as readonly string[], answer[member], member)
        : differences(expected, answer[member], member);
      mismatches.push(...found.map((difference) => ({ id: one.id, title: one.title, ...difference })));
    }
  }
  return mismatches;
}

type Difference = Pick<Mismatch, 'at' | 'expected' | 'actual'>;

function missingFrom(expected: readonly string[], actual: unknown, at: string): readonly Difference[] {
  const ids = Array.isArray(actual) ? actual.map(idOf) : [];
  return expected.every((id) => ids.includes(id)) ? [] : [{ at, expected, actual: ids }];
}

function differences(expected: unknown, actual: unknown, at: string): readonly Difference[] {
  if (Array.isArray(expected)) {
    const ids = Array.isArray(actual) ? actual.map(idOf) : [];
    const same = Array.isArray(actual) && ids.length === expected.length && expected.every((id) => ids.includes(id));
    return same ? [] : [{ at, expected, actual: Array.isArray(actual) ? ids : actual }];
  }
  if (isRecord(expected)) {
    if (!isRecord(actual)) return [{ at, expected, actual }];
    return Object.entries(expected).flatMap(([key, value]) => differences(value, actual[key], `${at}.${key}`));
  }
  return Object.is(expected, actual) ? [] : [{ at, expected, actual }];
}

function idOf(item: unknown): unknown {
  return isRecord(item) ? item['id'] : item;
}

function isRecord(value: unknown): value is Stated {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
