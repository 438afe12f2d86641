import type { Kysely } from 'kysely';

import { badRequest, GraphError, notFound } from '../errors/graph-error.ts';
import { USUAL_RULES } from '../odata/options.ts';
import { now as instantNow } from '../odata/time.ts';
import { isObject, type GraphContext, type GraphRequest, type GraphResult, type Route } from '../request.ts';
import { accept, member } from './accept.ts';
import { answerChange, countCollection, getEntity, listCollection, shown, storeOf } from './collection.ts';
import type { Document } from './document.ts';
import { entitySet, type EntitySet } from './entity-set.ts';
import { createEntityTable } from './tables.ts';

/** Legacy alerts, which the providers of a tenant are asked for together. */
export const alerts: EntitySet = entitySet({
  path: 'security/alerts',
  type: 'microsoft.graph.alert',
  table: 'security_alerts',
  columns: {
    assignedTo: 'assigned_to',
    category: 'category',
    createdDateTime: 'created',
    eventDateTime: 'event_time',
    lastModifiedDateTime: 'last_modified',
    severity: 'severity',
    status: 'status',
    title: 'title',
    'vendorInformation/provider': 'provider',
    'vendorInformation/vendor': 'vendor',
  },
  rules: { ...USUAL_RULES, top: { max: 1000, over: 'refuse' }, skipMax: 500 },
  order: 'eventDateTime desc',
});

/** Creates the table of the legacy alerts. */
export function createAlerts(db: Kysely<unknown>): Promise<void> {
  return createEntityTable(
    db,
    'security_alerts',
    [
      ['assigned_to', 'text'],
      ['category', 'text'],
      ['created', 'text'],
      ['event_time', 'text'],
      ['last_modified', 'text'],
      ['severity', 'text'],
      ['status', 'text'],
      ['title', 'text'],
      ['provider', 'text'],
      ['vendor', 'text'],
    ],
    [['event_time', 'id'], ['provider', 'event_time'], ['created']],
  );
}

const WRITABLE: ReadonlySet<string> = new Set([
  'assignedTo',
  'closedDateTime',
  'comments',
  'feedback',
  'status',
  'tags',
  'vendorInformation',
]);

/** The only comments that the documentation lets a client write. */
const COMMENTS: ReadonlySet<string> = new Set(['Closed in IPC', 'Closed in MCAS']);

/** Operations of the legacy alerts. */
export const alertRoutes: readonly Route[] = [
  { method: 'GET', path: '/security/alerts', versions: ['v1.0', 'beta'], handler: list },
  { method: 'GET', path: '/security/alerts/$count', versions: ['v1.0', 'beta'], handler: count },
  { method: 'GET', path: '/security/alerts/{id}', versions: ['v1.0', 'beta'], handler: get },
  { method: 'PATCH', path: '/security/alerts/{id}', versions: ['v1.0', 'beta'], handler: patch },
  { method: 'POST', path: '/security/alerts/updateAlerts', versions: ['beta'], handler: updateAlerts },
];

async function list(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return federated(context, await listCollection(alerts, context, request));
}

async function count(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return federated(context, await countCollection(alerts, context, request));
}

async function get(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return federated(context, await getEntity(alerts, context, request));
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const change = readChange(request.body);
  const row = await storeOf(alerts, context).update(
    request.parameters['id'] ?? '',
    (current) => changed(current, change, context),
    request.headers.get('if-match'),
  );
  return answerChange(alerts, context, row, context.preferences.representation);
}

/** Changes several alerts at once: either all of them or, when one is missing or wrong, none. */
async function updateAlerts(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const value = member(request.body, 'value');
  if (!Array.isArray(value) || value.length === 0) {
    throw badRequest("The parameter 'value' must be a non-empty collection of alerts.");
  }
  const items = value.map((item: unknown) => {
    const id = isObject(item) ? item['id'] : undefined;
    if (typeof id !== 'string') throw badRequest("The required property 'id' is missing.");
    const { id: _, ...rest } = item as Record<string, unknown>;
    return { id, change: readChange(rest) };
  });
  const rows = await context.state.db.transaction().execute(async (transaction) => {
    const store = storeOf(alerts, context).within(transaction);
    const updated: Document[] = [];
    for (const { id, change } of items) {
      const row = await store.update(id, (current) => changed(current, change, context));
      if (row === null) throw notFound();
      updated.push(row.document);
    }
    return updated;
  });
  return {
    status: 200,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#Collection(microsoft.graph.alert)`,
      value: rows.map((document) => shown(alerts, context, document, null)),
    },
  };
}

function readChange(body: unknown): Document {
  const change = accept(body, { model: alerts.model, type: alerts.type, writable: WRITABLE });
  requireVendor(change['vendorInformation']);
  const comments = change['comments'];
  if (Array.isArray(comments) && comments.some((comment) => !COMMENTS.has(String(comment)))) {
    throw badRequest("Invalid value specified for property 'comments': it can be 'Closed in IPC' or 'Closed in MCAS'.");
  }
  return change;
}

/** `vendorInformation` tells the service which provider to ask; without it no provider can be found. */
export function requireVendor(vendorInformation: unknown): void {
  for (const name of ['provider', 'vendor']) {
    const value = isObject(vendorInformation) ? vendorInformation[name] : undefined;
    if (typeof value !== 'string' || value === '') {
      throw badRequest(`The required property 'vendorInformation/${name}' is missing.`);
    }
  }
}

function changed(current: Document, change: Document, context: GraphContext): Document {
  const named = change['vendorInformation'] as Document;
  const actual = current['vendorInformation'] as Document;
  const same = (name: string): boolean => String(named[name]).toLowerCase() === String(actual[name]).toLowerCase();
  if (!same('provider') || !same('vendor')) throw notFound();
  const at = instantNow(context.now);
  const history = Array.isArray(current['historyStates']) ? (current['historyStates'] as readonly unknown[]) : [];
  const { vendorInformation: _, ...rest } = change;
  const next: Document = { ...current, ...rest, lastModifiedDateTime: at };
  return {
    ...next,
    historyStates: [
      ...history,
      {
        appId: context.caller.appId,
        assignedTo: next['assignedTo'] ?? null,
        comments: next['comments'] ?? [],
        feedback: next['feedback'] ?? null,
        status: next['status'] ?? null,
        updatedDateTime: at,
        user: context.caller.userName,
      },
    ],
  };
}

/**
 * The answer of the federation: what a refused provider would have given is left out, and a `Warning` names it. When
 * no provider at all answered, the answer is the error of the last one.
 */
function federated(context: GraphContext, result: GraphResult): GraphResult {
  const faults = context.settings.providerFaults;
  if (faults.length === 0) return result;
  const warning = faults
    .map((fault) => `199 - "${fault.vendor}/${fault.provider}/${String(fault.status)}/${String(fault.latencyMs)}"`)
    .join(', ');
  const gone = (document: unknown): boolean => {
    const vendor = isObject(document) ? document['vendorInformation'] : undefined;
    return faults.some(
      (fault) => isObject(vendor) && vendor['provider'] === fault.provider && vendor['vendor'] === fault.vendor,
    );
  };
  const headers = { ...result.headers, Warning: warning };
  const { body } = result;
  if (!isObject(body)) return { ...result, status: 206, headers };
  if (Array.isArray(body['value'])) {
    const value = body['value'].filter((item) => !gone(item));
    return { status: 206, headers, body: { ...body, value } };
  }
  if (gone(body))
    throw new GraphError(404, 'ResourceNotFound', 'Resource not found.', { headers: { Warning: warning } });
  return { status: 206, headers, body };
}
