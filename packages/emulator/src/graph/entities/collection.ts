import type { RawBuilder } from 'kysely';

import { valueOf } from '../odata/evaluate.ts';
import { readOptions, type QueryOptions } from '../odata/options.ts';
import type { QueryString } from '../odata/query-string.ts';
import { notFound } from '../errors/graph-error.ts';
import { PlainText, type GraphContext, type GraphRequest, type GraphResult } from '../request.ts';
import type { Document, Stored } from './document.ts';
import { totalOrder, type EntitySet } from './entity-set.ts';
import { present } from './present.ts';
import { readSkipToken, writeSkipToken } from './skip-token.ts';
import { EntityStore, etagOf } from './store.ts';

/** What an entity adds to the way in which all collections are answered. */
export interface CollectionNeeds {
  /** Which rows the caller may see. */
  readonly where?: RawBuilder<boolean>;
  /** Adds expanded properties to what is shown, given the documents of the page. */
  readonly expand?: (
    documents: readonly Document[],
    options: QueryOptions,
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** The store of a set for the caller's tenant. */
export function storeOf(set: EntitySet, context: GraphContext): EntityStore {
  return new EntityStore(set, context.state, context.caller.tenantId);
}

/**
 * Answers a list with its query options, a page at a time.
 *
 * A page ends with `@odata.nextLink` when there is more. The link holds the other options as they were sent and the
 * place behind the last row, so that rows that come or go in between neither repeat nor hide others.
 */
export async function listCollection(
  set: EntitySet,
  context: GraphContext,
  request: GraphRequest,
  needs: CollectionNeeds = {},
): Promise<GraphResult> {
  const options = readOptions(request.query, { model: set.model, type: set.type }, rulesFor(set, context));
  const store = storeOf(set, context);
  const order = totalOrder(set, options.orderBy);
  const after = options.skipToken === null ? null : readSkipToken(order, options.skipToken);
  const rows =
    options.top === 0
      ? []
      : await store.list({
          filter: options.filter,
          ...(needs.where === undefined ? {} : { where: needs.where }),
          order,
          after,
          skip: after === null ? options.skip : 0,
          limit: options.top + 1,
        });
  const page = rows.slice(0, options.top);
  const last = page.at(-1);
  const body: Record<string, unknown> = { '@odata.context': metadata(context, set, options) };
  if (options.count) body['@odata.count'] = await store.count(options.filter, needs.where);
  if (rows.length > page.length && last !== undefined) {
    const token = writeSkipToken(
      order,
      order.map((key) => valueOf(key.scalar, last.document)),
    );
    body['@odata.nextLink'] = nextLink(context, request, token);
  }
  const documents = page.map((row) => row.document);
  const expanded = options.expand.length > 0 ? await needs.expand?.(documents, options) : undefined;
  body['value'] = documents.map((document, index) => ({
    ...shown(set, context, document, options),
    ...expanded?.[index],
  }));
  return { status: 200, body };
}

/** Answers `/{collection}/$count`: a number as text. */
export async function countCollection(
  set: EntitySet,
  context: GraphContext,
  request: GraphRequest,
  needs: CollectionNeeds = {},
): Promise<GraphResult> {
  const rules = { ...rulesFor(set, context), allowed: new Set(['filter'] as const) };
  const options = readOptions(request.query, { model: set.model, type: set.type }, rules);
  const count = await storeOf(set, context).count(options.filter, needs.where);
  return { status: 200, body: new PlainText(String(count)) };
}

/** Answers one entity by its id. */
export async function getEntity(
  set: EntitySet,
  context: GraphContext,
  request: GraphRequest,
  needs: CollectionNeeds & { readonly visible?: (document: Document) => boolean } = {},
): Promise<GraphResult> {
  const allowed = new Set(
    (['select', 'expand'] as const).filter((name) => set.rules.allowed.has(name) || name === 'select'),
  );
  const rules = { ...rulesFor(set, context), allowed };
  const options = readOptions(request.query, { model: set.model, type: set.type }, rules);
  const row = await storeOf(set, context).get(request.parameters['id'] ?? '');
  if (row === null || needs.visible?.(row.document) === false) throw notFound();
  const expanded = options.expand.length > 0 ? await needs.expand?.([row.document], options) : undefined;
  return {
    status: 200,
    body: {
      '@odata.context': entityMetadata(context, set, options),
      ...shown(set, context, row.document, options),
      ...expanded?.[0],
    },
    headers: { ETag: etagOf(row.revision) },
  };
}

/** Answers a change: 204, or 200 with the entity where the client or the operation wants it. */
export function answerChange(
  set: EntitySet,
  context: GraphContext,
  row: Stored | null,
  representation: boolean,
): GraphResult {
  if (row === null) throw notFound();
  if (!representation) return { status: 204, headers: { ETag: etagOf(row.revision) } };
  const headers: Record<string, string> = { ETag: etagOf(row.revision) };
  if (context.preferences.representation) headers['Preference-Applied'] = 'return=representation';
  return {
    status: 200,
    body: { '@odata.context': entityMetadata(context, set, null), ...shown(set, context, row.document, null) },
    headers,
  };
}

/** One entity as the client wants to see it. */
export function shown(
  set: EntitySet,
  context: GraphContext,
  document: Document,
  options: QueryOptions | null,
): Record<string, unknown> {
  return present(document, set.type, {
    model: set.model,
    select: options?.select ?? null,
    unknownEnumMembers: context.preferences.unknownEnumMembers,
  });
}

/** `@odata.context` of one entity. */
export function entityMetadata(context: GraphContext, set: EntitySet, options: QueryOptions | null): string {
  return `${metadata(context, set, options)}/$entity`;
}

function metadata(context: GraphContext, set: EntitySet, options: QueryOptions | null): string {
  const names = [...(options?.select ?? []), ...(options?.expand ?? []).map((name) => `${name}()`)];
  const projection = names.length === 0 ? '' : `(${names.join(',')})`;
  return `${context.serviceRoot}/$metadata#${set.path}${projection}`;
}

/** The address of the next page. */
export function nextLink(
  context: GraphContext,
  request: { readonly path: string; readonly query: QueryString },
  token: string,
): string {
  const query = request.query.with(['skiptoken', 'skip'], [['$skiptoken', token]]);
  return `${context.serviceRoot}${encodeURI(request.path)}?${query.toString()}`;
}

function rulesFor(set: EntitySet, context: GraphContext): EntitySet['rules'] {
  const { maxPageSize } = context.preferences;
  if (maxPageSize === null || maxPageSize === 0) return set.rules;
  return { ...set.rules, pageSize: Math.min(maxPageSize, set.rules.top.max) };
}
