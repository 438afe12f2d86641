/** Milliseconds that a call takes, the least of three, so that a pause of the machine does not count. */
function least(run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/**
 * How much longer a call takes for ten times the input. Linear time gives about 10, quadratic time about 100.
 * Inputs that are done in under half a millisecond count as half a millisecond, since clocks are coarse.
 */
export function growth(run: (size: number) => unknown, size: number): number {
  run(size);
  return (
    least(() => run(size * 10)) /
    Math.max(
      0.5,
      least(() => run(size)),
    )
  );
}

/** Between linear (10) and quadratic (100), far enough from both for a busy machine. */
export const LINEAR = 40;
