import type { KnowledgeDetails } from '../knowledge.ts';
import { ABSENT, FACT, OPERATION } from '../table/layout.ts';
import { readRule } from '../table/rule.ts';
import { operationCount, type Table } from '../table/table.ts';
import { TOKEN_KINDS, type TokenKind } from '../token/facts.ts';

/**
 * Privilege level that counts for a permission: Microsoft's, 1 (least) to 5. One that states none counts as 5, so that
 * what is not known is never called small.
 */
export function levelOf(details: KnowledgeDetails, permission: string, kind: TokenKind): number {
  return details.permissions[permission]?.[kind]?.privilegeLevel ?? HIGHEST_LEVEL;
}

/** The highest privilege level. */
export const HIGHEST_LEVEL = 5;

/** Something that opens operations: a permission by number, alone or together with a second one. */
export interface Opener {
  readonly items: readonly number[];
  /** Level of the first one: the second is a condition of it. */
  readonly level: number;
}

/** What a kind's permissions open, as the measure counts it. */
export interface Openings {
  readonly kind: TokenKind;
  /** Levels by permission number. */
  readonly levels: readonly number[];
  /** Rules that open something, with the operations that have each. */
  readonly rules: readonly { readonly openers: readonly Opener[]; readonly operations: readonly number[] }[];
  /** Rules by permission number: those with an opener that holds it. */
  readonly byPermission: ReadonlyMap<number, readonly number[]>;
}

/**
 * What the permissions of a kind open.
 *
 * An operation is opened by a permission that suffices alone and by one whose partner is held too; a doubtful one opens
 * nothing. Operations that do not exist are left out. A permission that reaches only what the application owns, or only
 * the user's own data, counts like any other.
 */
export function openingsOf(table: Table, details: KnowledgeDetails, kind: TokenKind): Openings {
  const column = TOKEN_KINDS.indexOf(kind);
  const levels = table.permissionNames.map((name) => levelOf(details, name, kind));
  const operationsByRule = new Map<number, number[]>();
  for (let operation = 0; operation < operationCount(table); operation++) {
    if (isAbsent(table, operation)) continue;
    const rule = table.operations[operation * OPERATION.halfWords + column] as number;
    const list = operationsByRule.get(rule);
    if (list) list.push(operation);
    else operationsByRule.set(rule, [operation]);
  }
  const rules: { readonly openers: readonly Opener[]; readonly operations: readonly number[] }[] = [];
  const byPermission = new Map<number, number[]>();
  for (const [number, operations] of operationsByRule) {
    const rule = readRule(table, number);
    if (rule.refused) continue;
    const openers: Opener[] = rule.alone.map((permission) => ({
      items: [permission],
      level: levels[permission] as number,
    }));
    for (const { permission, anyOf } of rule.pairs) {
      for (const partner of anyOf) openers.push({ items: [permission, partner], level: levels[permission] as number });
    }
    if (openers.length === 0) continue;
    for (const permission of new Set(openers.flatMap((opener) => opener.items))) {
      const list = byPermission.get(permission);
      if (list) list.push(rules.length);
      else byPermission.set(permission, [rules.length]);
    }
    rules.push({ openers, operations });
  }
  return { kind, levels, rules, byPermission };
}

/** Whether an operation is documented as one that does not exist. */
export function isAbsent(table: Table, operation: number): boolean {
  const fact = table.operations[operation * OPERATION.halfWords + OPERATION.fact] as number;
  return fact !== 0 && ((table.facts[fact * FACT.words + FACT.clouds] as number) & ABSENT) !== 0;
}

/** What a set of permissions reaches beyond what was asked for. */
export interface Reach {
  /** Operations that it opens and that were not asked for. */
  readonly operations: number;
  /** Steps of privilege beyond what was asked for: the measure. */
  readonly steps: number;
}

/**
 * What a set of permissions reaches beyond what was asked for.
 *
 * Every operation that the set opens counts the highest level among the permissions of the set that open it. An
 * operation that was asked for counts only what exceeds the least level that would have done.
 *
 * @param asked Least sufficient level by number of the operation asked for.
 */
export function reachOf(
  openings: Openings,
  permissions: ReadonlySet<number>,
  asked: ReadonlyMap<number, number>,
): Reach {
  let operations = 0;
  let steps = 0;
  const rules = new Set([...permissions].flatMap((permission) => openings.byPermission.get(permission) ?? []));
  for (const number of rules) {
    const rule = openings.rules[number] as Openings['rules'][number];
    let level = 0;
    for (const opener of rule.openers) {
      if (opener.level > level && opener.items.every((item) => permissions.has(item))) level = opener.level;
    }
    if (level === 0) continue;
    for (const operation of rule.operations) {
      const needed = asked.get(operation);
      if (needed === undefined) operations++;
      steps += Math.max(0, level - (needed ?? 0));
    }
  }
  return { operations, steps };
}
