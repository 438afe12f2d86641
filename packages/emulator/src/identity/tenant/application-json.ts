import type { ApplicationTable } from '../../state/tables.ts';

/** One entry of Graph's `requiredResourceAccess`. */
export interface RequiredResource {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Scope' | 'Role' }[];
}

/** Redirect URIs per platform. */
export interface RedirectUris {
  readonly web: readonly string[];
  readonly spa: readonly string[];
  readonly publicClient: readonly string[];
}

/** One entry of Graph's `api.oauth2PermissionScopes`. */
export interface ExposedScope {
  readonly id: string;
  readonly value: string;
  /** `Admin`: users cannot consent to it. */
  readonly type: 'Admin' | 'User';
  readonly isEnabled: boolean;
}

/** One entry of Graph's `appRoles`. */
export interface AppRole {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  readonly allowedMemberTypes: readonly ('Application' | 'User')[];
  readonly isEnabled: boolean;
}

// INVARIANT: only the seed and the Graph side write these columns, and both validate; here they are trusted.

/** Reads `required_resource_access_json`. */
export function readRequiredResources(
  app: Pick<ApplicationTable, 'required_resource_access_json'>,
): readonly RequiredResource[] {
  return JSON.parse(app.required_resource_access_json) as readonly RequiredResource[];
}

/** Reads `redirect_uris_json`. */
export function readRedirectUris(app: Pick<ApplicationTable, 'redirect_uris_json'>): RedirectUris {
  const uris = JSON.parse(app.redirect_uris_json) as Partial<RedirectUris>;
  return { web: uris.web ?? [], spa: uris.spa ?? [], publicClient: uris.publicClient ?? [] };
}

/** Reads `identifier_uris_json`. */
export function readIdentifierUris(app: Pick<ApplicationTable, 'identifier_uris_json'>): readonly string[] {
  return JSON.parse(app.identifier_uris_json) as readonly string[];
}

/** Reads `exposed_scopes_json`. */
export function readExposedScopes(app: Pick<ApplicationTable, 'exposed_scopes_json'>): readonly ExposedScope[] {
  return JSON.parse(app.exposed_scopes_json) as readonly ExposedScope[];
}

/** Reads `app_roles_json`. */
export function readAppRoles(app: Pick<ApplicationTable, 'app_roles_json'>): readonly AppRole[] {
  return JSON.parse(app.app_roles_json) as readonly AppRole[];
}
