import type { KnowledgeDetails } from '../knowledge.ts';
import { ABSENT, FACT, OPERATION, PERMISSION_MARK } from '../table/layout.ts';
import { readRule, type Rule } from '../table/rule.ts';
import { operationsOf, type Table } from '../table/table.ts';
import { TOKEN_KINDS, type TokenKind } from '../token/facts.ts';

/** The highest privilege level. */
export const HIGHEST_LEVEL = 5;

/** What reaching the data of everybody counts, where reaching the signed-in user's own counts 1. */
export const EVERYBODY_WEIGHT = 100;

/**
 * Privilege that counts for a permission, a positive integer: twice Microsoft's level, 1 (least) to 5, less one when
 * only basic properties are read; a hundred times that unless it reaches the signed-in user's own data only. One that states
 * no level counts as 5, so that what is not known is never called small.
 */
export function privilegeOf(table: Table, details: KnowledgeDetails, permission: number, kind: TokenKind): number {
  const name = table.permissionNames[permission] as string;
  const level = details.permissions[name]?.[kind]?.privilegeLevel ?? HIGHEST_LEVEL;
  const marks = table.permissionMarks[permission] as number;
  const isOwn = kind !== 'application' && (marks & PERMISSION_MARK.ownDataOnly) !== 0;
  return (2 * level - (readName(name)?.verb === 0 ? 1 : 0)) * (isOwn ? 1 : EVERYBODY_WEIGHT);
}

/** Something that opens operations: a permission by number, alone or together with a second one. */
export interface Opener {
  readonly items: readonly number[];
  /** Privilege of the first one: the second is a condition of it. */
  readonly privilege: number;
}

/**
 * What an operation that changes something counts, where one that only reads counts 1. A permission that opens a few
 * changes is not smaller than one that opens many readings.
 */
export const CHANGE_WEIGHT = 1000;

/** Operations that are opened alike. */
export interface OpenedAlike {
  readonly openers: readonly Opener[];
  readonly operations: readonly number[];
  /** What privilege on one of them counts: 1, or {@link CHANGE_WEIGHT}. */
  readonly weight: number;
}

/** What a kind's permissions open, as the measure counts it. */
export interface Openings {
  readonly kind: TokenKind;
  /** Privilege by permission number. */
  readonly privileges: readonly number[];
  readonly rules: readonly OpenedAlike[];
  /** Places in `rules` by permission number: those with an opener that holds it. */
  readonly byPermission: ReadonlyMap<number, readonly number[]>;
}

/**
 * What the permissions of a kind open.
 *
 * An operation is opened by a permission that suffices alone and by one whose partner is held too, and by every
 * permission that includes one of these by its name; a doubtful one opens nothing. Operations that do not exist are left
 * out. A permission that reaches only what the application owns counts like any other.
 */
export function openingsOf(table: Table, details: KnowledgeDetails, kind: TokenKind): Openings {
  const column = TOKEN_KINDS.indexOf(kind);
  const privileges = table.permissionNames.map((_, number) => privilegeOf(table, details, number, kind));
  const including = includingPermissions(table, kind);
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
    const openers = openersOf(readRule(table, group.rule), privileges, including);
    if (openers.length === 0) continue;
    for (const permission of new Set(openers.flatMap((opener) => opener.items))) {
      const list = byPermission.get(permission);
      if (list) list.push(rules.length);
      else byPermission.set(permission, [rules.length]);
    }
    rules.push({ openers, operations: group.operations, weight: group.weight });
  }
  return { kind, privileges, rules, byPermission };
}

function openersOf(
  rule: Rule,
  privileges: readonly number[],
  including: ReadonlyMap<number, readonly number[]>,
): readonly Opener[] {
  if (rule.refused) return [];
  const openers = new Map<string, Opener>();
  const add = (items: readonly number[]): void => {
    openers.set(items.join('+'), { items, privilege: privileges[items[0] as number] as number });
  };
  const withIncluding = (permission: number): readonly number[] => [permission, ...(including.get(permission) ?? [])];
  for (const permission of rule.alone) for (const each of withIncluding(permission)) add([each]);
  for (const { permission, anyOf } of rule.pairs) {
    for (const each of withIncluding(permission)) {
      for (const partner of anyOf) if (partner !== each) add([each, partner]);
    }
  }
  return [...openers.values()];
}

/** Verbs of permission names, each of which includes those before it. */
const VERBS = ['ReadBasic', 'Read', 'ReadWrite', 'Manage', 'FullControl'];

/** Parts of a permission's name, `Sites.ReadWrite.All`; `null` when it is not built so. */
interface NameParts {
  readonly resource: string;
  /** Place in {@link VERBS}. */
  readonly verb: number;
  /** `All`, `Shared`; empty for what is the caller's own. */
  readonly scope: string;
}

function readName(name: string): NameParts | null {
  const [resource = '', verb = '', ...scope] = name.split('.');
  return VERBS.includes(verb) ? { resource, verb: VERBS.indexOf(verb), scope: scope.join('.') } : null;
}

/** Resources whose permissions those of another resource include, as Microsoft describes these. */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  Directory: ['User', 'Group', 'GroupMember', 'Application', 'Device', 'OrgContact', 'Organization', 'Domain'],
  Sites: ['Files'],
};

/**
 * Whether a permission includes another by their names: `Sites.FullControl.All` includes `Sites.Read.All`,
 * `Chat.Read.All` includes `Chat.Read`, and `Directory.Read.All` includes `User.Read.All`. The table does not list the
 * wider one for every operation of the narrower one, yet it is not smaller for that.
 */
export function includesByName(wider: string, narrower: string): boolean {
  const [a, b] = [readName(wider), readName(narrower)];
  return a !== null && b !== null && wider !== narrower && includes(a, b);
}

function includes(wider: NameParts, narrower: NameParts): boolean {
  const isSame = wider.resource === narrower.resource || INCLUDED[wider.resource]?.includes(narrower.resource) === true;
  return isSame && wider.verb >= narrower.verb && (wider.scope === narrower.scope || wider.scope === 'All');
}

/** Permissions of a kind that include another by their names, by number of the other. */
function includingPermissions(table: Table, kind: TokenKind): ReadonlyMap<number, readonly number[]> {
  const mark = PERMISSION_MARK[kind === 'delegated-personal' ? 'personal' : kind];
  const byResource = new Map<string, { readonly permission: number; readonly parts: NameParts }[]>();
  const all = table.permissionNames.map(readName);
  for (const [permission, parts] of all.entries()) {
    if (parts === null || ((table.permissionMarks[permission] as number) & mark) === 0) continue;
    for (const resource of [parts.resource, ...(INCLUDED[parts.resource] ?? [])]) {
      const list = byResource.get(resource);
      if (list) list.push({ permission, parts });
      else byResource.set(resource, [{ permission, parts }]);
    }
  }
  const including = new Map<number, readonly number[]>();
  for (const [permission, parts] of all.entries()) {
    if (parts === null) continue;
    const wider = (byResource.get(parts.resource) ?? []).filter(
      (other) => other.permission !== permission && includes(other.parts, parts),
    );
    including.set(
      permission,
      wider.map((other) => other.permission),
    );
  }
  return including;
}

/**
 * Operations that only read: `GET`, and a `POST` for which, with some kind of token, a permission that only reads
 * suffices alone, such as `checkMemberGroups`.
 */
export function readingOperations(table: Table): ReadonlySet<number> {
  const readable = new Map<number, boolean>();
  const isReadable = (rule: number): boolean => {
    const known = readable.get(rule) ?? readRule(table, rule).alone.some((number) => onlyReads(table, number));
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

function onlyReads(table: Table, permission: number): boolean {
  const parts = readName(table.permissionNames[permission] as string);
  return parts !== null && parts.verb <= VERBS.indexOf('Read');
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
  /** The measure: privilege beyond what was asked for, summed over the operations. */
  readonly excess: number;
}

/**
 * What a set of permissions reaches beyond what was asked for.
 *
 * Every operation that the set opens counts the highest privilege among the permissions of the set that open it (see
 * {@link privilegeOf}), {@link CHANGE_WEIGHT} times when it changes something. An operation that was asked for counts
 * only what exceeds the least privilege that would have done.
 *
 * @param asked Least sufficient privilege by number of the operation asked for.
 */
export function reachOf(
  openings: Openings,
  permissions: ReadonlySet<number>,
  asked: ReadonlyMap<number, number>,
): Reach {
  let operations = 0;
  let changing = 0;
  let excess = 0;
  const rules = new Set([...permissions].flatMap((permission) => openings.byPermission.get(permission) ?? []));
  for (const number of rules) {
    const rule = openings.rules[number] as OpenedAlike;
    let privilege = 0;
    for (const opener of rule.openers) {
      if (opener.privilege > privilege && opener.items.every((item) => permissions.has(item))) {
        privilege = opener.privilege;
      }
    }
    if (privilege === 0) continue;
    for (const operation of rule.operations) {
      const needed = asked.get(operation);
      if (needed === undefined) operations++;
      if (needed === undefined && rule.weight > 1) changing++;
      excess += rule.weight * Math.max(0, privilege - (needed ?? 0));
    }
  }
  return { operations, changing, excess };
}
