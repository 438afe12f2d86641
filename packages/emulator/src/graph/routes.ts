import { DIRECTORY_ROUTES } from './directory/routes.ts';
import { alertRoutes } from './entities/alerts.ts';
import { alertV2Routes } from './entities/alerts-v2.ts';
import { incidentRoutes } from './entities/incidents.ts';
import { moveAlertRoutes } from './entities/move-alerts.ts';
import { secureScoreControlProfileRoutes } from './entities/secure-score-control-profiles.ts';
import { secureScoreRoutes } from './entities/secure-scores.ts';
import { securityActionRoutes } from './entities/security-actions.ts';
import { tiIndicatorRoutes } from './entities/ti-indicators.ts';
import { huntingRoutes } from './hunting/routes.ts';
import type { Route } from './request.ts';

/** Every operation of Microsoft Graph that the emulator implements. */
export const ROUTES: readonly Route[] = [
  ...alertRoutes,
  ...secureScoreRoutes,
  ...secureScoreControlProfileRoutes,
  ...securityActionRoutes,
  ...tiIndicatorRoutes,
  ...alertV2Routes,
  ...moveAlertRoutes,
  ...incidentRoutes,
  ...huntingRoutes,
  ...DIRECTORY_ROUTES,
];
