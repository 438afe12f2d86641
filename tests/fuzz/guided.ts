import type { Random } from '../oracle/random.ts';
import { EngineCoverage } from './coverage.ts';

/** Something to fuzz. */
export interface Target<Input> {
  readonly name: string;
  readonly seeds: readonly Input[];
  readonly mutate: (input: Input, random: Random) => Input;
  /** Runs one input. Throws when the input shows a defect. */
  readonly run: (input: Input) => void;
  /** A short text of an input, for a report. */
  readonly show: (input: Input) => string;
}

/** What a run of fuzzing did. */
export interface FuzzReport {
  readonly name: string;
  readonly executions: number;
  /** Inputs that were kept because they reached something new. */
  readonly kept: number;
  readonly blocks: number;
  readonly failures: readonly { readonly input: string; readonly error: string }[];
}

/** Failures after which a run ends. */
const MOST_FAILURES = 5;

/**
 * Runs a target on changed inputs and keeps those that reach code, or repeat it, as none before did; the next inputs are
 * made of the kept ones.
 *
 * @param until Whether to stop, asked after each execution.
 */
export function fuzz<Input>(target: Target<Input>, random: Random, until: (executions: number) => boolean): FuzzReport {
  const coverage = new EngineCoverage();
  const seen = new Set<string>();
  const pool: Input[] = [];
  const failures: { readonly input: string; readonly error: string }[] = [];
  let executions = 0;
  const runOne = (input: Input): void => {
    executions++;
    try {
      target.run(input);
    } catch (error) {
      failures.push({
        input: target.show(input),
        error: error instanceof Error ? `${error.name}: ${error.message}` : 'no error',
      });
    }
    let isNew = false;
    for (const block of coverage.take()) {
      if (seen.has(block)) continue;
      seen.add(block);
      isNew = true;
    }
    if (isNew) pool.push(input);
  };
  try {
    for (const seed of target.seeds) runOne(seed);
    const start = pool.length > 0 ? pool : [...target.seeds];
    while (!until(executions) && failures.length < MOST_FAILURES) {
      const from = pool.length > 0 ? pool : start;
      // Newer inputs lie deeper: half of the time one of the last ten is taken.
      const parent = random.chance(0.5) ? random.pick(from.slice(-10)) : random.pick(from);
      runOne(target.mutate(parent, random));
    }
  } finally {
    coverage.stop();
  }
  return { name: target.name, executions, kept: pool.length, blocks: seen.size, failures };
}
