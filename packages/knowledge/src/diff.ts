import { TOKEN_KINDS, createEngine, type Engine, type TokenKind } from '@why403/engine';
import type { Knowledge } from './load.ts';

/** A change of what one operation accepts of one kind. */
export interface AcceptanceChange {
  readonly operation: string;
  readonly kind: TokenKind;
  readonly added: readonly string[];
  readonly removed: readonly string[];
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
}

/**
 * Compares two versions of the knowledge: operations, permissions, and what each operation accepts.
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
  };
}

/** Operations that requests are for, as {@link KnowledgeDiff} names them; unknown ones are left out. */
export function operationsOfRequests(
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
