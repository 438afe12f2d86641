import type { Check } from './check.ts';
import { accountTypeUnsupported } from './checks/account-type-unsupported.ts';
import { consentMissing } from './checks/consent-missing.ts';
import { directoryRolesAbsent } from './checks/directory-roles-absent.ts';
import { endpointWrongOrRetired } from './checks/endpoint-wrong-or-retired.ts';
import { missingDirectoryRole } from './checks/missing-directory-role.ts';
import { missingPermission } from './checks/missing-permission.ts';
import { resourcePolicy } from './checks/resource-policy.ts';
import { responseStatements } from './checks/response-statements.ts';
import { silence } from './checks/silence.ts';
import { staleToken } from './checks/stale-token.ts';
import { tenantContext } from './checks/tenant-context.ts';
import { tenantMismatch } from './checks/tenant-mismatch.ts';
import { tokenInvalid } from './checks/token-invalid.ts';
import { tokenOfAnotherRequest } from './checks/token-of-another-request.ts';
import { wrongAudience } from './checks/wrong-audience.ts';
import { wrongTokenKind } from './checks/wrong-token-kind.ts';

/** The checks of a diagnosis, in the order in which Microsoft Graph meets what they look at. */
export const CHECKS: readonly Check[] = [
  tokenInvalid,
  wrongAudience,
  tenantMismatch,
  accountTypeUnsupported,
  endpointWrongOrRetired,
  wrongTokenKind,
  missingPermission,
  consentMissing,
  missingDirectoryRole,
  directoryRolesAbsent,
  staleToken,
  tenantContext,
  resourcePolicy,
  responseStatements,
  tokenOfAnotherRequest,
  silence,
];
