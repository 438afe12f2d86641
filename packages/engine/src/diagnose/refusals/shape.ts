import type { CauseCode, SourceId } from '../finding.ts';
import type { Refusal, Statement, Workload } from './refusal.ts';
import type { Passage, RefusalView } from './view.ts';

/** What one shape says of a view that it recognises; what is left out is taken from the view or is empty. */
export interface Recognised {
  /** Where its wording stands: the message of that refusal. */
  readonly at?: Passage | null;
  /** Code of that refusal, when it is not the outermost one. */
  readonly code?: string | null;
  readonly required?: Refusal['required'];
  readonly held?: Refusal['held'];
  readonly resourceSpecific?: Refusal['resourceSpecific'];
  readonly providers?: Refusal['providers'];
  readonly statements: readonly Statement[];
  readonly leavesOpen: readonly CauseCode[];
}

/** An error that another error carries as text. */
export interface InnerError {
  readonly status: number | null;
  readonly text: string;
}

/** One known form of a refusal. Add one: write its file, put it into `shapes.ts`, add cases to `shapes.cases.ts`. */
export interface RefusalShape {
  /** The file's name. */
  readonly id: string;
  readonly workload: Workload | null;
  readonly sources: readonly SourceId[];
  readonly match: (view: RefusalView) => Refusal | null;
  /** The error inside, which is read again. */
  readonly inner?: (view: RefusalView) => InnerError | null;
}

/** What a shape's file states. */
export interface ShapeDefinition {
  readonly id: string;
  readonly workload: Workload | null;
  readonly sources: readonly SourceId[];
  /** `null` when the view is another shape's. */
  readonly recognise: (view: RefusalView) => Recognised | null;
  readonly inner?: (view: RefusalView) => InnerError | null;
}

/** Makes a shape of what its file states. */
export function defineShape(definition: ShapeDefinition): RefusalShape {
  const { id, workload, sources, recognise, inner } = definition;
  return {
    id,
    workload,
    sources,
    match: (view) => {
      const says = recognise(view);
      if (says === null) return null;
      return {
        shape: id,
        workload,
        code: says.code === undefined ? (view.codes[0] ?? null) : says.code,
        message: messageAt(says.at ?? null, view),
        required: says.required ?? null,
        held: says.held ?? null,
        resourceSpecific: says.resourceSpecific ?? null,
        providers: says.providers ?? [],
        statements: says.statements,
        leavesOpen: says.leavesOpen,
        sources,
      };
    },
    ...(inner === undefined ? {} : { inner }),
  };
}

export function certain(code: CauseCode, says: string): Statement {
  return { code, certainty: 'certain', says };
}

export function likely(code: CauseCode, says: string): Statement {
  return { code, certainty: 'likely', says };
}

export function possible(code: CauseCode, says: string): Statement {
  return { code, certainty: 'possible', says };
}

/** Causes that a text leaves open when it says that a permission is absent from the token, but not why. */
export const WHY_ABSENT: readonly CauseCode[] = ['wrong-token-kind', 'consent-missing', 'stale-token'];

/** The message that holds a passage; a whole text is cut to the sentences around it. */
function messageAt(at: Passage | null, view: RefusalView): string | null {
  if (at === null || at.text === view.text) return view.messages[0] ?? null;
  return at.text;
}
