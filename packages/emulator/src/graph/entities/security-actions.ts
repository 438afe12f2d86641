import type { Kysely } from 'kysely';

import { badRequest, GraphError, notFound } from '../errors/graph-error.ts';
import { USUAL_RULES } from '../odata/options.ts';
import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { accept } from './accept.ts';
import { countCollection, entityMetadata, getEntity, listCollection, shown, storeOf } from './collection.ts';
import type { Document } from './document.ts';
import { entitySet, type EntitySet } from './entity-set.ts';
import { createEntityTable } from './tables.ts';

/** Actions that providers are asked to carry out, such as blocking an address. */
export const securityActions: EntitySet = entitySet({
  path: 'security/securityActions',
  type: 'microsoft.graph.securityAction',
  table: 'security_actions',
  columns: {
    appId: 'app_id',
    createdDateTime: 'created',
    lastActionDateTime: 'last_action',
    name: 'name',
    status: 'status',
    'vendorInformation/provider': 'provider',
  },
  rules: USUAL_RULES,
  order: 'createdDateTime desc',
});

/** Creates the table of the actions. */
export function createSecurityActions(db: Kysely<unknown>): Promise<void> {
  return createEntityTable(
    db,
    'security_actions',
    [
      ['app_id', 'text'],
      ['created', 'text'],
      ['last_action', 'text'],
      ['name', 'text'],
      ['status', 'text'],
      ['provider', 'text'],
    ],
    [['created', 'id']],
  );
}

const WRITABLE: ReadonlySet<string> = new Set([
  'actionReason',
  'clientContext',
  'name',
  'parameters',
  'vendorInformation',
]);
const LONGEST_CLIENT_CONTEXT = 256;

/** Operations of the actions. */
export const securityActionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/security/securityActions',
    versions: ['beta'],
    handler: (context: GraphContext, request: GraphRequest) => listCollection(securityActions, context, request),
  },
  {
    method: 'GET',
    path: '/security/securityActions/$count',
    versions: ['beta'],
    handler: (context: GraphContext, request: GraphRequest) => countCollection(securityActions, context, request),
  },
  {
    method: 'GET',
    path: '/security/securityActions/{id}',
    versions: ['beta'],
    handler: (context: GraphContext, request: GraphRequest) => getEntity(securityActions, context, request),
  },
  { method: 'POST', path: '/security/securityActions', versions: ['beta'], handler: create },
  { method: 'POST', path: '/security/securityActions/{id}/cancelSecurityAction', versions: ['beta'], handler: cancel },
];

async function create(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const accepted = accept(request.body, {
    model: securityActions.model,
    type: securityActions.type,
    writable: WRITABLE,
    required: ['parameters'],
  });
  const clientContext = accepted['clientContext'];
  if (typeof clientContext === 'string' && clientContext.length > LONGEST_CLIENT_CONTEXT) {
    throw badRequest("Invalid value specified for property 'clientContext': it can have 256 characters.");
  }
  const at = instantNow(context.now);
  const document: Document = {
    ...accepted,
    id: context.newGuid(),
    appId: context.caller.appId,
    azureTenantId: context.caller.tenantId,
    user: context.caller.userName,
    createdDateTime: at,
    lastActionDateTime: at,
    status: 'NotStarted',
    states: [stateAt('NotStarted', at, context)],
  };
  await storeOf(securityActions, context).insert([document]);
  return {
    status: 201,
    body: {
      '@odata.context': entityMetadata(context, securityActions, null),
      ...shown(securityActions, context, document, null),
    },
    headers: { Location: `${context.serviceRoot}/security/securityActions/${String(document['id'])}` },
  };
}

/** The statuses have no member for a cancelled action: it becomes `Failed`, and `errorInfo` says why. */
async function cancel(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const at = instantNow(context.now);
  const row = await storeOf(securityActions, context).update(request.parameters['id'] ?? '', (current) => {
    if (current['status'] !== 'NotStarted' && current['status'] !== 'Running') {
      throw new GraphError(409, 'Conflict', 'The security action has ended already and cannot be canceled.');
    }
    const states = Array.isArray(current['states']) ? (current['states'] as readonly unknown[]) : [];
    return {
      ...current,
      status: 'Failed',
      lastActionDateTime: at,
      completedDateTime: at,
      errorInfo: { code: 0, message: 'Canceled', subcode: 0 },
      states: [...states, stateAt('Failed', at, context)],
    };
  });
  if (row === null) throw notFound();
  return { status: 200 };
}

function stateAt(status: string, at: string, context: GraphContext): Document {
  return { appId: context.caller.appId, status, updatedDateTime: at, user: context.caller.userName };
}
