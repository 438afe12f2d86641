import type { Kysely } from 'kysely';

import { USUAL_RULES } from '../odata/options.ts';
import type { GraphContext, GraphRequest, Route } from '../request.ts';
import { countCollection, getEntity, listCollection } from './collection.ts';
import { entitySet, type EntitySet } from './entity-set.ts';
import { createEntityTable } from './tables.ts';

/** One score a day, kept for 90 days; `$top` is a number of days. */
export const secureScores: EntitySet = entitySet({
  path: 'security/secureScores',
  type: 'microsoft.graph.secureScore',
  table: 'security_secure_scores',
  columns: {
    activeUserCount: 'active_users',
    createdDateTime: 'created',
    currentScore: 'current_score',
    licensedUserCount: 'licensed_users',
    maxScore: 'max_score',
    'vendorInformation/provider': 'provider',
    'vendorInformation/vendor': 'vendor',
  },
  rules: USUAL_RULES,
  order: 'createdDateTime desc',
});

/** Creates the table of the secure scores. */
export function createSecureScores(db: Kysely<unknown>): Promise<void> {
  return createEntityTable(
    db,
    'security_secure_scores',
    [
      ['active_users', 'integer'],
      ['created', 'text'],
      ['current_score', 'double precision'],
      ['licensed_users', 'integer'],
      ['max_score', 'double precision'],
      ['provider', 'text'],
      ['vendor', 'text'],
    ],
    [['created', 'id']],
  );
}

/** Operations of the secure scores: they can only be read. */
export const secureScoreRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/security/secureScores',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => listCollection(secureScores, context, request),
  },
  {
    method: 'GET',
    path: '/security/secureScores/$count',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => countCollection(secureScores, context, request),
  },
  {
    method: 'GET',
    path: '/security/secureScores/{id}',
    versions: ['v1.0', 'beta'],
    handler: (context: GraphContext, request: GraphRequest) => getEntity(secureScores, context, request),
  },
];
