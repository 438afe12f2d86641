/** One thing to measure. */
export interface Variant {
  readonly name: string;
  /** Does it once; the time that this takes is what counts. */
  readonly run: () => void;
}

/** The times of one variant. */
export interface Timing {
  readonly name: string;
  /** Median of the runs, in milliseconds. */
  readonly medianMs: number;
  /** Median of the quotients with the first variant of the same round. */
  readonly ratio: number;
}

/**
 * Measures variants in turns, so that a busy machine slows all of them alike, and compares each with the first one.
 *
 * Compare ratios between machines, not milliseconds.
 *
 * @param variants The first one is the floor that the others are divided by.
 * @param rounds How often each one runs, after one round that does not count.
 *
 * @returns One timing per variant, in their order.
 */
export function alternate(variants: readonly Variant[], rounds: number): readonly Timing[] {
  const times = variants.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { run }] of variants.entries()) {
      const start = performance.now();
      run();
      if (round >= 0) times[index]?.push(performance.now() - start);
    }
  }
  const floor = times[0] ?? [];
  return variants.map(({ name }, index) => {
    const own = times[index] ?? [];
    return {
      name,
      medianMs: median(own),
      ratio: median(own.map((time, round) => time / (floor[round] ?? Number.NaN))),
    };
  });
}

/** The middle value; the lower of two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
