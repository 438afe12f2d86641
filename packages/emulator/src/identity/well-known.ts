/** Client id of Microsoft Graph, the same in all clouds. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** Tenant of personal Microsoft accounts. */
export const PERSONAL_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Stands in `wids` of ordinary members; no role. */
export const DEFAULT_USER_WID = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

/** Stands in `wids` of application tokens; no role. */
export const DEFAULT_APPLICATION_WID = '0997a1d0-0d1d-4acb-b408-d5ca73121e90';

/** Template ids of the roles that may consent for a whole tenant. */
export const ADMIN_ROLES = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  applicationAdministrator: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  cloudApplicationAdministrator: '158c047a-c907-4556-b7ef-446551a6b5f7',
} as const;

/** Scopes of OpenID Connect, which need no resource. */
export const OIDC_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** A GUID in either letter case. */
export const GUID_PATTERN: RegExp = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
