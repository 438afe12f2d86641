import type { RefusalShape } from './shape.ts';
import { applicationAccessPolicy } from './shapes/application-access-policy.ts';
import { applicationPermissionsUnsupported } from './shapes/application-permissions-unsupported.ts';
import { authenticationMethodsDenied } from './shapes/authentication-methods-denied.ts';
import { authenticationMethodsUnauthorized } from './shapes/authentication-methods-unauthorized.ts';
import { azureAdGraphBlocked } from './shapes/azure-ad-graph-blocked.ts';
import { azureAdGraphError } from './shapes/azure-ad-graph-error.ts';
import { azureAdGraphUserNotFound } from './shapes/azure-ad-graph-user-not-found.ts';
import { caeChallenge } from './shapes/cae-challenge.ts';
import { callerPermissionsMissing } from './shapes/caller-permissions-missing.ts';
import { claimsChallenge } from './shapes/claims-challenge.ts';
import { clientBareStatus } from './shapes/client-bare-status.ts';
import { clientExceptionType } from './shapes/client-exception-type.ts';
import { clientGraphExplorer } from './shapes/client-graph-explorer.ts';
import { compactTokenRejected } from './shapes/compact-token-rejected.ts';
import { compactTokenUnreadable } from './shapes/compact-token-unreadable.ts';
import { consentNotGiven } from './shapes/consent-not-given.ts';
import { defenderAccountInactive } from './shapes/defender-account-inactive.ts';
import { defenderAppRoles } from './shapes/defender-app-roles.ts';
import { defenderNotOnboarded } from './shapes/defender-not-onboarded.ts';
import { defenderOtherHost } from './shapes/defender-other-host.ts';
import { deprecatedEndpoint } from './shapes/deprecated-endpoint.ts';
import { directoryRequestDenied } from './shapes/directory-request-denied.ts';
import { ediscoveryCaseType } from './shapes/ediscovery-case-type.ts';
import { ediscoveryException } from './shapes/ediscovery-exception.ts';
import { emptyForbidden } from './shapes/empty-forbidden.ts';
import { emptyUnknownError } from './shapes/empty-unknown-error.ts';
import { endpointUnknown } from './shapes/endpoint-unknown.ts';
import { exchangeAccessDenied } from './shapes/exchange-access-denied.ts';
import { exchangeMailboxNotEnabled } from './shapes/exchange-mailbox-not-enabled.ts';
import { exchangeOdataDisabled } from './shapes/exchange-odata-disabled.ts';
import { exchangeProperties } from './shapes/exchange-properties.ts';
import { identityNotFound } from './shapes/identity-not-found.ts';
import { intuneMissingScope } from './shapes/intune-missing-scope.ts';
import { intuneUserNotAuthorized } from './shapes/intune-user-not-authorized.ts';
import { invalidAudience } from './shapes/invalid-audience.ts';
import { licenseNotHeld } from './shapes/license-not-held.ts';
import { meNeedsUser } from './shapes/me-needs-user.ts';
import { meetingOnBehalf } from './shapes/meeting-on-behalf.ts';
import { methodNotAllowed } from './shapes/method-not-allowed.ts';
import { namesRequiredPermissions } from './shapes/names-required-permissions.ts';
import { noPermissionClaims } from './shapes/no-permission-claims.ts';
import { noPermissionsInToken } from './shapes/no-permissions-in-token.ts';
import { organizationNotFound } from './shapes/organization-not-found.ts';
import { personalAccountUnsupported } from './shapes/personal-account-unsupported.ts';
import { pimPermissionScope } from './shapes/pim-permission-scope.ts';
import { policyScopesMissing } from './shapes/policy-scopes-missing.ts';
import { premiumLicenseRequired } from './shapes/premium-license-required.ts';
import { profileAccessDenied } from './shapes/profile-access-denied.ts';
import { reportsAuditDataPermission } from './shapes/reports-audit-data-permission.ts';
import { reportsLicenseCheckFailed } from './shapes/reports-license-check-failed.ts';
import { reportsMissingCredentials } from './shapes/reports-missing-credentials.ts';
import { reportsNonPremiumTenant } from './shapes/reports-non-premium-tenant.ts';
import { reportsPermissionMissing } from './shapes/reports-permission-missing.ts';
import { reportsUserRole } from './shapes/reports-user-role.ts';
import { requiredScopesOfUser } from './shapes/required-scopes-of-user.ts';
import { securityLegacy } from './shapes/security-legacy.ts';
import { securityProviderWarning } from './shapes/security-provider-warning.ts';
import { servicePrincipalForeignApplication } from './shapes/service-principal-foreign-application.ts';
import { sharepointAccessDenied } from './shapes/sharepoint-access-denied.ts';
import { statusGone } from './shapes/status-gone.ts';
import { statusLocked } from './shapes/status-locked.ts';
import { statusNotFound } from './shapes/status-not-found.ts';
import { statusPaymentRequired } from './shapes/status-payment-required.ts';
import { statusServerError } from './shapes/status-server-error.ts';
import { statusThrottled } from './shapes/status-throttled.ts';
import { statusUnauthorized } from './shapes/status-unauthorized.ts';
import { subscriptionWorkloadError } from './shapes/subscription-workload-error.ts';
import { teamsMissingRoles } from './shapes/teams-missing-roles.ts';
import { teamsMissingScopes } from './shapes/teams-missing-scopes.ts';
import { tenantNotApplicable } from './shapes/tenant-not-applicable.ts';
import { tokenEndpoint } from './shapes/token-endpoint.ts';
import { tokenLifetime } from './shapes/token-lifetime.ts';
import { tokenNotAccepted } from './shapes/token-not-accepted.ts';
import { tokenSignatureInvalid } from './shapes/token-signature-invalid.ts';
import { usageReportsClaims } from './shapes/usage-reports-claims.ts';
import { usageReportsPermission } from './shapes/usage-reports-permission.ts';
import { userSignInNeeded } from './shapes/user-sign-in-needed.ts';
import { workbookAccessDenied } from './shapes/workbook-access-denied.ts';

/** All shapes, in the order in which their refusals are told: what stands around others first, then by workload. */
export const SHAPES: readonly RefusalShape[] = [
  // Around another error.
  clientGraphExplorer,
  clientExceptionType,
  clientBareStatus,
  subscriptionWorkloadError,
  // The token itself.
  tokenEndpoint,
  claimsChallenge,
  caeChallenge,
  invalidAudience,
  compactTokenUnreadable,
  compactTokenRejected,
  tokenLifetime,
  tokenSignatureInvalid,
  identityNotFound,
  organizationNotFound,
  // The directory, and Azure AD Graph before it.
  azureAdGraphError,
  azureAdGraphBlocked,
  azureAdGraphUserNotFound,
  directoryRequestDenied,
  servicePrincipalForeignApplication,
  // Policies and identity governance.
  authenticationMethodsDenied,
  authenticationMethodsUnauthorized,
  policyScopesMissing,
  pimPermissionScope,
  premiumLicenseRequired,
  requiredScopesOfUser,
  // Reports and audit logs.
  reportsPermissionMissing,
  reportsAuditDataPermission,
  reportsLicenseCheckFailed,
  reportsNonPremiumTenant,
  reportsUserRole,
  usageReportsPermission,
  usageReportsClaims,
  reportsMissingCredentials,
  // Security, Defender and eDiscovery.
  securityProviderWarning,
  securityLegacy,
  defenderOtherHost,
  defenderAppRoles,
  defenderAccountInactive,
  defenderNotOnboarded,
  ediscoveryException,
  ediscoveryCaseType,
  // Intune.
  intuneMissingScope,
  intuneUserNotAuthorized,
  // Teams.
  teamsMissingScopes,
  teamsMissingRoles,
  applicationAccessPolicy,
  meetingOnBehalf,
  // Exchange and profile.
  exchangeAccessDenied,
  exchangeOdataDisabled,
  exchangeMailboxNotEnabled,
  exchangeProperties,
  profileAccessDenied,
  // SharePoint and files.
  noPermissionClaims,
  workbookAccessDenied,
  callerPermissionsMissing,
  sharepointAccessDenied,
  // The request does not fit the token or the service.
  meNeedsUser,
  userSignInNeeded,
  applicationPermissionsUnsupported,
  personalAccountUnsupported,
  tenantNotApplicable,
  methodNotAllowed,
  noPermissionsInToken,
  endpointUnknown,
  // A code without a text.
  emptyUnknownError,
  emptyForbidden,
];

/** What many texts share; asked only when no shape above states or leaves open a cause. */
export const GENERAL_SHAPES: readonly RefusalShape[] = [
  tokenNotAccepted,
  consentNotGiven,
  licenseNotHeld,
  namesRequiredPermissions,
];

/** Shapes of a bare status; asked last. */
export const STATUS_SHAPES: readonly RefusalShape[] = [
  statusUnauthorized,
  statusPaymentRequired,
  statusNotFound,
  statusGone,
  statusLocked,
  statusThrottled,
  statusServerError,
];

/** Shapes of headers that come with any refusal; asked always, and told last. */
export const HEADER_SHAPES: readonly RefusalShape[] = [deprecatedEndpoint];
