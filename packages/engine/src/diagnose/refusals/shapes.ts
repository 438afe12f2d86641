import type { RefusalShape } from './shape.ts';
import { azureAdGraphBlocked } from './shapes/azure-ad-graph-blocked.ts';
import { azureAdGraphError } from './shapes/azure-ad-graph-error.ts';
import { azureAdGraphUserNotFound } from './shapes/azure-ad-graph-user-not-found.ts';
import { defenderAccountInactive } from './shapes/defender-account-inactive.ts';
import { defenderAppRoles } from './shapes/defender-app-roles.ts';
import { defenderNotOnboarded } from './shapes/defender-not-onboarded.ts';
import { defenderOtherHost } from './shapes/defender-other-host.ts';
import { directoryRequestDenied } from './shapes/directory-request-denied.ts';
import { emptyUnknownError } from './shapes/empty-unknown-error.ts';
import { securityLegacy } from './shapes/security-legacy.ts';
import { servicePrincipalForeignApplication } from './shapes/service-principal-foreign-application.ts';

/** All shapes, in the order in which their refusals are told: what stands around others first. */
export const SHAPES: readonly RefusalShape[] = [
  azureAdGraphError,
  azureAdGraphBlocked,
  azureAdGraphUserNotFound,
  defenderOtherHost,
  securityLegacy,
  defenderAppRoles,
  defenderAccountInactive,
  defenderNotOnboarded,
  directoryRequestDenied,
  servicePrincipalForeignApplication,
  emptyUnknownError,
];

/** Shapes of a bare status, asked only when no other shape says anything of the cause. */
export const STATUS_SHAPES: readonly RefusalShape[] = [];
