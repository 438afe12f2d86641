/** A grant of delegated permissions, as Microsoft Graph returns `oauth2PermissionGrant`. */
export interface DelegatedGrant {
  readonly scope: string;
  readonly consentType: 'AllPrincipals' | 'Principal' | null;
  readonly principalId: string | null;
}

/** An assignment of a directory role. */
export interface RoleHolding {
  /** Role template id. */
  readonly roleId: string;
  /** `active` for the whole tenant; `eligible` must be activated first; `scoped` holds in a part of the tenant. */
  readonly state: 'active' | 'eligible' | 'scoped';
  /** Start of the assignment in seconds since 1970; `null` when not known. */
  readonly since: number | null;
}

/**
 * What is known of the tenant, as Microsoft Graph and the Entra admin centre export it. Every member is optional:
 * `null` means that nobody gave it.
 */
export interface TenantContext {
  /** Tenant that is meant. */
  readonly tenantId: string | null;
  /** Permissions that the registration requires, by kind; `requiredResourceAccess` with names resolved. */
  readonly required: { readonly delegated: readonly string[]; readonly application: readonly string[] } | null;
  readonly delegatedGrants: readonly DelegatedGrant[] | null;
  /** Application permissions that were granted, with when, in seconds since 1970 where known. */
  readonly appRoleAssignments: readonly { readonly permission: string; readonly since: number | null }[] | null;
  readonly roles: readonly RoleHolding[] | null;
  /** Service plans and product names that the tenant has. */
  readonly licences: readonly string[] | null;
}
