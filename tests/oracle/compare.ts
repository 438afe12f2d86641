import { OUTCOMES, operationOf, partOf, type Engine, type Principal } from '@why403/engine';
import { KINDS, METHODS, keyOf, type Answer, type Kind, type Reference, type Verdict } from './reference.ts';
import type { Random } from './random.ts';
import type { RandomRequest, Shape } from './requests.ts';

/** A decision on which engine and reference do not agree. */
export interface Disagreement {
  readonly method: string;
  readonly url: string;
  readonly kind: string;
  readonly permissions: readonly string[];
  readonly engine: string;
  readonly reference: Answer;
  /** What is wrong with it. */
  readonly problem: string;
}

/** What a comparison found. */
export interface Comparison {
  readonly reference: Reference;
  /** Paths that are no template's as they are written, by how the engine says that it read them. */
  readonly readings: Map<string, number>;
  decisions: number;
  /** Verdicts by what the engine said. */
  readonly verdicts: Record<string, number>;
  /** Decisions that differ from the literal table, by the corrections that say so. */
  readonly corrected: Map<string, number>;
  readonly shapes: Map<Shape, number>;
  /** Places whose answers were seen to cite their corrections. */
  readonly cited: Set<string>;
  /** The first disagreements, and how many there are. */
  readonly disagreements: Disagreement[];
  failures: number;
}

interface Request {
  readonly method: string;
  readonly url: string;
  readonly kind: Kind;
  readonly permissions: readonly string[];
}

const PERMISSION = 2;
/** A time before every announced retirement; the permission part does not depend on it. */
const NOW = 0;
const MOST_SHOWN = 12;

export function emptyComparison(reference: Reference): Comparison {
  return {
    reference,
    readings: new Map(),
    decisions: 0,
    verdicts: {},
    corrected: new Map(),
    shapes: new Map(),
    cited: new Set(),
    disagreements: [],
    failures: 0,
  };
}

/**
 * Compares the permission part of every single permission, of none, and of each pair that the table speaks of, on every
 * operation of the table in every kind; and of a few permissions on the methods that a path does not have.
 */
export function compareEverything(engine: Engine, into: Comparison): void {
  const { reference } = into;
  const names = [...reference.permissions];
  const sets = names.map((name) => new Set([name]));
  const none = new Set<string>();
  const alone = KINDS.map((kind) => names.map((name) => engine.prepare({ kind, permissions: [name] })));
  const empty = KINDS.map((kind) => engine.prepare({ kind, permissions: [] }));
  for (const key of reference.templates) {
    const url = `https://graph.microsoft.com/v1.0${key.replaceAll('{}', 'x1')}`;
    for (const method of METHODS) {
      const exists = reference.operations.has(`${method} ${key}`);
      for (const [place, kind] of KINDS.entries()) {
        const decide = (held: ReadonlySet<string>): Answer =>
          exists
            ? reference.judge(held, method, key, kind)
            : reference.decide(held, method, key.replaceAll('{}', 'x1'), kind);
        const of = (permissions: readonly string[], principal: Principal, expected: Answer): void =>
          compareOne(engine, { method, url, kind, permissions }, principal, expected, into);
        const expected = decide(none);
        of([], empty[place] as Principal, expected);
        const mentioned = exists ? reference.mentioned(method, key, kind) : new Set<string>();
        const count = exists ? names.length : 3;
        for (let at = 0; at < count; at++) {
          const name = names[at] as string;
          // A permission that nothing mentions changes nothing: the reference need not be asked again.
          const answer =
            !exists || mentioned.has(name) || name.endsWith('.Selected')
              ? decide(sets[at] as ReadonlySet<string>)
              : expected;
          of([name], (alone[place] as Principal[])[at] as Principal, answer);
        }
        const known = [...mentioned].filter((name) => reference.permissions.has(name));
        for (const [index, first] of known.entries()) {
          for (const second of known.slice(index + 1)) {
            of(
              [first, second],
              engine.prepare({ kind, permissions: [first, second] }),
              decide(new Set([first, second])),
            );
          }
        }
      }
    }
  }
}

/** Compares the permission part of random requests. */
export function compareRandom(
  engine: Engine,
  options: { readonly count: number; readonly random: Random; readonly make: (random: Random) => RandomRequest },
  into: Comparison,
): void {
  for (let index = 0; index < options.count; index++) {
    const { method, path, url, kind, permissions, shape } = options.make(options.random);
    const principal = engine.prepare({ kind, permissions });
    compareOne(
      engine,
      { method, url, kind, permissions },
      principal,
      into.reference.decide(new Set(permissions), method, path, kind),
      into,
    );
    into.shapes.set(shape, (into.shapes.get(shape) ?? 0) + 1);
  }
}

function compareOne(engine: Engine, request: Request, principal: Principal, reference: Answer, into: Comparison): void {
  const handle = engine.decide(request.method, request.url, principal, NOW);
  const verdict = OUTCOMES[partOf(handle, PERMISSION)] as Verdict;
  into.decisions++;
  into.verdicts[verdict] = (into.verdicts[verdict] ?? 0) + 1;
  if (verdict === reference.verdict && verdict === reference.table && reference.template !== null) return;
  if (reference.template === null && operationOf(handle) >= 0) {
    const read = asRead(engine, request, principal, into);
    if (read !== null) return compareVerdict(engine, request, principal, { verdict, reference: read }, into);
  }
  compareVerdict(engine, request, principal, { verdict, reference }, into);
}

/**
 * The reference's answer for the operation that the engine read into a path that is no template's as it is written: a
 * key in parentheses, a type cast, the path of a file. `null` when the engine does not say how it read it.
 */
function asRead(engine: Engine, request: Request, principal: Principal, into: Comparison): Answer | null {
  const { operation, readings } = engine.describe(request.method, request.url, principal, NOW).request;
  const named = readings.filter((reading) => reading !== 'as-written' && reading !== 'normalised');
  if (operation === null || named.length === 0) return null;
  const because = named.join(' + ');
  into.readings.set(because, (into.readings.get(because) ?? 0) + 1);
  return into.reference.judge(new Set(request.permissions), operation.method, keyOf(operation.path), request.kind);
}

function compareVerdict(
  engine: Engine,
  request: Request,
  principal: Principal,
  { verdict, reference }: { readonly verdict: Verdict; readonly reference: Answer },
  into: Comparison,
): void {
  let problem = '';
  if (verdict !== reference.verdict) problem = `the reference says ${reference.verdict}`;
  else if (verdict === 'allow' && reference.table === 'deny') problem = 'the table denies what the engine allows';
  else if (verdict !== reference.table) {
    problem = uncited(engine, request, principal, reference, into);
    const because = [...reference.because].sort().join(' + ');
    into.corrected.set(because, (into.corrected.get(because) ?? 0) + 1);
  }
  if (problem === '') return;
  into.failures++;
  if (into.disagreements.length < MOST_SHOWN)
    into.disagreements.push({ ...request, engine: verdict, reference, problem });
}

/** Why a difference from the literal table is not accepted: no correction makes it, or the engine does not cite it. */
function uncited(
  engine: Engine,
  request: Request,
  principal: Principal,
  { because, template }: Answer,
  into: Comparison,
): string {
  if (because.length === 0) return 'no correction says why it differs from the table';
  if (because.includes('other-template')) return '';
  const place = `${request.method} ${template} ${request.kind} ${because.join(' ')}`;
  if (into.cited.has(place)) return '';
  const cited = engine.describe(request.method, request.url, principal, NOW).corrections;
  const missing = because.filter((id) => !cited.some((correction) => correction.id === id && correction.source !== ''));
  if (missing.length > 0) return `the answer does not cite ${missing.join(', ')}`;
  into.cited.add(place);
  return '';
}

/** The comparison as lines to print. */
export function reportOf(comparison: Comparison): readonly string[] {
  const verdicts = Object.entries(comparison.verdicts).map(([verdict, count]) => `${verdict} ${count}`);
  const families = new Map<string, number>();
  for (const [ids, count] of comparison.corrected) {
    const family = ids.replaceAll(/\b(read-permission|documented)-\S+/g, '$1-…');
    families.set(family, (families.get(family) ?? 0) + count);
  }
  return [
    `${comparison.decisions} decisions compared (${verdicts.join(', ')}); ${comparison.failures} disagreements`,
    ...[...families]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([ids, count]) => `  differs from the literal table by ${ids}: ${count}`),
    ...[...comparison.readings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([readings, count]) => `  read with the help of ${readings}: ${count}`),
    ...comparison.disagreements.map((disagreement) => `  DISAGREE ${JSON.stringify(disagreement)}`),
  ];
}
