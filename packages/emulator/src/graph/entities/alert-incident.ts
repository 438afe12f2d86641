import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphResult } from '../request.ts';
import type { Document } from './document.ts';
import { incidentUrl } from './incident-url.ts';

/** An alert as it is in another incident. */
export function movedTo(incidentId: string, alert: Document, context: GraphContext): Document {
  return {
    ...alert,
    incidentId,
    incidentWebUrl: incidentUrl(incidentId, context.caller.tenantId),
    lastUpdateDateTime: instantNow(context.now),
  };
}

/** The answer of the actions that bring alerts together in an incident. */
export function answerMerge(incidentId: string, context: GraphContext): GraphResult {
  return {
    status: 200,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#microsoft.graph.security.mergeResponse`,
      targetIncidentId: incidentId,
    },
  };
}
