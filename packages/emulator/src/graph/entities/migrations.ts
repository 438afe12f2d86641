import type { StateMigration } from '../../state/migration.ts';
import { createAlerts } from './alerts.ts';
import { createAlertsV2 } from './alerts-v2.ts';
import { createIncidents } from './incidents.ts';
import { createSecureScoreControlProfiles } from './secure-score-control-profiles.ts';
import { createSecureScores } from './secure-scores.ts';
import { createSecurityActions } from './security-actions.ts';
import { createTiIndicators } from './ti-indicators.ts';

/** Tables of the Security API's entities, one migration each. */
export const ENTITY_MIGRATIONS: readonly StateMigration[] = [
  { name: '2-graph/0001-alerts', up: createAlerts },
  { name: '2-graph/0002-secure-scores', up: createSecureScores },
  { name: '2-graph/0003-control-profiles', up: createSecureScoreControlProfiles },
  { name: '2-graph/0004-security-actions', up: createSecurityActions },
  { name: '2-graph/0005-ti-indicators', up: createTiIndicators },
  { name: '2-graph/0006-alerts-v2', up: createAlertsV2 },
  { name: '2-graph/0007-incidents', up: createIncidents },
];
