import type { KnowledgeDetails } from '../knowledge.ts';
import { ABSENT, FACT, OPERATION } from '../table/layout.ts';
import { readRule, type Rule } from '../table/rule.ts';
import { operationsOf, type Table } from '../table/table.ts';
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

/**
 * What an operation that changes something counts, where one that only reads counts 1. A permission that opens a few
 * changes is not smaller than one that opens many readings.
 */
export const CHANGE_WEIGHT = 100;

/** Permissions that only read, by their names: `User.Read.All`, `Mail.ReadBasic`, not `User.ReadWrite.All`. */
const READS = /\.Read(?:Basic)?(?:\.|$)/;

/** Operations that are opened alike. */
export interface OpenedAlike {
  readonly openers: readonly Opener[];
  readonly operations: readonly number[];
  /** What a step of privilege on one of them counts: 1, or {@link CHANGE_WEIGHT}. */
  readonly weight: number;
}

/** What a kind's permissions open, as the measure counts it. */
export interface Openings {
  readonly kind: TokenKind;
  /** Levels by permission number. */
  readonly levels: readonly number[];
  readonly rules: readonly OpenedAlike[];
  /** Places in `rules` by permission number: those with an opener that holds it. */
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
  const reads = readingOperations(table);
  const alike = new Map<number, { readonly rule: number; readonly weight: number; readonly operations: number[] }>();
  for (const { index } of operationsOf(table)) {
    if (isAbsent(table, index)) continue;
    const rule = table.operations[index * OPERATION.halfWords + column] as number;
    const weight = reads.has(index) ? 1 : CHANGE_WEIGHT;
    const key = rule * 2 + (weight === 1 ? 0 : 1);
    const group = alike.get(key);
    if (group) group.operations.push(index);
    else alike.set(key, { rule, weight, operations: [index] });
  }
  const rules: OpenedAlike[] = [];
  const byPermission = new Map<number, number[]>();
  for (const group of alike.values()) {
    const openers = openersOf(readRule(table, group.rule), levels);
    if (openers.length === 0) continue;
    for (const permission of new Set(openers.flatMap((opener) => opener.items))) {
      const list = byPermission.get(permission);
      if (list) list.push(rules.length);
      else byPermission.set(permission, [rules.length]);
    }
    rules.push({ openers, operations: group.operations, weight: group.weight });
  }
  return { kind, levels, rules, byPermission };
}

function openersOf(rule: Rule, levels: readonly number[]): readonly Opener[] {
  if (rule.refused) return [];
  const level = (permission: number): number => levels[permission] as number;
  return [
    ...rule.alone.map((permission) => ({ items: [permission], level: level(permission) })),
    ...rule.pairs.flatMap(({ permission, anyOf }) =>
      anyOf.map((partner) => ({ items: [permission, partner], level: level(permission) })),
    ),
  ];
}

/**
 * Operations that only read: `GET`, and a `POST` for which, with some kind of token, a permission that only reads
 * suffices alone, such as `checkMemberGroups`.
 */
export function readingOperations(table: Table): ReadonlySet<number> {
  const readable = new Map<number, boolean>();
  const isReadable = (rule: number): boolean => {
    const known =
      readable.get(rule) ??
      readRule(table, rule).alone.some((number) => READS.test(table.permissionNames[number] as string));
    readable.set(rule, known);
    return known;
  };
  const reading = new Set<number>();
  for (const { index, method } of operationsOf(table)) {
    const at = index * OPERATION.halfWords;
    const rules = table.operations.subarray(at, at + TOKEN_KINDS.length);
    if (method === 'GET' || (method === 'POST' && rules.some(isReadable))) reading.add(index);
  }
  return reading;
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
  /** Those of them that change something. */
  readonly changing: number;
  /** Steps of privilege beyond what was asked for: the measure. */
  readonly steps: number;
}

/**
 * What a set of permissions reaches beyond what was asked for.
 *
 * An operation that changes something counts {@link CHANGE_WEIGHT} times one that only reads. Every operation that the set opens counts the highest level among the permissions of the set that open it. An
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
  let changing = 0;
  let steps = 0;
  const rules = new Set([...permissions].flatMap((permission) => openings.byPermission.get(permission) ?? []));
  for (const number of rules) {
    const rule = openings.rules[number] as OpenedAlike;
    let level = 0;
    for (const opener of rule.openers) {
      if (opener.level > level && opener.items.every((item) => permissions.has(item))) level = opener.level;
    }
    if (level === 0) continue;
    for (const operation of rule.operations) {
      const needed = asked.get(operation);
      if (needed === undefined) operations++;
      if (needed === undefined && rule.weight > 1) changing++;
      steps += rule.weight * Math.max(0, level - (needed ?? 0));
    }
  }
  return { operations, changing, steps };
}
