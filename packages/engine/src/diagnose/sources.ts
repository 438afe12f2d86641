import type { SourceId } from './finding.ts';

type Page =
  | 'accessTokens'
  | 'accessTokenClaims'
  | 'adminConsent'
  | 'authorizationCode'
  | 'claimsChallenge'
  | 'clientCredentials'
  | 'entraRoles'
  | 'graphErrors'
  | 'implicitGrant'
  | 'nationalClouds'
  | 'permissionsReference'
  | 'resolveAuthErrors'
  | 'scopes'
  | 'securityApi'
  | 'securityAuthorization'
  | 'alertsMigration';

/** Pages that several checks cite. Documents that only one check or shape rests on stand there. */
export const PAGES: Readonly<Record<Page, SourceId>> = {
  accessTokens: 'https://learn.microsoft.com/entra/identity-platform/access-tokens',
  accessTokenClaims: 'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference',
  adminConsent: 'https://learn.microsoft.com/entra/identity-platform/v2-admin-consent',
  authorizationCode: 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
  claimsChallenge: 'https://learn.microsoft.com/entra/identity-platform/claims-challenge',
  clientCredentials: 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow',
  entraRoles: 'https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference',
  graphErrors: 'https://learn.microsoft.com/graph/errors',
  implicitGrant: 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow',
  nationalClouds: 'https://learn.microsoft.com/graph/deployments',
  permissionsReference: 'https://learn.microsoft.com/graph/permissions-reference',
  resolveAuthErrors: 'https://learn.microsoft.com/graph/resolve-auth-errors',
  scopes: 'https://learn.microsoft.com/entra/identity-platform/scopes-oidc',
  securityApi: 'https://learn.microsoft.com/graph/api/resources/security-api-overview',
  securityAuthorization: 'https://learn.microsoft.com/graph/security-authorization',
  alertsMigration: 'https://learn.microsoft.com/graph/alertsv1-alertsv2-migration',
};

/** Microsoft's support article on the refusal of the Security API, and the pages that it cites, in its order. */
export const FOUNDING_PAGES: readonly SourceId[] = [
  'https://learn.microsoft.com/troubleshoot/entra/entra-id/users-groups-entra-apis/403-error-when-calling-microsoft-graph-security-api',
  PAGES.securityAuthorization,
  PAGES.securityApi,
  PAGES.permissionsReference,
  PAGES.entraRoles,
  PAGES.implicitGrant,
  PAGES.accessTokens,
  PAGES.authorizationCode,
];
