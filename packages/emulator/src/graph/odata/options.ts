import { badQuery, badRequest } from '../errors/graph-error.ts';
import type { Expression } from './ast.ts';
import { bindFilter, bindOrderBy, bindSelect, type BindContext } from './bind.ts';
import type { OrderKey, Predicate } from './bound.ts';
import { parseAliasValue, parseFilter, parseOrderBy, parseSelect } from './parse.ts';
import type { ClauseName, Parsed } from './problem.ts';
import type { QueryString } from './query-string.ts';

/** A query option that a collection can support. */
export type OptionName = 'filter' | 'orderby' | 'select' | 'top' | 'skip' | 'count' | 'skiptoken' | 'expand';

/** What a collection says about its options. */
export interface OptionRules {
  readonly allowed: ReadonlySet<OptionName>;
  /** Navigation properties that can be expanded. */
  readonly expand: readonly string[];
  readonly pageSize: number;
  /** Largest `$top`, and what happens above it. */
  readonly top: { readonly max: number; readonly over: 'clamp' | 'refuse' };
  /** Largest `$skip`; above it the answer is 400. */
  readonly skipMax: number | null;
}

/** What most collections say; each names what differs. */
export const USUAL_RULES: OptionRules = {
  allowed: new Set(['filter', 'orderby', 'select', 'top', 'skip', 'count', 'skiptoken']),
  expand: [],
  pageSize: 100,
  top: { max: 1000, over: 'clamp' },
  skipMax: null,
};

/** Query options, checked. */
export interface QueryOptions {
  readonly filter: Predicate | null;
  readonly orderBy: readonly OrderKey[];
  /** Names in the type's spelling; `null` is all. */
  readonly select: ReadonlySet<string> | null;
  readonly expand: readonly string[];
  /** Size of a page. */
  readonly top: number;
  /** Whether the client named a size. */
  readonly topGiven: boolean;
  readonly skip: number;
  readonly count: boolean;
  readonly skipToken: string | null;
}

const SYSTEM: ReadonlySet<string> = new Set([
  'filter',
  'orderby',
  'select',
  'top',
  'skip',
  'count',
  'skiptoken',
  'expand',
  'search',
  'format',
  'apply',
  'compute',
  'deltatoken',
  'levels',
  'index',
  'schemaversion',
]);

/**
 * Reads and checks the query options of a request.
 *
 * The `$` may be left out. Options that the collection does not support, `$search` among them, are refused with the
 * words of the library that Microsoft Graph's services use. Parameters that are no system options are ignored.
 *
 * @throws GraphError 400
 */
export function readOptions(query: QueryString, context: BindContext, rules: OptionRules): QueryOptions {
  const given = collect(query, rules);
  const aliases = readAliases(query);
  const bindContext: BindContext = { ...context, aliases };
  const filterText = given.get('filter');
  const orderText = given.get('orderby');
  const selectText = given.get('select');
  const top = readCount('top', given.get('top'));
  const skip = readCount('skip', given.get('skip')) ?? 0;
  if (rules.skipMax !== null && skip > rules.skipMax) throw overLimit('Skip', rules.skipMax, skip);
  if (top !== null && top > rules.top.max && rules.top.over === 'refuse') throw overLimit('Top', rules.top.max, top);
  return {
    filter:
      filterText === undefined
        ? null
        : take(parseFilter(filterText), (tree) => take(bindFilter(filterText, tree, bindContext))),
    orderBy:
      orderText === undefined
        ? []
        : take(parseOrderBy(orderText), (keys) => take(bindOrderBy(orderText, keys, bindContext))),
    select:
      selectText === undefined || selectText === ''
        ? null
        : take(parseSelect(selectText), (paths) => take(bindSelect(selectText, paths, bindContext))),
    expand: readExpand(given.get('expand'), rules, context),
    top: Math.min(top ?? rules.pageSize, rules.top.max),
    topGiven: top !== null,
    skip,
    count: readBoolean(given.get('count')),
    skipToken: given.get('skiptoken') ?? null,
  };
}

function collect(query: QueryString, rules: OptionRules): ReadonlyMap<OptionName, string> {
  const given = new Map<OptionName, string>();
  for (const [name, value] of query.entries) {
    const bare = name.replace(/^\$/, '').toLowerCase();
    if (!SYSTEM.has(bare)) {
      if (name.startsWith('$')) throw badRequest(`The query parameter '${name.slice(0, 60)}' is not supported.`);
      continue;
    }
    if (bare === 'format') continue;
    if (!rules.allowed.has(bare as OptionName)) throw optionNotAllowed(bare);
    if (given.has(bare as OptionName)) {
      throw badRequest(`Query option '$${bare}' was specified more than once, but it must be specified at most once.`);
    }
    given.set(bare as OptionName, value);
  }
  return given;
}

const ALLOWED_NAMES: Readonly<Record<string, string>> = {
  filter: 'Filter',
  orderby: 'OrderBy',
  select: 'Select',
  top: 'Top',
  skip: 'Skip',
  count: 'Count',
  skiptoken: 'SkipToken',
  expand: 'Expand',
  search: 'Search',
  apply: 'Apply',
  compute: 'Compute',
  deltatoken: 'DeltaToken',
};

function optionNotAllowed(bare: string): Error {
  return badRequest(
    `The query specified in the URI is not valid. Query option '${ALLOWED_NAMES[bare] ?? bare}' is not allowed. ` +
      "To allow it, set the 'AllowedQueryOptions' property on EnableQueryAttribute or QueryValidationSettings.",
  );
}

function overLimit(name: 'Top' | 'Skip', max: number, value: number): Error {
  return badRequest(
    `The query specified in the URI is not valid. The limit of '${String(max)}' for ${name} query has been exceeded. ` +
      `The value from the incoming request is '${String(value)}'.`,
  );
}

function readAliases(query: QueryString): ReadonlyMap<string, Expression> {
  const aliases = new Map<string, Expression>();
  for (const [name, value] of query.entries) {
    if (!name.startsWith('@')) continue;
    aliases.set(name.slice(1).toLowerCase(), take(parseAliasValue(value)));
  }
  return aliases;
}

function readCount(name: 'top' | 'skip', text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) {
    throw badRequest(
      `Invalid value '${text.slice(0, 60)}' for $${name} query option found. ` +
        `The $${name} query option requires a non-negative integer value.`,
    );
  }
  return value;
}

function readBoolean(text: string | undefined): boolean {
  if (text === undefined) return false;
  const word = text.trim().toLowerCase();
  if (word !== 'true' && word !== 'false') {
    throw badRequest(
      `Invalid value '${text.slice(0, 60)}' for $count query option found. The $count query option requires a boolean value.`,
    );
  }
  return word === 'true';
}

function readExpand(text: string | undefined, rules: OptionRules, context: BindContext): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(',').map((part) => {
    const name = part.trim();
    const found = rules.expand.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
    const problem = {
      clause: 'expand',
      reason: `Could not find a property named '${name.slice(0, 60)}' on type '${context.type.name}'`,
      position: text.indexOf(name),
      text,
    } as const satisfies { clause: ClauseName; reason: string; position: number; text: string };
    throw badQuery(problem);
  });
}

function take<T>(parsed: Parsed<T>): T;
function take<T, U>(parsed: Parsed<T>, then: (value: T) => U): U;
function take<T>(parsed: Parsed<T>, then?: (value: T) => unknown): unknown {
  if (!parsed.ok) throw badQuery(parsed.problem);
  return then === undefined ? parsed.value : then(parsed.value);
}
