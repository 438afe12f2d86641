import {
  ABSENT,
  CLOUDS_ABSENT_SHIFT,
  CLOUDS_KNOWN,
  DOCUMENTED_ONLY,
  MARK,
  METHODS,
  NOTE,
  PERMISSION_MARK,
  ROLE_FLAG,
  RULE,
  TOKEN_KINDS,
  VERSION,
  foldText,
  type Compiled,
  type CompiledNode,
  type CompiledRoleNeed,
  type CompiledRule,
  type TokenKind,
} from '@why403/engine';
import { normalPath, pathCovers, specificity } from './paths.ts';
import type { KnowledgeModel, Method, PermissionCorrectionRow } from './model.ts';

/** What one cell accepts, while it is being put together. */
interface Cell {
  alone: Set<string>;
  doubtful: Set<string>;
  pairs: Map<string, Set<string>>;
  least: Set<string>;
  flags: number;
  corrections: Set<string>;
}

/** One operation, while it is being put together. */
interface Operation {
  readonly method: Method;
  /** Normalised path: lower case, `{}` for parameters. */
  readonly path: string;
  readonly cells: Map<TokenKind, Cell>;
  readonly operationCorrections: Set<string>;
  absent: boolean;
  documentedOnly: boolean;
  versions: readonly string[];
  clouds: readonly string[];
}

/** Paths behind which SharePoint stands. */
const SHARE_POINT = /^\/(sites|drives?|shares|(me|users\/\{\}|groups\/\{\})\/(drives?|sites))(\/|$|\()/;
const SELECTED = /\.Selected$/;

/**
 * Puts the reviewed text together to the table's content: cells with their corrections, facts, roles and notes.
 * Pure and deterministic; the model must be valid.
 */
export function buildTable(model: KnowledgeModel): Compiled {
  // Corrections may name permissions that the permission table does not list.
  const names = permissionNames(model);
  const permissionNumber = new Map(names.map((name, number) => [name, number]));
  const roleIds = model.roles.map((role) => role.id);
  const roleNumber = new Map(model.roles.map((role, number) => [role.name, number]));
  const operations = operationsOf(model);
  const byPath = new Map<string, Operation[]>();
  for (const operation of operations.values()) {
    const list = byPath.get(operation.path) ?? [];
    list.push(operation);
    byPath.set(operation.path, list);
  }
  const spelling = spellings(model);
  const tables = new Tables(model, permissionNumber, roleNumber);
  const tree = treeOf([...byPath.keys()].sort(comparePaths));
  const words = [...tree.words].sort(compare);
  const wordNumber = new Map(words.map((word, number) => [word, number]));
  const patterns: number[][] = [];
  const patternNumber = new Map<string, number>();
  const convert = (node: PathNode): CompiledNode => {
    const list = node.path === null ? undefined : byPath.get(node.path);
    const template =
      list === undefined
        ? null
        : {
            methods: list.reduce((mask, operation) => mask | (1 << METHODS.indexOf(operation.method)), 0),
            operations: [...list]
              .sort((a, b) => METHODS.indexOf(a.method) - METHODS.indexOf(b.method))
              .map((operation) => tables.record(operation)),
          };
    const literals = [...node.literals]
      .map(([word, child]) => [wordNumber.get(word) as number, child] as const)
      .sort(([a], [b]) => a - b)
      .map(([word, child]) => [word, convert(child)] as const);
    const mixed = [...node.mixed]
      .sort(([a], [b]) => b.replaceAll('{}', '').length - a.replaceAll('{}', '').length || compare(a, b))
      .map(([text, child]) => {
        if (!patternNumber.has(text)) {
          patternNumber.set(text, patterns.length);
          patterns.push(text.split('{}').map((piece) => wordNumber.get(piece) as number));
        }
        return [patternNumber.get(text) as number, convert(child)] as const;
      });
    const parameter = node.parameter === null ? null : convert(node.parameter);
    return { literals, mixed, parameter, template };
  };
  const root = convert(tree.root);
  const privileged = model.roles.flatMap((role, number) => (role.privileged ? [number] : []));
  const none = model.roles.flatMap((role, number) => (role.type === 'no-role' ? [number] : []));
  const roleWords = (roleIds.length + 31) >>> 5;
  return {
    meta: JSON.stringify({
      version: model.version,
      clouds: model.clouds.map(({ source: _, ...cloud }) => cloud),
      queryNeeds: tables.queryNeeds(),
      privilegedRoles: maskOf(privileged, roleWords),
      noRoles: maskOf(none, roleWords),
    }),
    permissionNames: names,
    permissionMarks: names.map((name) => marksOf(name, model)),
    roleIds,
    words: words.map((word) => spelling.get(word) ?? word),
    patterns,
    root,
    rules: tables.rules,
    roleNeeds: tables.roleNeeds,
    facts: tables.facts,
    notes: tables.notes,
  };
}

/** Permissions of the permission table, and those that only corrections and query needs name. Sorted. */
function permissionNames(model: KnowledgeModel): readonly string[] {
  const names = new Set(model.permissions.filter((row) => row.listed).map((row) => row.permission));
  for (const row of model.permissionCorrections) for (const name of [...row.permissions, ...row.anyOf]) names.add(name);
  for (const row of model.operationCorrections) for (const name of [...row.least, ...row.higher]) names.add(name);
  for (const row of model.queryNeeds) for (const name of row.anyOf) names.add(name);
  return [...names].sort(compare);
}

/** All operations of the permission table and of the corrections, with their cells corrected. */
function operationsOf(model: KnowledgeModel): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  const operationFor = (method: Method, path: string): Operation => {
    const key = `${method} ${path}`;
    let operation = operations.get(key);
    if (operation === undefined) {
      operation = {
        method,
        path,
        cells: new Map(),
        operationCorrections: new Set(),
        absent: false,
        documentedOnly: false,
        versions: [],
        clouds: [],
      };
      operations.set(key, operation);
    }
    return operation;
  };
  for (const [key, variants] of variantsOf(model)) {
    const [method, path, kind] = key.split('\t') as [Method, string, TokenKind];
    operationFor(method, path).cells.set(kind, mergeVariants(variants));
  }
  for (const row of model.also) {
    const cell = operations.get(`${row.method} ${normalPath(row.path)}`)?.cells.get(row.kind);
    if (!cell?.alone.delete(row.permission)) continue;
    const partners = cell.pairs.get(row.permission) ?? new Set<string>();
    for (const partner of row.anyOf) partners.add(partner);
    cell.pairs.set(row.permission, partners);
  }
  for (const row of model.permissionCorrections) {
    const operation = operations.get(`${row.method} ${normalPath(row.path)}`);
    const cell = operation?.cells.get(row.kind) ?? (row.effect === 'claimed' ? emptyCell() : undefined);
    if (operation === undefined || cell === undefined) continue;
    operation.cells.set(row.kind, cell);
    correctCell(cell, row);
  }
  for (const row of model.operationCorrections) {
    const operation = operationFor(row.method, normalPath(row.path));
    operation.operationCorrections.add(row.id);
    if (row.effect === 'absent') {
      operation.absent = true;
      continue;
    }
    operation.documentedOnly = true;
    operation.versions = row.versions;
    operation.clouds = row.clouds;
    for (const kind of row.kind === '*' ? (['delegated', 'application'] as const) : [row.kind]) {
      if (operation.cells.has(kind)) continue;
      const cell = emptyCell();
      cell.corrections.add(row.id);
      // The documentation says that these suffice; nobody saw the service accept them, so they are no `allow`.
      for (const permission of [...row.least, ...row.higher]) cell.doubtful.add(permission);
      for (const permission of row.least) cell.least.add(permission);
      if (cell.doubtful.size === 0) cell.flags |= RULE.unstated;
      operation.cells.set(kind, cell);
    }
  }
  // Resource-specific consent: such a grant stands at the team or the chat and in no token.
  const resourceSpecific = new Set(
    model.permissions.filter((row) => row.resourceSpecific).map((row) => row.permission),
  );
  for (const operation of operations.values()) applyRules(operation, model, resourceSpecific);
  return operations;
}

/** Cells by method, normalised path and kind, each with its variants: spellings of one template that say differently. */
function variantsOf(
  model: KnowledgeModel,
): ReadonlyMap<string, ReadonlyMap<string, { least: string[]; higher: string[] }>> {
  const cells = new Map<string, Map<string, { least: string[]; higher: string[] }>>();
  for (const row of model.accepts) {
    const key = `${row.method}\t${normalPath(row.path)}\t${row.kind}`;
    const variants = cells.get(key) ?? new Map<string, { least: string[]; higher: string[] }>();
    const variant = variants.get(foldText(row.path)) ?? { least: [], higher: [] };
    variant.least.push(...row.least);
    variant.higher.push(...row.higher);
    variants.set(foldText(row.path), variant);
    cells.set(key, variants);
  }
  return cells;
}

/** Only what all variants accept suffices; what some accept is doubtful. */
function mergeVariants(variants: ReadonlyMap<string, { least: string[]; higher: string[] }>): Cell {
  const cell = emptyCell();
  const sets = [...variants.values()].map((variant) => new Set([...variant.least, ...variant.higher]));
  for (const permission of new Set(sets.flatMap((set) => [...set]))) {
    (sets.every((set) => set.has(permission)) ? cell.alone : cell.doubtful).add(permission);
  }
  for (const variant of variants.values()) for (const permission of variant.least) cell.least.add(permission);
  if (cell.doubtful.size > 0) cell.corrections.add('colliding-templates');
  return cell;
}

function correctCell(cell: Cell, row: PermissionCorrectionRow): void {
  if (row.effect === 'reads') return;
  cell.corrections.add(row.id);
  if (row.effect === 'claimed') {
    for (const permission of row.permissions) if (!cell.alone.has(permission)) cell.doubtful.add(permission);
    return;
  }
  if (row.effect === 'unknown') {
    for (const permission of row.permissions) {
      if (cell.alone.delete(permission)) cell.doubtful.add(permission);
    }
    return;
  }
  for (const permission of row.permissions) {
    cell.alone.delete(permission);
    cell.pairs.set(permission, new Set([...(cell.pairs.get(permission) ?? []), ...row.anyOf]));
  }
  // What only completes a pair does not suffice by itself.
  for (const partner of row.anyOf) if (!row.permissions.includes(partner)) cell.alone.delete(partner);
}

function applyRules(operation: Operation, model: KnowledgeModel, resourceSpecific: ReadonlySet<string>): void {
  const rules = new Set(model.rules.map((rule) => rule.id));
  const exchange = model.policies.some(
    (row) => row.policy === 'application-access-policy' && row.kind === 'application' && covers(row, operation),
  );
  if (exchange && rules.has('exchange-application-rbac')) {
    const cell = operation.cells.get('application') ?? emptyCell();
    cell.flags |= RULE.otherAuthority;
    cell.corrections.add('exchange-application-rbac');
    operation.cells.set('application', cell);
  }
  for (const [kind, cell] of operation.cells) {
    for (const permission of [...cell.alone, ...cell.pairs.keys(), ...cell.doubtful]) {
      const rule = SELECTED.test(permission)
        ? 'selected-permission'
        : resourceSpecific.has(permission)
          ? 'resource-specific-consent'
          : null;
      if (rule === null || !rules.has(rule)) continue;
      cell.alone.delete(permission);
      cell.pairs.delete(permission);
      cell.doubtful.add(permission);
      cell.flags |= RULE.otherAuthority;
      cell.corrections.add(rule);
    }
    if (kind === 'application' && rules.has('application-on-me') && /^\/me(\/|$)/.test(operation.path)) {
      cell.flags = RULE.refused;
      cell.corrections.add('application-on-me');
    }
  }
  if (/^\/me(\/|$)/.test(operation.path) && !operation.cells.has('application')) {
    const cell = emptyCell();
    cell.flags = RULE.refused;
    operation.cells.set('application', cell);
  }
}

function emptyCell(): Cell {
  return {
    alone: new Set(),
    doubtful: new Set(),
    pairs: new Map(),
    least: new Set(),
    flags: 0,
    corrections: new Set(),
  };
}

/** Numbers things in the order of their first use and keeps each once. */
class Tables {
  readonly rules: CompiledRule[] = [{ flags: 0, alone: [], doubtful: [], pairs: [], least: [] }];
  readonly roleNeeds: CompiledRoleNeed[] = [{ flags: 0, roles: [], partial: [] }];
  readonly facts: number[][] = [[0, 0, 0, 0]];
  readonly notes: number[][] = [[]];
  readonly #model: KnowledgeModel;
  readonly #permissionNumber: ReadonlyMap<string, number>;
  readonly #roleNumber: ReadonlyMap<string, number>;
  readonly #known = new Map<string, number>();
  readonly #notes: NoteNumbers;

  constructor(
    model: KnowledgeModel,
    permissionNumber: ReadonlyMap<string, number>,
    roleNumber: ReadonlyMap<string, number>,
  ) {
    this.#model = model;
    this.#permissionNumber = permissionNumber;
    this.#roleNumber = roleNumber;
    this.#notes = noteNumbers(model);
    this.#known.set(keyOf('rules', this.rules[0]), 0);
    this.#known.set(keyOf('roleNeeds', this.roleNeeds[0]), 0);
    this.#known.set(keyOf('facts', this.facts[0]), 0);
    this.#known.set(keyOf('notes', this.notes[0]), 0);
  }

  /** Half-words of an operation, in the order of `OPERATION`. */
  record(operation: Operation): readonly number[] {
    const rule = (kind: TokenKind): number => {
      const cell = operation.cells.get(kind);
      return cell === undefined ? 0 : this.#number('rules', this.rules, this.#rule(cell));
    };
    return [
      rule('delegated'),
      rule('delegated-personal'),
      rule('application'),
      this.#roleNeed(operation, 'delegated'),
      this.#roleNeed(operation, 'application'),
      this.#number('facts', this.facts, this.#fact(operation)),
      this.#number('notes', this.notes, this.#note(operation)),
      this.#marks(operation),
    ];
  }

  queryNeeds(): readonly unknown[] {
    const needs = new Map<
      string,
      { id: string; path: string; option: string; property: string; anyOf: (number[] | null)[]; source: string }
    >();
    for (const row of this.#model.queryNeeds) {
      const id = `${row.path}\t${row.option}\t${row.property}`;
      const need = needs.get(id) ?? {
        id: row.id,
        path: normalPath(row.path).replaceAll('{}', '{id}'),
        option: foldText(row.option),
        property: row.property,
        anyOf: TOKEN_KINDS.map(() => null),
        source: row.source,
      };
      need.anyOf[TOKEN_KINDS.indexOf(row.kind)] = row.anyOf.map((name) => this.#permission(name));
      needs.set(id, need);
    }
    return [...needs.values()];
  }

  #number<Item>(table: string, items: Item[], item: Item): number {
    const id = keyOf(table, item);
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    items.push(item);
    this.#known.set(id, items.length - 1);
    return items.length - 1;
  }

  #permission(name: string): number {
    const number = this.#permissionNumber.get(name);
    if (number === undefined) throw new Error(`permission ${name} is not in the table`);
    return number;
  }

  #permissions(names: Iterable<string>): number[] {
    return [...names]
      .filter((name) => this.#permissionNumber.has(name))
      .map((name) => this.#permission(name))
      .sort((a, b) => a - b);
  }

  #rule(cell: Cell): CompiledRule {
    if ((cell.flags & RULE.refused) !== 0) {
      return { flags: RULE.refused, alone: [], doubtful: [], pairs: [], least: [] };
    }
    return {
      flags: cell.flags,
      alone: this.#permissions(cell.alone),
      doubtful: this.#permissions([...cell.doubtful].filter((name) => !cell.alone.has(name))),
      pairs: [...cell.pairs]
        .map(([name, partners]) => [this.#permission(name), this.#permissions(partners)] as const)
        .sort(([a], [b]) => a - b),
      least: this.#permissions(cell.least),
    };
  }

  #roleNeed(operation: Operation, kind: TokenKind): number {
    const row = mostSpecific(
      this.#model.roleRequirements.filter((candidate) => candidate.kind === kind && covers(candidate, operation)),
    );
    if (row === undefined) return 0;
    if (row.statement === 'none-needed') {
      return this.#number('roleNeeds', this.roleNeeds, { flags: ROLE_FLAG.none, roles: [], partial: [] });
    }
    const flags =
      (row.list === 'exhaustive' ? ROLE_FLAG.exhaustive : 0) |
      (row.alternatives.length > 0 ? ROLE_FLAG.alternative : 0);
    return this.#number('roleNeeds', this.roleNeeds, {
      flags,
      roles: this.#roles(row.roles),
      partial: this.#roles(row.partialRoles),
    });
  }

  #roles(names: readonly string[]): readonly number[] {
    return names.flatMap((name) => this.#roleNumber.get(name) ?? []).sort((a, b) => a - b);
  }

  #fact(operation: Operation): number[] {
    const row = mostSpecific(this.#model.operationFacts.filter((candidate) => covers(candidate, operation)));
    const versions = operation.versions.length > 0 ? operation.versions : (row?.versions ?? []);
    const clouds = operation.clouds.length > 0 ? operation.clouds : (row?.clouds ?? []);
    const documented = operation.versions.length === 0 && row?.versionsEvidence === 'documented';
    let versionBits = 0;
    if (versions.length > 0) {
      versionBits =
        VERSION.known |
        (versions.includes('v1.0') ? VERSION.v1 : 0) |
        (versions.includes('beta') ? VERSION.beta : 0) |
        (documented ? VERSION.documented : 0);
    }
    let cloudBits = 0;
    if (clouds.length > 0) {
      cloudBits = CLOUDS_KNOWN;
      this.#model.clouds.forEach((cloud, index) => {
        if (clouds.includes(cloud.id)) cloudBits |= 1 << index;
      });
    }
    if (operation.path.startsWith('/security/')) {
      // Nothing under /security resolves in the schema of the cloud in China (facts/disagreements.md).
      if (clouds.length === 0) cloudBits = CLOUDS_KNOWN | (this.#allClouds() & ~this.#cloudBit('china'));
      cloudBits |= (this.#cloudBit('china') & ~cloudBits) << CLOUDS_ABSENT_SHIFT;
    }
    if (operation.absent) cloudBits |= ABSENT;
    if (operation.documentedOnly) cloudBits |= DOCUMENTED_ONLY;
    const retires = row === undefined || row.retires === '' ? 0 : daysOf(row.retires);
    const detail = row === undefined ? 0 : this.#model.operationFacts.indexOf(row) + 1;
    return retires === 0 && versionBits === 0 && cloudBits === 0
      ? [0, 0, 0, 0]
      : [versionBits, cloudBits, retires, row !== undefined && row.retires !== '' ? detail : 0];
  }

  #allClouds(): number {
    return (1 << this.#model.clouds.length) - 1;
  }

  #cloudBit(id: string): number {
    const index = this.#model.clouds.findIndex((cloud) => cloud.id === id);
    return index < 0 ? 0 : 1 << index;
  }

  #note(operation: Operation): number[] {
    const entries = new Map<string, number>();
    const add = (kinds: number, note: number, number: number): void => {
      const id = `${note}:${number}`;
      entries.set(id, (entries.get(id) ?? 0) | (kinds << 24) | (note << 20) | number);
    };
    for (const [kind, cell] of operation.cells) {
      for (const correction of cell.corrections) {
        add(1 << TOKEN_KINDS.indexOf(kind), NOTE.correction, this.#notes.correction(correction));
      }
    }
    for (const correction of operation.operationCorrections)
      add(7, NOTE.correction, this.#notes.correction(correction));
    this.#model.contested.forEach((row, number) => {
      if (!covers(row, operation)) return;
      add(row.kind === '*' ? 7 : 1 << TOKEN_KINDS.indexOf(row.kind), NOTE.contested, number);
    });
    for (const kind of TOKEN_KINDS) {
      const row = mostSpecific(
        this.#model.roleRequirements.filter((candidate) => candidate.kind === kind && covers(candidate, operation)),
      );
      if (row === undefined || row.statement === 'none-needed') continue;
      add(1 << TOKEN_KINDS.indexOf(kind), NOTE.source, this.#model.roleRequirements.indexOf(row));
    }
    return [...entries.values()].sort((a, b) => a - b);
  }

  #marks(operation: Operation): number {
    const { path, method } = operation;
    const policy = (kind: TokenKind): boolean =>
      this.#model.policies.some((row) => row.kind === kind && covers(row, operation));
    return (
      (/^\/users\/\{\}(\/|$)/.test(path) ? MARK.user : 0) |
      (/^\/me(\/|$)/.test(path) ? MARK.me : 0) |
      (method === 'POST' && creates(path) ? MARK.creates : 0) |
      (policy('application') ? MARK.applicationPolicy : 0) |
      (policy('delegated') ? MARK.delegatedPolicy : 0) |
      (this.#model.queryNeeds.some((row) => row.option !== 'expand' && pathCovers(row.path, path))
        ? MARK.queryNeeds
        : 0) |
      (path.startsWith('/security/') ? MARK.security : 0) |
      (SHARE_POINT.test(path) ? MARK.sharePoint : 0)
    );
  }
}

/** Where corrections of all files and rules stand in one numbering; `details.ts` writes them in the same order. */
export interface NoteNumbers {
  readonly corrections: readonly { readonly id: string; readonly source: string }[];
  correction(id: string): number;
}

/** Numbers the corrections, sorted by id. */
export function noteNumbers(model: KnowledgeModel): NoteNumbers {
  const sources = new Map<string, string>();
  for (const row of [...model.permissionCorrections, ...model.operationCorrections, ...model.rules]) {
    if (!sources.has(row.id)) sources.set(row.id, row.source);
  }
  const corrections = [...sources].sort(([a], [b]) => compare(a, b)).map(([id, source]) => ({ id, source }));
  const numbers = new Map(corrections.map(({ id }, number) => [id, number]));
  return {
    corrections,
    correction(id) {
      const number = numbers.get(id);
      if (number === undefined) throw new Error(`correction ${id} has no row`);
      return number;
    },
  };
}

interface PathNode {
  path: string | null;
  readonly literals: Map<string, PathNode>;
  readonly mixed: Map<string, PathNode>;
  parameter: PathNode | null;
}

function treeOf(paths: readonly string[]): { readonly root: PathNode; readonly words: ReadonlySet<string> } {
  const root = pathNode();
  const words = new Set<string>(['']);
  for (const path of paths) {
    let node = root;
    for (const segment of path.slice(1).split('/')) {
      if (segment === '{}') {
        node = node.parameter ??= pathNode();
        continue;
      }
      const children = segment.includes('{}') ? node.mixed : node.literals;
      for (const piece of segment.split('{}')) words.add(piece);
      let child = children.get(segment);
      if (child === undefined) children.set(segment, (child = pathNode()));
      node = child;
    }
    node.path = path;
  }
  return { root, words };
}

function pathNode(): PathNode {
  return { path: null, literals: new Map(), mixed: new Map(), parameter: null };
}

/** The most camel-cased spelling of each word, by the word in lower case. */
function spellings(model: KnowledgeModel): ReadonlyMap<string, string> {
  const best = new Map<string, string>();
  const capitals = (text: string): number => text.replace(/[^A-Z]/g, '').length;
  const paths = [...model.accepts, ...model.operationCorrections].map((row) => row.path);
  for (const path of paths) {
    for (const segment of path.slice(1).split('/')) {
      for (const piece of segment.split(/\{[^}]*\}/)) {
        const folded = foldText(piece.replaceAll("'", ''));
        const known = best.get(folded);
        const text = piece.replaceAll("'", '');
        if (
          known === undefined ||
          capitals(text) > capitals(known) ||
          (capitals(text) === capitals(known) && text < known)
        ) {
          best.set(folded, text);
        }
      }
    }
  }
  return best;
}

/** Whether a POST to a path makes a new thing, so that no ownership of an existing one is needed. */
function creates(path: string): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (last.includes('{}') || /^(update|delete|remove|cancel|set|move|merge)/.test(last)) return false;
  return !path.slice(0, -last.length).includes('{}');
}

function marksOf(name: string, model: KnowledgeModel): number {
  let marks = 0;
  for (const row of model.permissions) {
    if (row.permission !== name) continue;
    marks |= PERMISSION_MARK[row.kind === 'delegated-personal' ? 'personal' : row.kind];
  }
  if (/\.(OwnedBy|CreatedByApp|ManagedBy|IdentityParentedBy)$/.test(name)) marks |= PERMISSION_MARK.ownedOnly;
  // Delegated permissions without `.All`, `.Shared` or a directory-wide reach are about the signed-in user's own data.
  if (
    !/\.(All|Shared|Directory|Hidden|OwnedBy|CreatedByApp|ManagedBy|IdentityParentedBy)$/.test(name) &&
    !/^(Directory|Policy|RoleManagement)/.test(name)
  ) {
    marks |= PERMISSION_MARK.ownDataOnly;
  }
  if (SELECTED.test(name)) marks |= PERMISSION_MARK.selected;
  return marks;
}

function covers(row: { readonly method: Method | '*'; readonly path: string }, operation: Operation): boolean {
  return (row.method === '*' || row.method === operation.method) && pathCovers(row.path, operation.path);
}

function mostSpecific<Row extends { readonly method: Method | '*'; readonly path: string }>(
  rows: readonly Row[],
): Row | undefined {
  return [...rows].sort((a, b) => specificity(b) - specificity(a))[0];
}

function maskOf(numbers: readonly number[], words: number): readonly number[] {
  const mask = Array.from({ length: words }, () => 0);
  for (const number of numbers) mask[number >>> 5] = (mask[number >>> 5] as number) | (1 << (number & 31));
  return mask;
}

function daysOf(date: string): number {
  const [year = 1970, month = 1, day] = date.split('-').map(Number);
  // A month alone is over when the next one begins.
  return Math.floor((day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day)) / 86_400_000);
}

function keyOf(table: string, item: unknown): string {
  return `${table} ${JSON.stringify(item)}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Paths in an order that keeps a path before those below it. */
function comparePaths(a: string, b: string): number {
  return compare(a.replaceAll('/', '\u0001'), b.replaceAll('/', '\u0001'));
}
