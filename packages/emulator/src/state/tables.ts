/**
 * The tables of the tenant, as both databases hold them. Times are milliseconds since 1970, booleans 0 or 1, members
 * named `…_json` JSON text. Ids are GUIDs in lower case unless they say otherwise.
 */
export interface Database {
  readonly emulator_settings: SettingTable;
  readonly tenants: TenantTable;
  readonly domains: DomainTable;
  readonly users: UserTable;
  readonly administrative_units: AdministrativeUnitTable;
  readonly administrative_unit_members: AdministrativeUnitMemberTable;
  readonly role_assignments: RoleAssignmentTable;
  readonly applications: ApplicationTable;
  readonly application_secrets: ApplicationSecretTable;
  readonly application_certificates: ApplicationCertificateTable;
  readonly federated_credentials: FederatedCredentialTable;
  readonly service_principals: ServicePrincipalTable;
  readonly permission_grants: PermissionGrantTable;
  readonly app_role_assignments: AppRoleAssignmentTable;
  readonly signing_keys: SigningKeyTable;
  readonly authorization_codes: AuthorizationCodeTable;
  readonly refresh_tokens: RefreshTokenTable;
  readonly device_codes: DeviceCodeTable;
  readonly sessions: SessionTable;
  readonly session_accounts: SessionAccountTable;
}

/** A setting or counter of the emulator that all its processes share. */
export interface SettingTable {
  readonly name: string;
  readonly value: string;
}

/** A directory. The tenant of personal accounts is one of them. */
export interface TenantTable {
  readonly id: string;
  readonly display_name: string;
  /** Cloud id of the knowledge, such as `global`. */
  readonly cloud: string;
  /** Value of the claim `tenant_region_scope`, such as `EU`. */
  readonly region: string;
  readonly created_at: number;
}

/** A domain name of a tenant, in lower case; it can stand for the tenant in every path. */
export interface DomainTable {
  readonly name: string;
  readonly tenant_id: string;
  readonly is_default: number;
}

/** A user as an object of one tenant; a guest is an object of the tenant that invited. */
export interface UserTable {
  readonly id: string;
  readonly tenant_id: string;
  /** User principal name in lower case; unique in the whole emulator, since it finds the tenant at sign-in. */
  readonly upn: string;
  readonly display_name: string;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly mail: string | null;
  readonly kind: 'member' | 'guest' | 'personal';
  /** For a guest the user's object in the home tenant, where the password is; otherwise null. */
  readonly home_user_id: string | null;
  readonly enabled: number;
  /** `scrypt$…`; null: there is no password, only a page or a mint can sign in. */
  readonly password_hash: string | null;
  /** Refresh tokens and codes from before are refused. */
  readonly sessions_valid_from: number;
  readonly created_at: number;
  /** Further Graph properties that nobody filters by. */
  readonly extra_json: string;
}

/** A part of a directory that roles can be scoped to. */
export interface AdministrativeUnitTable {
  readonly id: string;
  readonly tenant_id: string;
  readonly display_name: string;
}

/** Who is in an administrative unit. */
export interface AdministrativeUnitMemberTable {
  readonly unit_id: string;
  readonly principal_id: string;
}

/** A directory role of a user or service principal. */
export interface RoleAssignmentTable {
  readonly id: string;
  readonly tenant_id: string;
  /** Object id of a user or of a service principal. */
  readonly principal_id: string;
  readonly role_template_id: string;
  /** `eligible` roles (Privileged Identity Management) authorize nothing until they are activated. */
  readonly state: 'active' | 'eligible';
  /** `/` is the whole tenant; `/administrativeUnits/{id}` or `/{object id}` is a part of it. */
  readonly directory_scope: string;
  readonly starts_at: number;
  /** When an activation ends; null: never. */
  readonly ends_at: number | null;
}

/** An app registration. It says what an app would like; what it may is in the grants of each tenant. */
export interface ApplicationTable {
  /** Object id; not the client id. */
  readonly id: string;
  /** Client id. */
  readonly app_id: string;
  readonly tenant_id: string;
  readonly display_name: string;
  readonly sign_in_audience:
    | 'AzureADMyOrg'
    | 'AzureADMultipleOrgs'
    | 'AzureADandPersonalMicrosoftAccount'
    | 'PersonalMicrosoftAccount';
  /** Graph's `requiredResourceAccess`. */
  readonly required_resource_access_json: string;
  /** `{ "web": [], "spa": [], "publicClient": [] }`. */
  readonly redirect_uris_json: string;
  readonly implicit_access_tokens: number;
  readonly implicit_id_tokens: number;
  /** `isFallbackPublicClient`: device code and password flows without a secret. */
  readonly public_client: number;
  readonly identifier_uris_json: string;
  /** Graph's `api.oauth2PermissionScopes`: what the app exposes as an API. */
  readonly exposed_scopes_json: string;
  /** Graph's `appRoles`. */
  readonly app_roles_json: string;
  /** `api.requestedAccessTokenVersion` of tokens for this app as a resource: 1 or 2. */
  readonly access_token_version: number;
  readonly enabled: number;
  readonly created_at: number;
  readonly extra_json: string;
}

/** A client secret. The secret itself is not kept. */
export interface ApplicationSecretTable {
  readonly key_id: string;
  readonly application_id: string;
  readonly display_name: string | null;
  /** SHA-256 of the secret, base64url. */
  readonly hash: string;
  /** Its first three characters. */
  readonly hint: string;
  readonly starts_at: number;
  readonly ends_at: number;
}

/** A certificate that client assertions may be signed with. */
export interface ApplicationCertificateTable {
  readonly key_id: string;
  readonly application_id: string;
  readonly display_name: string | null;
  /** SHA-1 of the certificate, base64url: header `x5t`. */
  readonly x5t: string;
  /** SHA-256 of the certificate, base64url: header `x5t#S256`. */
  readonly x5t_s256: string;
  /** Certificate as PEM. */
  readonly pem: string;
  readonly starts_at: number;
  readonly ends_at: number;
}

/** Trust in the tokens of another issuer as a client credential. */
export interface FederatedCredentialTable {
  readonly id: string;
  readonly application_id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences_json: string;
  /** Keys of the issuer as a JWK set; null: they are read from the issuer's metadata. */
  readonly jwks_json: string | null;
}

/** What an application is in one tenant. */
export interface ServicePrincipalTable {
  readonly id: string;
  readonly tenant_id: string;
  readonly app_id: string;
  readonly display_name: string;
  /** `appRoleAssignmentRequired`: only assigned principals get a token. */
  readonly assignment_required: number;
  readonly enabled: number;
  readonly created_at: number;
  readonly extra_json: string;
}

/** Graph's `oauth2PermissionGrant`: delegated permissions that were consented to, as they were at that moment. */
export interface PermissionGrantTable {
  readonly id: string;
  readonly tenant_id: string;
  readonly client_sp_id: string;
  readonly resource_sp_id: string;
  readonly consent_type: 'AllPrincipals' | 'Principal';
  /** Object id of the user; empty for all principals (not null, so that the unique key holds). */
  readonly principal_id: string;
  /** Space separated. */
  readonly scope: string;
  readonly created_at: number;
}

/** Graph's `appRoleAssignment`. */
export interface AppRoleAssignmentTable {
  readonly id: string;
  readonly tenant_id: string;
  readonly principal_id: string;
  readonly principal_type: 'User' | 'Group' | 'ServicePrincipal';
  readonly resource_sp_id: string;
  readonly app_role_id: string;
  readonly created_at: number;
}

/** A key that tokens are signed with. */
export interface SigningKeyTable {
  /** `x5t` of its certificate, which is also its `kid`. */
  readonly kid: string;
  readonly private_pem: string;
  readonly public_jwk_json: string;
  /** Self-signed certificate, base64 DER: `x5c`. */
  readonly certificate: string;
  /** `active` signs; `published` only verifies; at most one is active. */
  readonly state: 'active' | 'published';
  readonly created_at: number;
}

/** An authorization code. The code itself is not kept. */
export interface AuthorizationCodeTable {
  /** SHA-256 of the code, base64url. */
  readonly hash: string;
  /** Session of tokens that comes from it; revoked as a whole when the code is used twice. */
  readonly family: string;
  readonly payload_json: string;
  readonly expires_at: number;
  readonly redeemed_at: number | null;
}

/** A refresh token. The token itself is not kept. */
export interface RefreshTokenTable {
  /** SHA-256 of the token, base64url. */
  readonly hash: string;
  readonly family: string;
  readonly user_id: string;
  readonly payload_json: string;
  readonly issued_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly revoked_at: number | null;
}

/** A device code. The code itself is not kept. */
export interface DeviceCodeTable {
  /** SHA-256 of the device code, base64url. */
  readonly hash: string;
  /** What a person types, in upper case. */
  readonly user_code: string;
  readonly payload_json: string;
  readonly state: 'pending' | 'approved' | 'declined' | 'redeemed';
  readonly user_id: string | null;
  readonly authenticated_at: number | null;
  readonly expires_at: number;
}

/** A browser that signed in. The cookie's value is not kept. */
export interface SessionTable {
  /** SHA-256 of the cookie, base64url. */
  readonly hash: string;
  /** `sid` in tokens. */
  readonly id: string;
  readonly created_at: number;
  readonly expires_at: number;
}

/** An account that is signed in in a browser. */
export interface SessionAccountTable {
  readonly session_hash: string;
  readonly user_id: string;
  readonly authenticated_at: number;
}
