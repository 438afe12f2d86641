import { badRequest, notFound } from '../errors/graph-error.ts';
import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { optionalText, texts } from './accept.ts';
import { answerMerge, movedTo } from './alert-incident.ts';
import { alertsV2 } from './alerts-v2.ts';
import { storeOf } from './collection.ts';
import { commentFrom, withComment } from './comments.ts';
import type { Document } from './document.ts';
import { incidentUrl } from './incident-url.ts';
import { incidents } from './incidents.ts';

/** The operation that alerts and incidents share. */
export const moveAlertRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/security/alerts_v2/moveAlerts',
    versions: ['v1.0', 'beta'],
    handler: moveAlerts,
    documented: ['SecurityData.Manage.All'],
  },
];

/**
 * Moves alerts to an incident, or to a new one. All are moved or none: a missing alert or incident is 404.
 *
 * Incidents that lose their last alert stay, as an incident can be empty.
 */
async function moveAlerts(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const ids = [...new Set(texts(request.body, 'alertIds'))];
  const incidentId = optionalText(request.body, 'incidentId');
  const text = optionalText(request.body, 'alertComment');
  optionalText(request.body, 'newCorrelationReasons');
  const at = instantNow(context.now);
  const target = await context.state.db.transaction().execute(async (transaction) => {
    const alertStore = storeOf(alertsV2, context).within(transaction);
    const incidentStore = storeOf(incidents, context).within(transaction);
    const found = await alertStore.getMany(ids);
    if (found.length < ids.length) throw notFound();
    const first = found[0]?.document ?? {};
    const to = incidentId ?? (await nextIncidentId(incidentStore));
    if (incidentId === null) {
      await incidentStore.insert([newIncident(to, first, context)]);
    } else {
      const incident = await incidentStore.update(to, (current) => ({ ...current, lastUpdateDateTime: at }));
      if (incident === null) throw notFound();
      if (incident.document['status'] === 'redirected') {
        throw badRequest('Alerts cannot be moved to an incident that was merged into another.');
      }
    }
    const added = text === null ? null : commentFrom({ comment: text }, context);
    for (const id of ids) {
      await alertStore.update(id, (current) => {
        const moved = movedTo(to, current, context);
        return added === null ? moved : withComment(moved, added, context);
      });
    }
    return to;
  });
  return answerMerge(target, context);
}

async function nextIncidentId(store: ReturnType<typeof storeOf>): Promise<string> {
  const last = await store.largestNumericId();
  return String(last + 1);
}

function newIncident(id: string, alert: Document, context: GraphContext): Document {
  const at = instantNow(context.now);
  return {
    id,
    displayName: typeof alert['title'] === 'string' ? alert['title'] : 'Incident',
    createdDateTime: at,
    lastUpdateDateTime: at,
    severity: alert['severity'] ?? 'unknown',
    status: 'active',
    classification: 'unknown',
    determination: 'unknown',
    tenantId: context.caller.tenantId,
    incidentWebUrl: incidentUrl(id, context.caller.tenantId),
    lastModifiedBy: context.caller.userName ?? context.caller.appId,
    customTags: [],
    systemTags: [],
    comments: [],
  };
}
