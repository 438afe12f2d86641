/** Query option that an error is about, as Microsoft Graph names it in its messages. */
export type ClauseName = 'filter' | 'orderby' | 'select' | 'expand' | 'top' | 'skip' | 'count' | 'skiptoken' | 'search';

/** Why a query option cannot be answered. A value, never thrown out of this folder's exported functions. */
export interface ODataProblem {
  readonly clause: ClauseName;
  /** What is wrong, without the position. */
  readonly reason: string;
  /** Zero-based, in code units of `text`; `null` where the whole option is wrong. */
  readonly position: number | null;
  /** The option's value. */
  readonly text: string;
}

/** A parsed value, or why there is none. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ODataProblem };

/** Thrown inside the parser and the binder, and turned into an {@link ODataProblem} at their edge. */
export class ODataFailure extends Error {
  readonly position: number | null;

  constructor(reason: string, position: number | null) {
    super(reason);
    this.position = position;
  }
}

/**
 * Runs one stage and turns its failure into a value.
 *
 * @throws whatever is not an {@link ODataFailure}: that is a defect of ours
 */
export function attempt<T>(clause: ClauseName, text: string, stage: () => T): Parsed<T> {
  try {
    return { ok: true, value: stage() };
  } catch (error) {
    if (!(error instanceof ODataFailure)) throw error;
    return { ok: false, problem: { clause, reason: error.message, position: error.position, text } };
  }
}

const LONGEST_ECHO = 512;

/** The message of the 400 that Microsoft Graph would answer, with the position and (the beginning of) the text. */
export function problemMessage(problem: ODataProblem): string {
  const text = problem.text.length > LONGEST_ECHO ? `${problem.text.slice(0, LONGEST_ECHO)}…` : problem.text;
  const where = problem.position === null ? '' : ` at position ${String(problem.position)} in '${text}'`;
  switch (problem.clause) {
    case 'filter':
      return `Invalid filter clause: ${problem.reason}${where}.`;
    case 'orderby':
      return `Invalid orderby clause: ${problem.reason}${where}.`;
    case 'select':
    case 'expand':
      return `Parsing OData Select and Expand failed: ${problem.reason}${where}.`;
    default:
      return `The query specified in the URI is not valid. ${problem.reason}${where}.`;
  }
}
