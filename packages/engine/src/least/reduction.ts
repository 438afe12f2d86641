import type { Engine } from '../engine.ts';
import { ruleOf } from '../table/rule.ts';
import { TOKEN_KINDS, type TokenKind } from '../token/facts.ts';
import { operationOf } from '../decide/decide.ts';
import type { LeastRequest } from './least.ts';

/** What Microsoft's own rule gives for some requests. */
export interface MicrosoftReduction {
  /** Permissions, sorted. */
  readonly permissions: readonly string[];
  /** Places of the requests for which no permission of the kind is flagged as least privileged. */
  readonly unanswered: readonly number[];
}

/**
 * Microsoft's rule, for comparison: for each request the permission that the table flags as least privileged, and all
 * of these together. Where several are flagged, one that is in the set already is taken, else the first by name.
 *
 * It does NOT honour permissions that are needed together, the query, or what the permission reaches: that is how the
 * rule works.
 */
export function microsoftReduction(
  engine: Engine,
  requests: readonly LeastRequest[],
  kind: TokenKind,
): MicrosoftReduction {
  const nobody = engine.prepare({ kind, permissions: [] });
  const chosen = new Set<number>();
  const unanswered: number[] = [];
  for (const [index, { method, url }] of requests.entries()) {
    const operation = operationOf(engine.decide(method, url, nobody, 0));
    const least = operation < 0 ? [] : leastFlagged(engine, operation, kind);
    if (least.length === 0) unanswered.push(index);
    else if (!least.some((permission) => chosen.has(permission))) chosen.add(least[0] as number);
  }
  return {
    permissions: [...chosen].map((permission) => engine.table.permissionNames[permission] as string).sort(),
    unanswered,
  };
}

/** Numbers of the permissions that the table flags as least privileged for an operation, ascending. */
export function leastFlagged(engine: Engine, operation: number, kind: TokenKind): readonly number[] {
  return ruleOf(engine.table, operation, TOKEN_KINDS.indexOf(kind)).least;
}
