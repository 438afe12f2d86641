import { invalidSeed } from './seed-error.ts';
import type { Seed } from './seed.ts';

/**
 * Reads a seed from JSON or YAML text.
 *
 * This does NOT check that the names in it exist; applying it does.
 *
 * @throws {@link EmulatorError} `ERR_SEED_INVALID` with every problem. Values are not repeated: they may be passwords.
 */
export async function parseSeed(text: string): Promise<Seed> {
  // Loaded when it is needed: most starts read no seed, and this is a third of what there is to load.
  const { parse } = await import('yaml');
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw invalidSeed([{ at: positionOf(cause), problem: 'is neither JSON nor YAML' }]);
  }
  return checkSeed(document);
}

/** Checks the form of a seed that was read already. @throws {@link EmulatorError} `ERR_SEED_INVALID`. */
export async function checkSeed(document: unknown): Promise<Seed> {
  const { findFormProblems } = await import('./seed-schema.ts');
  const problems = findFormProblems(document);
  if (problems.length > 0) {
    throw invalidSeed(problems.map((issue) => ({ at: formatPlace(issue.path), problem: lowerFirst(issue.message) })));
  }
  return document as Seed;
}

function formatPlace(path: readonly PropertyKey[]): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return place === '' ? 'the document' : place.replace(/^\./, '');
}

function positionOf(cause: unknown): string {
  const [line] = (cause as { readonly linePos?: readonly { readonly line: number }[] }).linePos ?? [];
  return line === undefined ? 'the document' : `line ${line.line}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
