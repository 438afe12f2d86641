import type { Kysely } from 'kysely';

import { USUAL_RULES } from '../odata/options.ts';
import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { accept } from './accept.ts';
import { answerChange, countCollection, getEntity, listCollection, storeOf } from './collection.ts';
import { answerComments, commentFrom, withComment } from './comments.ts';
import type { Document } from './document.ts';
import { entitySet, type EntitySet } from './entity-set.ts';
import { createEntityTable } from './tables.ts';

/** Alerts of Microsoft 365 Defender, each part of one incident. */
export const alertsV2: EntitySet = entitySet({
  path: 'security/alerts_v2',
  type: 'microsoft.graph.security.alert',
  table: 'security_alerts_v2',
  columns: {
    assignedTo: 'assigned_to',
    classification: 'classification',
    createdDateTime: 'created',
    determination: 'determination',
    incidentId: 'incident_id',
    lastUpdateDateTime: 'last_update',
    serviceSource: 'service_source',
    severity: 'severity',
    status: 'status',
  },
  rules: { ...USUAL_RULES, skipMax: 500 },
  order: 'createdDateTime desc',
});

/** Creates the table of the alerts. */
export function createAlertsV2(db: Kysely<unknown>): Promise<void> {
  return createEntityTable(
    db,
    'security_alerts_v2',
    [
      ['assigned_to', 'text'],
      ['classification', 'text'],
      ['created', 'text'],
      ['determination', 'text'],
      ['incident_id', 'text'],
      ['last_update', 'text'],
      ['service_source', 'text'],
      ['severity', 'text'],
      ['status', 'text'],
    ],
    [['created', 'id'], ['severity', 'created'], ['service_source', 'created'], ['incident_id'], ['last_update']],
  );
}

const WRITABLE: ReadonlySet<string> = new Set(['status', 'classification', 'determination', 'assignedTo']);

/** Operations of the alerts. */
export const alertV2Routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/security/alerts_v2',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => listCollection(alertsV2, context, request),
  },
  {
    method: 'GET',
    path: '/security/alerts_v2/$count',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => countCollection(alertsV2, context, request),
  },
  {
    method: 'GET',
    path: '/security/alerts_v2/{id}',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => getEntity(alertsV2, context, request),
  },
  { method: 'PATCH', path: '/security/alerts_v2/{id}', versions: ['v1.0', 'beta'], handler: patch },
  { method: 'POST', path: '/security/alerts_v2/{id}/comments', versions: ['v1.0', 'beta'], handler: comment },
];

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const change = accept(request.body, { model: alertsV2.model, type: alertsV2.type, writable: WRITABLE });
  const at = instantNow(context.now);
  const row = await storeOf(alertsV2, context).update(
    request.parameters['id'] ?? '',
    (current) => ({
      ...current,
      ...change,
      lastUpdateDateTime: at,
      resolvedDateTime: resolvedAt(current, change, at),
    }),
    request.headers.get('if-match'),
  );
  return answerChange(alertsV2, context, row, true);
}

function resolvedAt(current: Document, change: Document, at: string): unknown {
  if (change['status'] === undefined) return current['resolvedDateTime'] ?? null;
  if (change['status'] !== 'resolved') return null;
  return current['status'] === 'resolved' ? (current['resolvedDateTime'] ?? at) : at;
}

async function comment(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const added = commentFrom(request.body, context);
  const row = await storeOf(alertsV2, context).update(request.parameters['id'] ?? '', (current) =>
    withComment(current, added, context),
  );
  return answerComments(alertsV2, context, row, request.parameters['id'] ?? '');
}
