import { compareText } from './order.ts';

/** Something wrong in a text that is read, with where it stands. */
export interface Problem {
  /** File as the caller named it, or relative to the folder of the sources. */
  readonly file: string;
  /** Line, counted from 1; 0 when the problem is the file itself. */
  readonly line: number;
  /** Column in characters, counted from 1; 0 when the whole line is meant. */
  readonly column: number;
  /** Lower case, one line, no full stop. */
  readonly message: string;
  /** What to do, such as a likely spelling; empty when nothing is known. */
  readonly help: string;
}

/**
 * Writes a problem as `file:line:column: message`, with the help on the same line.
 *
 * @returns One line without a line end.
 */
export function formatProblem(problem: Problem): string {
  const place =
    problem.line === 0
      ? problem.file
      : `${problem.file}:${problem.line}${problem.column === 0 ? '' : `:${problem.column}`}`;
  return `${place}: ${problem.message}${problem.help === '' ? '' : ` (${problem.help})`}`;
}

/** Orders problems by file, line and column, so that a report does not depend on the order of the checks. */
export function compareProblems(a: Problem, b: Problem): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.message, b.message);
}

/**
 * Finds the name that somebody most likely meant.
 *
 * Compares without letter case and allows about one wrong letter in four. This does NOT say that the suggestion is
 * right.
 *
 * @returns `did you mean …` with the nearest name, or an empty text when none is near.
 */
export function didYouMean(name: string, known: Iterable<string>): string {
  const wanted = name.toLowerCase();
  let best = '';
  let bestDistance = Math.max(1, Math.floor(wanted.length / 4));
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) > bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance > bestDistance) continue;
    if (distance < bestDistance || best === '' || compareText(candidate, best) < 0) best = candidate;
    bestDistance = distance;
  }
  return best === '' ? '' : `did you mean \`${best}\`?`;
}

/** Levenshtein distance, or more than `limit` as soon as it cannot be at most that. */
function editDistance(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const value = Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      next.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest > limit) return limit + 1;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}
