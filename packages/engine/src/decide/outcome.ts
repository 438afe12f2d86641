/** Answer of one part of a decision. `not-checked`: there was no input for it, or no rule is known. */
export type Outcome = 'allow' | 'deny' | 'unknown' | 'not-checked';

/** The five parts of a decision, in the order in which Microsoft Graph meets them. */
export type Part = 'token' | 'operation' | 'permission' | 'role' | 'policy';

/** The parts in order. */
export const PARTS: readonly Part[] = ['token', 'operation', 'permission', 'role', 'policy'];

/** Outcome by code; a larger code is weaker, so the weakest checked part is the maximum. */
export const OUTCOMES: readonly Outcome[] = ['not-checked', 'allow', 'unknown', 'deny'];
