import type { Part } from '../../decide/outcome.ts';
import type { SourceId } from '../finding.ts';

/** Who has to act. */
export type Actor = 'developer' | 'tenant administrator' | 'user' | 'Microsoft';

/** By what a step is done. */
export type Means =
  | 'entra-admin-center'
  | 'browser'
  | 'manifest'
  | 'graph-rest'
  | 'azure-cli'
  | 'graph-powershell'
  | 'code'
  | 'none';

/** One step of a repair. A step that begins with "or" is another way to do the one before. */
export interface Step {
  /** What to do, one imperative sentence without a full stop. */
  readonly do: string;
  readonly by: Means;
  /** Ready to run or to open; `null` when there is nothing to copy. */
  readonly command: string | null;
}

/** A repair of one cause. */
export interface Remedy {
  readonly who: Actor;
  /** What it achieves, one imperative sentence without a full stop. */
  readonly action: string;
  readonly steps: readonly Step[];
  /** Parts of the decision that are `allow` after it, found by deciding again. */
  readonly proved: readonly Part[];
  /** Parts that are not `allow` even then, with their outcome. */
  readonly leaves: readonly { readonly part: Part; readonly outcome: string }[];
  /** Permissions that it adds, by name. */
  readonly permissions: readonly string[];
  /** Directory roles that it assigns, by name. */
  readonly directoryRoles: readonly string[];
  readonly sources: readonly SourceId[];
}

/** Makes a remedy; what is left out is empty. */
export function remedy(
  who: Actor,
  action: string,
  steps: readonly Step[],
  more: Partial<Omit<Remedy, 'who' | 'action' | 'steps'>> = {},
): Remedy {
  return { who, action, steps, proved: [], leaves: [], permissions: [], directoryRoles: [], sources: [], ...more };
}

/** Makes a step. */
export function step(what: string, by: Means = 'none', command: string | null = null): Step {
  return { do: what, by, command };
}
