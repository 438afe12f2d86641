import { EmulatorError } from '../error.ts';

/** The error for a seed with problems. */
export function invalidSeed(
  problems: readonly { readonly at: string; readonly problem: string }[],
): EmulatorError<'ERR_SEED_INVALID'> {
  const shown = problems
    .slice(0, 20)
    .map(({ at, problem }) => `${at} ${problem}`)
    .join('; ');
  return new EmulatorError('ERR_SEED_INVALID', `the seed is not valid: ${shown}`, { problems });
}
