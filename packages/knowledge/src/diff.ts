import { TOKEN_KINDS, createEngine, type Engine, type TokenKind } from '@why403/engine';
import type { Knowledge } from './load.ts';

/** A change of what one operation accepts of one kind. */
export interface AcceptanceChange {
  readonly operation: string;
  readonly kind: TokenKind;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** A change of something else that is stated of an operation, as text; `not stated` where nothing is. */
export interface OperationChange {
  readonly operation: string;
  readonly what: 'retirement' | 'versions' | 'clouds' | 'role of a user' | 'role of an application';
  readonly before: string;
  readonly after: string;
}

/** A change of one kind of a permission, as text; `not stated` where nothing is. */
export interface PermissionChange {
  readonly permission: string;
  readonly kind: TokenKind;
  readonly what: 'id' | 'privilege level' | 'consent by an administrator' | 'enabled';
  readonly before: string;
  readonly after: string;
}

/** What changed between two versions of the knowledge. */
export interface KnowledgeDiff {
  readonly from: string;
  readonly to: string;
  readonly operationsAdded: readonly string[];
  readonly operationsRemoved: readonly string[];
  readonly permissionsAdded: readonly string[];
  readonly permissionsRemoved: readonly string[];
  readonly changed: readonly AcceptanceChange[];
  readonly operationsChanged: readonly OperationChange[];
  readonly permissionsChanged: readonly PermissionChange[];
}

/**
 * Compares two versions of the knowledge: operations and permissions, what each operation accepts, and what else is
 * stated of both.
 *
 * A permission that became doubtful, or needs a partner now, counts as another acceptance and is written so.
 */
export function diffKnowledge(before: Knowledge, after: Knowledge): KnowledgeDiff {
  const [old, fresh] = [acceptances(before), acceptances(after)];
  const changed: AcceptanceChange[] = [];
  for (const [operation, kinds] of fresh) {
    const earlier = old.get(operation);
    if (earlier === undefined) continue;
    for (const kind of TOKEN_KINDS) {
      const [had, has] = [new Set(earlier.get(kind)), new Set(kinds.get(kind))];
      const added = [...has].filter((name) => !had.has(name));
      const removed = [...had].filter((name) => !has.has(name));
      if (added.length + removed.length > 0) changed.push({ operation, kind, added, removed });
    }
  }
  const missing = (from: Iterable<string>, known: { has(name: string): boolean }): readonly string[] =>
    [...from].filter((name) => !known.has(name)).sort();
  const [oldNames, newNames] = [new Set(before.table.permissionNames), new Set(after.table.permissionNames)];
  return {
    from: before.details.version,
    to: after.details.version,
    operationsAdded: missing(fresh.keys(), old),
    operationsRemoved: missing(old.keys(), fresh),
    permissionsAdded: missing(newNames, oldNames),
    permissionsRemoved: missing(oldNames, newNames),
    changed: changed.sort((a, b) => (a.operation < b.operation ? -1 : a.operation > b.operation ? 1 : 0)),
    operationsChanged: changedFacts(before, after),
    permissionsChanged: changedPermissions(before, after),
  };
}

/** A change that concerns a request, in words. */
export interface AffectedRequest {
  readonly request: string;
  readonly operation: string;
  readonly changes: readonly string[];
}

/**
 * Requests that changes concern, with the changes of their operations. A request that one version resolves and the
 * other does not is concerned by the operation that went or came.
 */
export function affectedRequests(
  diff: KnowledgeDiff,
  engines: readonly Engine[],
  requests: readonly { readonly method: string; readonly url: string }[],
): readonly AffectedRequest[] {
  const changes = new Map<string, string[]>();
  const note = (operation: string, text: string): void => {
    const list = changes.get(operation);
    if (list === undefined) changes.set(operation, [text]);
    else list.push(text);
  };
  for (const operation of diff.operationsAdded) note(operation, 'the operation is new');
  for (const operation of diff.operationsRemoved) note(operation, 'the operation is gone');
  for (const { operation, kind, added, removed } of diff.changed) {
    if (removed.length > 0) note(operation, `${kind} no longer accepts ${removed.join(', ')}`);
    if (added.length > 0) note(operation, `${kind} now accepts ${added.join(', ')}`);
  }
  for (const { operation, what, before, after } of diff.operationsChanged) {
    note(operation, `${what}: ${before}, now ${after}`);
  }
  const affected: AffectedRequest[] = [];
  for (const [operation, asked] of operationsOfRequests(engines, requests)) {
    const own = changes.get(operation);
    if (own !== undefined) affected.push(...asked.map((request) => ({ request, operation, changes: own })));
  }
  return affected;
}

const NOT_STATED = 'not stated';

/** A fact of a permission; `null` when it is not stated. */
type Stated = string | number | boolean | null;

function changedFacts(before: Knowledge, after: Knowledge): readonly OperationChange[] {
  const [old, fresh] = [operationFacts(before), operationFacts(after)];
  const changes: OperationChange[] = [];
  for (const [operation, facts] of fresh) {
    const earlier = old.get(operation);
    if (earlier === undefined) continue;
    for (const [place, [what, now]] of facts.entries()) {
      const then = (earlier[place] as (typeof facts)[number])[1];
      if (then !== now) changes.push({ operation, what, before: then, after: now });
    }
  }
  return changes;
}

/** What is stated of every operation beside its permissions, always in the same order. */
function operationFacts({
  table,
  details,
}: Knowledge): ReadonlyMap<string, readonly (readonly [OperationChange['what'], string])[]> {
  const engine = createEngine(table, details);
  const found = new Map<string, readonly (readonly [OperationChange['what'], string])[]>();
  for (const { method, path, versions, clouds, retired } of engine.operations(0)) {
    const role = (kind: TokenKind): string => {
      const need = engine.roleNeed(method, path.replaceAll('{id}', 'a1').replaceAll('{value}', 'b2'), kind);
      if (need.reason === 'not-stated') return NOT_STATED;
      if (need.accepted.length + need.alternatives.length === 0) return 'none needed';
      const roles = [...need.accepted.map(({ name }) => name), ...need.alternatives].join(', ');
      return need.list === 'least-privileged' ? `${roles} or a more privileged one` : roles;
    };
    const successors =
      retired === null || retired.successors.length === 0 ? '' : `, then ${retired.successors.join(', ')}`;
    found.set(`${method} ${path}`, [
      ['retirement', retired === null ? NOT_STATED : `${retired.on}${successors}`],
      ['versions', versions?.join(', ') ?? NOT_STATED],
      ['clouds', clouds?.join(', ') ?? NOT_STATED],
      ['role of a user', role('delegated')],
      ['role of an application', role('application')],
    ]);
  }
  return found;
}

function changedPermissions(before: Knowledge, after: Knowledge): readonly PermissionChange[] {
  const changes: PermissionChange[] = [];
  for (const permission of Object.keys(after.details.permissions).sort()) {
    for (const kind of TOKEN_KINDS) {
      const [then, now] = [before, after].map(({ details }) => details.permissions[permission]?.[kind]);
      if (then === undefined || now === undefined) continue;
      const facts: readonly (readonly [PermissionChange['what'], Stated, Stated])[] = [
        ['id', then.id, now.id],
        ['privilege level', then.privilegeLevel, now.privilegeLevel],
        ['consent by an administrator', then.adminConsent, now.adminConsent],
        ['enabled', then.enabled, now.enabled],
      ];
      for (const [what, was, is] of facts) {
        if (was !== is)
          changes.push({ permission, kind, what, before: String(was ?? NOT_STATED), after: String(is ?? NOT_STATED) });
      }
    }
  }
  return changes;
}

/** Operations that requests are for, as {@link KnowledgeDiff} names them; unknown ones are left out. */
function operationsOfRequests(
  engines: readonly Engine[],
  requests: readonly { readonly method: string; readonly url: string }[],
): ReadonlyMap<string, readonly string[]> {
  const operations = new Map<string, string[]>();
  for (const { method, url } of requests) {
    for (const engine of engines) {
      const { operation } = engine.request(method, url, 0);
      if (operation === null) continue;
      const name = `${operation.method} ${operation.path}`;
      const request = `${method} ${url}`;
      const known = operations.get(name) ?? [];
      if (!known.includes(request)) operations.set(name, [...known, request]);
    }
  }
  return operations;
}

/** What every operation accepts, written: `A`, `A with B or C`, `A (uncertain)`. */
function acceptances({ table, details }: Knowledge): ReadonlyMap<string, ReadonlyMap<TokenKind, readonly string[]>> {
  const engine = createEngine(table, details);
  const found = new Map<string, Map<TokenKind, string[]>>();
  for (const { index, method, path } of engine.operations(0)) {
    const kinds = new Map<TokenKind, string[]>();
    for (const { kind, accepted } of engine.requirementsOf(index)) {
      kinds.set(
        kind,
        accepted.map((entry) => {
          const partners = entry.with.length === 0 ? '' : ` with ${entry.with.join(' or ')}`;
          return `${entry.permission}${partners}${entry.doubtful ? ' (uncertain)' : ''}`;
        }),
      );
    }
    found.set(`${method} ${path}`, kinds);
  }
  return found;
}
