/** Milliseconds of processor time that a call takes: waiting for a busy machine does not count. */
function time(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * How much longer a call takes for ten times the input. Linear time gives about 10, quadratic time about 100.
 *
 * The least of some attempts counts, since compiling and collecting garbage only ever make it more. Inputs that are done in under half
 * a millisecond count as half a millisecond, since clocks are coarse.
 */
export function growth(run: (size: number) => unknown, size: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 6 && least >= LINEAR; attempt++) {
    const small = Math.min(
      time(() => run(size)),
      time(() => run(size)),
    );
    least = Math.min(least, time(() => run(size * 10)) / Math.max(0.5, small));
  }
  return least;
}

/** Between linear (10) and quadratic (100), far enough from both for a busy machine. */
export const LINEAR = 40;
