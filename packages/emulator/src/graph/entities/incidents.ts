import { sql, type Kysely } from 'kysely';

import { badRequest, notFound } from '../errors/graph-error.ts';
import { USUAL_RULES } from '../odata/options.ts';
import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { accept, optionalText, texts } from './accept.ts';
import { answerMerge, movedTo } from './alert-incident.ts';
import { alertsV2 } from './alerts-v2.ts';
import { answerChange, countCollection, getEntity, listCollection, shown, storeOf } from './collection.ts';
import { answerComments, commentFrom, withComment } from './comments.ts';
import type { Document } from './document.ts';
import { entitySet, totalOrder, type EntitySet } from './entity-set.ts';
import { createEntityTable } from './tables.ts';

/** Incidents: alerts that belong together. */
export const incidents: EntitySet = entitySet({
  path: 'security/incidents',
  type: 'microsoft.graph.security.incident',
  table: 'security_incidents',
  columns: {
    assignedTo: 'assigned_to',
    classification: 'classification',
    createdDateTime: 'created',
    determination: 'determination',
    lastUpdateDateTime: 'last_update',
    severity: 'severity',
    status: 'status',
  },
  rules: {
    ...USUAL_RULES,
    allowed: new Set([...USUAL_RULES.allowed, 'expand']),
    expand: ['alerts'],
    pageSize: 50,
    top: { max: 50, over: 'refuse' },
  },
  order: 'createdDateTime desc',
});

/** Creates the table of the incidents. */
export function createIncidents(db: Kysely<unknown>): Promise<void> {
  return createEntityTable(
    db,
    'security_incidents',
    [
      ['assigned_to', 'text'],
      ['classification', 'text'],
      ['created', 'text'],
      ['determination', 'text'],
      ['last_update', 'text'],
      ['severity', 'text'],
      ['status', 'text'],
    ],
    [['created', 'id'], ['last_update']],
  );
}

const WRITABLE: ReadonlySet<string> = new Set([
  'assignedTo',
  'classification',
  'determination',
  'status',
  'customTags',
  'resolvingComment',
]);
/** Alerts that one incident shows when it is expanded. */
const MOST_EXPANDED = 1000;

/** Operations of the incidents. */
export const incidentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/security/incidents',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) =>
      listCollection(incidents, context, request, { expand: (documents) => expandAlerts(documents, context) }),
  },
  {
    method: 'GET',
    path: '/security/incidents/$count',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => countCollection(incidents, context, request),
  },
  {
    method: 'GET',
    path: '/security/incidents/{id}',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) =>
      getEntity(incidents, context, request, { expand: (documents) => expandAlerts(documents, context) }),
  },
  { method: 'PATCH', path: '/security/incidents/{id}', versions: ['v1.0', 'beta'], handler: patch },
  { method: 'POST', path: '/security/incidents/{id}/comments', versions: ['v1.0', 'beta'], handler: comment },
  {
    method: 'POST',
    path: '/security/incidents/mergeIncidents',
    versions: ['v1.0', 'beta'],
    handler: merge,
  },
];

async function expandAlerts(
  documents: readonly Document[],
  context: GraphContext,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const store = storeOf(alertsV2, context);
  const expanded: Record<string, unknown>[] = [];
  for (const document of documents) {
    const rows = await store.list({
      filter: null,
      where: sql<boolean>`t.incident_id = ${String(document['id'])}`,
      order: totalOrder(alertsV2, []),
      after: null,
      skip: 0,
      limit: MOST_EXPANDED,
    });
    expanded.push({ alerts: rows.map((row) => shown(alertsV2, context, row.document, null)) });
  }
  return expanded;
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const change = accept(request.body, { model: incidents.model, type: incidents.type, writable: WRITABLE });
  if (change['status'] === 'redirected') {
    throw badRequest("Invalid value specified for property 'status': an incident is redirected by merging it.");
  }
  const row = await storeOf(incidents, context).update(
    request.parameters['id'] ?? '',
    (current) => {
      if (current['status'] === 'redirected' && change['status'] !== undefined) {
        throw badRequest('The incident was merged into another; change that one.');
      }
      return { ...current, ...change, ...modified(context) };
    },
    request.headers.get('if-match'),
  );
  return answerChange(incidents, context, row, true);
}

async function comment(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const added = commentFrom(request.body, context);
  const id = request.parameters['id'] ?? '';
  const row = await storeOf(incidents, context).update(id, (current) => ({
    ...withComment(current, added, context),
    ...modified(context),
  }));
  return answerComments(incidents, context, row, id);
}

/** Merges incidents into the oldest of them: the others become `redirected` and their alerts move. */
async function merge(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const ids = [...new Set(texts(request.body, 'incidentIds'))];
  if (ids.length < 2) throw badRequest("The parameter 'incidentIds' must name at least two incidents.");
  const text = optionalText(request.body, 'incidentComment');
  optionalText(request.body, 'mergeReasons');
  const target = await context.state.db.transaction().execute(async (transaction) => {
    const incidentStore = storeOf(incidents, context).within(transaction);
    const alertStore = storeOf(alertsV2, context).within(transaction);
    const found = (await incidentStore.getMany(ids)).map((row) => row.document);
    if (found.length < ids.length) throw notFound();
    if (found.some((document) => document['status'] === 'redirected')) {
      throw badRequest('An incident that was merged already cannot be merged again.');
    }
    const oldest = found.reduce((a, b) => (ageKey(b) < ageKey(a) ? b : a));
    const to = String(oldest['id']);
    for (const id of ids.filter((candidate) => candidate !== to)) {
      await incidentStore.update(id, (current) => ({
        ...current,
        status: 'redirected',
        redirectIncidentId: to,
        ...modified(context),
      }));
      const rows = await alertStore.list({
        filter: null,
        where: sql<boolean>`t.incident_id = ${id}`,
        order: totalOrder(alertsV2, []),
        after: null,
        skip: 0,
        limit: 100_000,
      });
      for (const row of rows) {
        await alertStore.update(String(row.document['id']), (current) => movedTo(to, current, context));
      }
    }
    const added = text === null ? null : commentFrom({ comment: text }, context);
    await incidentStore.update(to, (current) => ({
      ...(added === null ? current : withComment(current, added, context)),
      ...modified(context),
    }));
    return to;
  });
  return answerMerge(target, context);
}

function ageKey(document: Document): string {
  return `${String(document['createdDateTime'])} ${String(document['id']).padStart(20, '0')}`;
}

function modified(context: GraphContext): Document {
  return {
    lastUpdateDateTime: instantNow(context.now),
    lastModifiedBy: context.caller.userName ?? context.caller.appId,
  };
}
