import type { Document } from '../entities/document.ts';
import { present } from '../entities/present.ts';
import { readSkipToken, writeSkipToken } from '../entities/skip-token.ts';
import { nextLink } from '../entities/collection.ts';
import { directoryModel } from '../model/directory.ts';
import type { StructuredType } from '../model/edm.ts';
import { bindOrderBy } from '../odata/bind.ts';
import type { OrderKey } from '../odata/bound.ts';
import { compareRows, compareValues, matches, valueOf } from '../odata/evaluate.ts';
import { readOptions, USUAL_RULES, type OptionRules } from '../odata/options.ts';
import { parseOrderBy } from '../odata/parse.ts';
import { PlainText, type GraphContext, type GraphRequest, type GraphResult } from '../request.ts';

/** A kind of directory objects. */
export interface DirectorySet {
  /** As it stands in `@odata.context`. */
  readonly path: string;
  readonly type: StructuredType;
  /** Properties that are shown when the client selects none; `null` is all. */
  readonly shown: ReadonlySet<string> | null;
}

const RULES: OptionRules = { ...USUAL_RULES, top: { max: 999, over: 'refuse' } };

/** Describes a kind of directory objects. */
export function directorySet(path: string, type: string, shown: readonly string[] | null = null): DirectorySet {
  return { path, type: directoryModel.structured(type), shown: shown === null ? null : new Set(shown) };
}

/**
 * Answers a list of directory objects that were read already: directories of an emulator are small. Text is compared
 * without regard to case, as the directory compares it.
 */
export function listDirectory(
  set: DirectorySet,
  context: GraphContext,
  request: GraphRequest,
  documents: readonly Document[],
): GraphResult {
  const bind = { model: directoryModel, type: set.type, ignoreCase: true };
  const options = readOptions(request.query, bind, RULES);
  const order = [...options.orderBy, ...byId(set)];
  const { filter } = options;
  const found = filter === null ? [...documents] : documents.filter((document) => matches(filter, document));
  found.sort((a, b) => compareRows(order, a, b));
  const place = options.skipToken === null ? null : readSkipToken(order, options.skipToken);
  const start = place === null ? options.skip : found.findIndex((document) => isAfter(order, document, place));
  const page = start === -1 ? [] : found.slice(start, start + options.top);
  const last = page.at(-1);
  const body: Record<string, unknown> = { '@odata.context': `${context.serviceRoot}/$metadata#${set.path}` };
  if (options.count) body['@odata.count'] = found.length;
  if (last !== undefined && start + page.length < found.length) {
    const token = writeSkipToken(
      order,
      order.map((key) => valueOf(key.scalar, last)),
    );
    body['@odata.nextLink'] = nextLink(context, request, token);
  }
  body['value'] = page.map((document) => show(set, document, options.select));
  return { status: 200, body };
}

/** Answers the number of directory objects that pass `$filter`. */
export function countDirectory(set: DirectorySet, request: GraphRequest, documents: readonly Document[]): GraphResult {
  const bind = { model: directoryModel, type: set.type, ignoreCase: true };
  const { filter } = readOptions(request.query, bind, { ...RULES, allowed: new Set(['filter']) });
  const count = filter === null ? documents.length : documents.filter((document) => matches(filter, document)).length;
  return { status: 200, body: new PlainText(String(count)) };
}

/** Answers one directory object. */
export function oneObject(
  set: DirectorySet,
  context: GraphContext,
  request: GraphRequest,
  document: Document,
  status = 200,
): GraphResult {
  const bind = { model: directoryModel, type: set.type };
  const allowed = new Set(['select'] as const);
  const select = request.method === 'GET' ? readOptions(request.query, bind, { ...RULES, allowed }).select : null;
  return {
    status,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#${set.path}/$entity`,
      ...show(set, document, select),
    },
  };
}

function show(set: DirectorySet, document: Document, select: ReadonlySet<string> | null): Record<string, unknown> {
  return present(document, set.type, {
    model: directoryModel,
    select: select ?? set.shown,
    unknownEnumMembers: true,
  });
}

function isAfter(
  order: readonly OrderKey[],
  document: Document,
  place: readonly (string | number | boolean | null)[],
): boolean {
  for (const [index, key] of order.entries()) {
    const compared = compareValues(valueOf(key.scalar, document), place[index] ?? null);
    if (compared !== 0) return key.descending ? compared < 0 : compared > 0;
  }
  return false;
}

function byId(set: DirectorySet): readonly OrderKey[] {
  const parsed = parseOrderBy('id');
  const bound = parsed.ok ? bindOrderBy('id', parsed.value, { model: directoryModel, type: set.type }) : parsed;
  if (!bound.ok) throw new TypeError('every directory object has an id');
  return bound.value;
}
