import type { TokenKind } from '@why403/engine';
import type { AcceptRow, AlsoRow, Method } from '../compile/model.ts';
import { compareText, sorted } from '../compile/order.ts';
import { didYouMean, type Problem } from '../compile/parse-problem.ts';
import { METHODS } from '../compile/parse-tables.ts';
import type { JsonValue } from './json-document.ts';
import { repairPath, templateKey, type Spellings } from './path-template.ts';

/** What the permission table states of one permission in one kind. */
export interface DeclaredPermission {
  readonly permission: string;
  readonly kind: TokenKind;
  readonly adminConsent: boolean | null;
  readonly privilegeLevel: number | null;
  readonly resourceSpecific: boolean;
}

/** The permission table in our terms. */
export interface PermissionTable {
  readonly declared: readonly DeclaredPermission[];
  /** Sorted by path without letter case, method, kind. */
  readonly accepts: readonly AcceptRow[];
  readonly also: readonly AlsoRow[];
  /** Paths with a query, which are left out, each once. */
  readonly queries: readonly string[];
}

/** Kinds in the order in which rows are sorted. */
export const KIND_ORDER: readonly TokenKind[] = ['delegated', 'delegated-personal', 'application'];

const KINDS: ReadonlyMap<string, TokenKind> = new Map([
  ['DelegatedWork', 'delegated'],
  ['DelegatedPersonal', 'delegated-personal'],
  ['Application', 'application'],
]);

interface Listing {
  least: boolean;
  /** A listing without "also requires" was seen. */
  alone: boolean;
  readonly also: Set<string>;
}

interface Cell {
  readonly key: string;
  readonly method: Method;
  readonly kind: TokenKind;
  readonly listings: Map<string, Listing>;
}

/**
 * Translates a scheme of the permission table.
 *
 * @param value Where a problem is reported.
 *
 * @returns The kind, or `undefined` with a problem.
 */
export function readKind(value: JsonValue, name: string = value.text()): TokenKind | undefined {
  const kind = KINDS.get(name);
  if (kind === undefined) value.fail(`unknown scheme \`${name}\``, didYouMean(name, KINDS.keys()));
  return kind;
}

/**
 * Reads Microsoft's permission table.
 *
 * Rows of one path in several letter cases are one operation; templates that differ in the name of a parameter stay
 * apart. A permission that is listed twice for an operation needs what *any* of its listings needs, and nothing more if
 * one of them needs nothing more. Paths with a query are left out, since they do not speak of the plain path.
 *
 * This does check every member that carries a fact, and reports all that it does not know. This does NOT judge whether
 * the table is right.
 *
 * @param root The whole document.
 * @param spellings Learns the spelling of the paths, and spells them.
 * @param problems Gets every problem, with its place in the file.
 */
export function readPermissionTable(root: JsonValue, spellings: Spellings, problems: Problem[]): PermissionTable {
  const before = problems.length;
  const permissions = root.member('permissions');
  if (permissions === undefined) root.fail('no member `permissions`');
  const entries = permissions?.members() ?? [];
  const names = new Set(entries.map((entry) => entry.name));
  const declared: DeclaredPermission[] = [];
  const cells = new Map<string, Cell>();
  const queries = new Set<string>();

  for (const entry of entries) {
    if (/[\s|]/.test(entry.name)) entry.fail('name of a permission contains white space or `|`');
    const kinds = readSchemes(entry.value, entry.name, declared);
    const pathSets = entry.value.member('pathSets');
    if (pathSets === undefined) entry.fail(`\`${entry.name}\` has no member \`pathSets\``);
    for (const pathSet of pathSets?.items() ?? []) {
      readPathSet(pathSet, { permission: entry.name, kinds, names, cells, queries, spellings });
    }
  }
  if (entries.length === 0 && problems.length === before) root.fail('no permission in the table');

  const ordered = sorted(
    cells.values(),
    (a, b) =>
      compareText(a.key, b.key) ||
      METHODS.indexOf(a.method) - METHODS.indexOf(b.method) ||
      KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind),
  );
  const accepts: AcceptRow[] = [];
  const also: AlsoRow[] = [];
  for (const { key, method, kind, listings } of ordered) {
    const path = spellings.spell(key);
    const listed = sorted(listings, ([a], [b]) => compareText(a, b));
    accepts.push({
      path,
      method,
      kind,
      least: listed.filter(([, listing]) => listing.least).map(([name]) => name),
      higher: listed.filter(([, listing]) => !listing.least).map(([name]) => name),
    });
    for (const [permission, listing] of listed) {
      if (listing.alone) continue;
      also.push({ path, method, kind, permission, anyOf: sorted(listing.also, compareText) });
    }
  }
  return { declared, accepts, also, queries: sorted(queries, compareText) };
}

function readSchemes(entry: JsonValue, permission: string, declared: DeclaredPermission[]): ReadonlySet<TokenKind> {
  const authorizationType = entry.member('authorizationType');
  const type = authorizationType?.text() ?? '';
  if (type !== 'oAuth2' && type !== 'RSC') {
    (authorizationType ?? entry).fail(`unknown authorization type \`${type}\` of \`${permission}\``);
  }
  const kinds = new Set<TokenKind>();
  const schemes = entry.member('schemes');
  if (schemes === undefined) entry.fail(`\`${permission}\` has no member \`schemes\``);
  for (const scheme of schemes?.members() ?? []) {
    const kind = readKind(scheme.value, scheme.name);
    if (kind === undefined) continue;
    kinds.add(kind);
    const privilegeLevel = scheme.value.member('privilegeLevel');
    const level = privilegeLevel?.number() ?? null;
    if (level !== null && !(Number.isInteger(level) && level >= 1 && level <= 5)) {
      privilegeLevel?.fail(`privilege level \`${level}\` is not a whole number from 1 to 5`);
    }
    declared.push({
      permission,
      kind,
      adminConsent: scheme.value.member('requiresAdminConsent')?.flag() ?? null,
      privilegeLevel: level,
      resourceSpecific: type === 'RSC',
    });
  }
  return kinds;
}

const PATH_SET_MEMBERS: readonly string[] = ['schemeKeys', 'methods', 'paths'];

interface PathSetContext {
  readonly permission: string;
  readonly kinds: ReadonlySet<TokenKind>;
  readonly names: ReadonlySet<string>;
  readonly cells: Map<string, Cell>;
  readonly queries: Set<string>;
  readonly spellings: Spellings;
}

function readPathSet(pathSet: JsonValue, context: PathSetContext): void {
  const { permission } = context;
  const kinds: TokenKind[] = [];
  for (const item of pathSet.member('schemeKeys')?.items() ?? []) {
    const kind = readKind(item);
    if (kind === undefined) continue;
    if (!context.kinds.has(kind)) item.fail(`\`${permission}\` does not declare scheme \`${item.text()}\``);
    kinds.push(kind);
  }
  const methods: Method[] = [];
  for (const item of pathSet.member('methods')?.items() ?? []) {
    const name = item.text();
    const method = METHODS.find((known) => known === name);
    if (method === undefined) item.fail(`unknown method \`${name}\``, didYouMean(name, METHODS));
    else methods.push(method);
  }
  if (pathSet.member('schemeKeys') === undefined) pathSet.fail(`a path set of \`${permission}\` has no schemes`);
  if (pathSet.member('methods') === undefined) pathSet.fail(`a path set of \`${permission}\` has no methods`);
  if (pathSet.member('paths') === undefined) pathSet.fail(`a path set of \`${permission}\` has no paths`);

  // A member that is not known may narrow what the set says, so that reading on could allow too much.
  for (const { name, fail } of pathSet.members()) {
    if (!PATH_SET_MEMBERS.includes(name)) fail(`unknown member \`${name}\` of a path set of \`${permission}\``);
  }

  for (const { name, value, fail } of pathSet.member('paths')?.members() ?? []) {
    const options = readOptions(value, context, kinds);
    const repaired = repairPath(name);
    if (repaired.type === 'invalid') {
      fail(`\`${name}\`: ${repaired.reason}`);
      continue;
    }
    if (repaired.type === 'query') {
      context.queries.add(name);
      continue;
    }
    context.spellings.add(repaired.path);
    const key = templateKey(repaired.path);
    for (const method of methods) {
      for (const kind of kinds) {
        const id = `${key}\t${method}\t${kind}`;
        const cell = context.cells.get(id) ?? { key, method, kind, listings: new Map<string, Listing>() };
        context.cells.set(id, cell);
        const listing = cell.listings.get(permission) ?? { least: false, alone: false, also: new Set<string>() };
        cell.listings.set(permission, listing);
        if (options.least.has(kind)) listing.least = true;
        if (options.also.length === 0) listing.alone = true;
        for (const other of options.also) listing.also.add(other);
      }
    }
  }
}

/** Reads `least=DelegatedWork,Application;AlsoRequires=A,B`; the comma of `AlsoRequires` means "or". */
function readOptions(
  value: JsonValue,
  context: PathSetContext,
  kinds: readonly TokenKind[],
): { readonly least: ReadonlySet<TokenKind>; readonly also: readonly string[] } {
  const least = new Set<TokenKind>();
  const also: string[] = [];
  const content = value.text();
  for (const option of content === '' ? [] : content.split(';')) {
    const [name = '', list = '', ...rest] = option.split('=');
    const items = list.split(',').map((item) => item.trim());
    if (rest.length > 0 || items.includes('')) {
      value.fail(`option \`${option}\` is not \`name=item,item\``);
      continue;
    }
    switch (name.trim().toLowerCase()) {
      case 'least':
        for (const item of items) {
          const kind = readKind(value, item);
          if (kind === undefined) continue;
          if (!kinds.includes(kind)) value.fail(`\`${item}\` is least here but not a scheme of the path set`);
          least.add(kind);
        }
        break;
      case 'alsorequires':
        for (const item of items) {
          if (!context.names.has(item)) value.fail(`unknown permission \`${item}\``, didYouMean(item, context.names));
          also.push(item);
        }
        break;
      default:
        value.fail(`unknown option \`${name}\``, didYouMean(name, ['least', 'AlsoRequires']));
    }
  }
  return { least, also };
}
