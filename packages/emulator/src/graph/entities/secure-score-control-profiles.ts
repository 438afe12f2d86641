import type { Kysely } from 'kysely';

import { badRequest } from '../errors/graph-error.ts';
import { USUAL_RULES } from '../odata/options.ts';
import { now as instantNow } from '../odata/time.ts';
import { isObject, type GraphContext, type GraphRequest, type GraphResult, type Route } from '../request.ts';
import { accept, optionalText } from './accept.ts';
import { requireVendor } from './alerts.ts';
import { answerChange, countCollection, getEntity, listCollection, storeOf } from './collection.ts';
import type { Document } from './document.ts';
import { entitySet, type EntitySet } from './entity-set.ts';
import { createEntityTable } from './tables.ts';

/** The controls that a secure score is made of. */
export const secureScoreControlProfiles: EntitySet = entitySet({
  path: 'security/secureScoreControlProfiles',
  type: 'microsoft.graph.secureScoreControlProfile',
  table: 'security_control_profiles',
  columns: {
    controlCategory: 'category',
    lastModifiedDateTime: 'last_modified',
    maxScore: 'max_score',
    rank: 'rank',
    service: 'service',
    tier: 'tier',
    title: 'title',
    'vendorInformation/provider': 'provider',
  },
  rules: USUAL_RULES,
  order: 'rank',
});

/** Creates the table of the control profiles. */
export function createSecureScoreControlProfiles(db: Kysely<unknown>): Promise<void> {
  return createEntityTable(
    db,
    'security_control_profiles',
    [
      ['category', 'text'],
      ['last_modified', 'text'],
      ['max_score', 'double precision'],
      ['rank', 'integer'],
      ['service', 'text'],
      ['tier', 'text'],
      ['title', 'text'],
      ['provider', 'text'],
    ],
    [['rank', 'id']],
  );
}

const STATES = ['Default', 'Ignored', 'ThirdParty', 'Reviewed'];

/** Operations of the control profiles. */
export const secureScoreControlProfileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/security/secureScoreControlProfiles',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) =>
      listCollection(secureScoreControlProfiles, context, request),
  },
  {
    method: 'GET',
    path: '/security/secureScoreControlProfiles/$count',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) =>
      countCollection(secureScoreControlProfiles, context, request),
  },
  {
    method: 'GET',
    path: '/security/secureScoreControlProfiles/{id}',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => getEntity(secureScoreControlProfiles, context, request),
  },
  { method: 'PATCH', path: '/security/secureScoreControlProfiles/{id}', versions: ['v1.0', 'beta'], handler: patch },
];

/** `assignedTo`, `comment` and `state` are no properties: what is written becomes a new item of the updates. */
async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const { body } = request;
  if (!isObject(body)) throw badRequest('A JSON object is expected as the body of this request.');
  const written = new Set(['assignedto', 'comment', 'state', 'vendorinformation']);
  const others = Object.fromEntries(Object.entries(body).filter(([name]) => !written.has(name.toLowerCase())));
  accept(others, {
    model: secureScoreControlProfiles.model,
    type: secureScoreControlProfiles.type,
    writable: new Set(),
  });
  const vendor = Object.entries(body).find(([name]) => name.toLowerCase() === 'vendorinformation')?.[1];
  requireVendor(vendor);
  const update = {
    assignedTo: optionalText(body, 'assignedTo'),
    comment: optionalText(body, 'comment'),
    state: readState(optionalText(body, 'state')),
    updatedBy: context.caller.userName ?? context.caller.appId,
    updatedDateTime: instantNow(context.now),
  };
  const row = await storeOf(secureScoreControlProfiles, context).update(
    request.parameters['id'] ?? '',
    (current) => withUpdate(current, update),
    request.headers.get('if-match'),
  );
  return answerChange(secureScoreControlProfiles, context, row, context.preferences.representation);
}

function withUpdate(current: Document, update: Document): Document {
  const updates = Array.isArray(current['controlStateUpdates'])
    ? (current['controlStateUpdates'] as readonly unknown[])
    : [];
  return {
    ...current,
    lastModifiedDateTime: update['updatedDateTime'],
    controlStateUpdates: [...updates, update],
  };
}

function readState(state: string | null): string | null {
  if (state === null) return null;
  const found = STATES.find((candidate) => candidate.toLowerCase() === state.toLowerCase());
  if (found === undefined) {
    throw badRequest(`Invalid value specified for property 'state': it can be ${STATES.join(', ')}.`);
  }
  return found;
}
