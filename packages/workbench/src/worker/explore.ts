import {
  METHODS,
  OUTCOMES,
  PARTS,
  TOKEN_KINDS,
  partOf,
  type Engine,
  type KindRequirements,
  type Method,
  type OperationView,
  type TokenKind,
} from '@why403/engine';
import type {
  Area,
  Notes,
  OpenedOperation,
  OperationList,
  OperationPage,
  PermissionPage,
  PermissionRow,
  RoleRow,
  SecurityMatrix,
} from '../protocol.ts';
import { sourcesNamed } from './explain.ts';

interface IndexedOperation {
  readonly view: OperationView;
  readonly requirements: readonly KindRequirements[];
  /** False where it is documented that there is none such. */
  readonly exists: boolean;
}

const indexes = new WeakMap<Engine, readonly IndexedOperation[]>();

/** Every operation with what it accepts. Made once, when something is first explored. */
function indexOf(engine: Engine, now: number): readonly IndexedOperation[] {
  const known = indexes.get(engine);
  if (known !== undefined) return known;
  const operations: IndexedOperation[] = [];
  const nobody = engine.prepare({ kind: 'delegated', permissions: [] });
  for (const view of engine.operations(now)) {
    operations.push({
      view,
      requirements: engine.requirements(view.method, view.path) ?? [],
      exists:
        OUTCOMES[partOf(engine.decide(view.method, view.path, nobody, now), PARTS.indexOf('operation'))] !== 'deny',
    });
  }
  indexes.set(engine, operations);
  return operations;
}

const KIND_BITS: Readonly<Record<TokenKind, number>> = { delegated: 1, 'delegated-personal': 2, application: 4 };

/** All operations in columns, sorted by path. */
export function listOperations(engine: Engine, now: number): OperationList {
  const sorted = [...indexOf(engine, now)].sort((a, b) =>
    a.view.path < b.view.path ? -1 : a.view.path > b.view.path ? 1 : 0,
  );
  const paths: string[] = [];
  const starts: number[] = [];
  const methods = new Uint8Array(sorted.length);
  const kinds = new Uint8Array(sorted.length);
  const versions = new Uint8Array(sorted.length);
  const marks = new Uint8Array(sorted.length);
  sorted.forEach(({ view, requirements, exists }, row) => {
    if (view.path !== paths.at(-1)) {
      paths.push(view.path);
      starts.push(row);
    }
    methods[row] = METHODS.indexOf(view.method);
    for (const { kind, support } of requirements) {
      if (support === 'supported') kinds[row] = (kinds[row] as number) | KIND_BITS[kind];
    }
    versions[row] = (view.versions?.includes('v1.0') ? 1 : 0) | (view.versions?.includes('beta') ? 2 : 0);
    marks[row] = exists ? (view.retired === null ? 0 : 1) : 2;
  });
  return {
    version: engine.details.version,
    paths,
    starts: Int32Array.from([...starts, sorted.length]),
    methods,
    kinds,
    versions,
    marks,
  };
}

/** One operation; `null` when the table has none of that name. */
export function operationPage(engine: Engine, method: string, path: string, now: number): OperationPage | null {
  const found = indexOf(engine, now).find(({ view }) => view.method === method && view.path === path);
  if (found === undefined) return null;
  const prepared = engine.prepare({ kind: 'delegated', permissions: [], directoryRoles: [] });
  const forApplication = engine.prepare({ kind: 'application', permissions: [], directoryRoles: [] });
  const delegated = engine.describe(method, path, prepared, now);
  const application = engine.describe(method, path, forApplication, now);
  const named = [...delegated.contested, ...application.contested];
  const contested = engine.details.contested.filter(({ id }) => named.some((each) => each.id === id));
  const corrected = [...delegated.corrections, ...application.corrections];
  const corrections = engine.details.corrections.filter(({ id }) => corrected.some((each) => each.id === id));
  const notes: Notes = {
    contested,
    corrections,
    sources: sourcesNamed(engine, [
      ...delegated.parts.role.sources,
      ...application.parts.role.sources,
      ...contested.flatMap(({ sources }) => sources),
      ...corrections.map(({ source }) => source),
      ...(found.view.retired?.sources ?? []),
    ]),
  };
  return {
    operation: found.view,
    exists: found.exists,
    requirements: found.requirements,
    roles: { delegated: delegated.parts.role, application: application.parts.role },
    levels: Object.fromEntries(
      found.requirements
        .flatMap(({ accepted }) => accepted.map(({ permission }) => permission))
        .map((name) => [name, levelsOf(engine, name)]),
    ),
    siblings: METHODS.filter((other) =>
      indexOf(engine, now).some(({ view, exists }) => exists && view.path === path && view.method === other),
    ),
    notes,
  };
}

function levelsOf(engine: Engine, name: string): Readonly<Partial<Record<TokenKind, number | null>>> {
  const kinds = engine.details.permissions[name] ?? {};
  return Object.fromEntries(Object.entries(kinds).map(([kind, facts]) => [kind, facts.privilegeLevel]));
}

/** All permissions by name, with how much each opens alone. */
export function listPermissions(engine: Engine): readonly PermissionRow[] {
  const counts = new Map<string, Partial<Record<TokenKind, number>>>();
  for (const { requirements } of indexOf(engine, 0)) {
    for (const { kind, accepted } of requirements) {
      for (const entry of accepted) {
        if (entry.with.length > 0 || entry.doubtful) continue;
        const row = counts.get(entry.permission) ?? {};
        row[kind] = (row[kind] ?? 0) + 1;
        counts.set(entry.permission, row);
      }
    }
  }
  return engine.table.permissionNames.map((name) => ({
    name,
    kinds: engine.details.permissions[name] ?? {},
    opens: counts.get(name) ?? {},
  }));
}

/** One permission and everything that it opens; `null` when the table has none of that name. */
export function permissionPage(engine: Engine, name: string): PermissionPage | null {
  const row = listPermissions(engine).find((each) => each.name === name);
  if (row === undefined) return null;
  const opened: Partial<Record<TokenKind, OpenedOperation[]>> = {};
  for (const { view, requirements } of indexOf(engine, 0)) {
    for (const { kind, accepted } of requirements) {
      for (const entry of accepted) {
        if (entry.permission !== name) continue;
        (opened[kind] ??= []).push({
          method: view.method,
          path: view.path,
          least: entry.least,
          with: entry.with,
          doubtful: entry.doubtful,
        });
      }
    }
  }
  const areas = Object.fromEntries(
    TOKEN_KINDS.flatMap((kind) => {
      const list = opened[kind];
      return list === undefined ? [] : [[kind, areasOf(engine, list)]];
    }),
  ) as PermissionPage['areas'];
  return { row, opened, areas };
}

function areasOf(engine: Engine, opened: readonly OpenedOperation[]): readonly Area[] {
  const totals = new Map<string, { operations: number; reads: number; writes: number }>();
  const areaOf = (path: string): { operations: number; reads: number; writes: number } => {
    const name = areaName(path);
    const known = totals.get(name) ?? { operations: 0, reads: 0, writes: 0 };
    totals.set(name, known);
    return known;
  };
  for (const { view, exists } of indexOf(engine, 0)) if (exists) areaOf(view.path).operations++;
  for (const { method, path } of opened) {
    const area = areaOf(path);
    if (method === 'GET') area.reads++;
    else area.writes++;
  }
  return [...totals].map(([name, area]) => ({ name, ...area })).sort((a, b) => b.operations - a.operations);
}

function areaName(path: string): string {
  return path.split('/', 2)[1]?.replace(/\(.*/, '') ?? '';
}

/** All directory roles, with the operations whose statement names each. */
export function listRoles(engine: Engine): readonly RoleRow[] {
  const named = new Map<string, string[]>();
  const reader = engine.prepare({ kind: 'delegated', permissions: [], directoryRoles: [] });
  for (const { view } of indexOf(engine, 0)) {
    for (const { id } of engine.describe(view.method, view.path, reader, 0).parts.role.accepted) {
      const list = named.get(id) ?? [];
      list.push(`${view.method} ${view.path}`);
      named.set(id, list);
    }
  }
  return engine.details.roles.map((role) => ({ ...role, operations: named.get(role.id) ?? [] }));
}

/** What every permission opens on every entity of the Security API. */
export function securityMatrix(engine: Engine): SecurityMatrix {
  const entities: string[] = [];
  type Cell = { readonly method: Method; readonly doubtful: boolean; readonly paired: boolean };
  const rows = new Map<string, Map<string, Map<Method, Cell>>>();
  for (const { view, requirements, exists } of indexOf(engine, 0)) {
    if (!exists) continue;
    const entity = /^\/security\/([^/(]+)/.exec(view.path)?.[1];
    if (entity === undefined) continue;
    for (const { kind, accepted } of requirements) {
      if (kind === 'delegated-personal') continue;
      for (const { permission, doubtful, with: partners } of accepted) {
        if (!entities.includes(entity)) entities.push(entity);
        const key = `${kind} ${permission}`;
        const row = rows.get(key) ?? new Map<string, Map<Method, Cell>>();
        rows.set(key, row);
        const cell = row.get(entity) ?? new Map<Method, Cell>();
        row.set(entity, cell);
        const before = cell.get(view.method);
        cell.set(view.method, {
          method: view.method,
          doubtful: doubtful && (before?.doubtful ?? true),
          paired: partners.length > 0 && (before?.paired ?? true),
        });
      }
    }
  }
  const order = FOUNDING_ENTITIES as readonly string[];
  const place = (entity: string): number => (order.includes(entity) ? order.indexOf(entity) : order.length);
  entities.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return {
    entities,
    rows: [...rows].map(([key, cells]) => {
      const [kind, permission] = key.split(' ') as ['delegated' | 'application', string];
      return {
        kind,
        permission,
        cells: entities.map((entity) =>
          [...(cells.get(entity)?.values() ?? [])].sort(
            (a, b) => METHODS.indexOf(a.method) - METHODS.indexOf(b.method),
          ),
        ),
      };
    }),
    contested: engine.details.contested,
  };
}

/** Entities of the table in Microsoft's support article on the refusal, in its order. */
const FOUNDING_ENTITIES = [
  'securityActions',
  'alerts',
  'secureScores',
  'secureScoreControlProfiles',
  'tiIndicators',
] as const;
