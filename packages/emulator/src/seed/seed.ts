/**
 * What a tenant emulator starts with, as people write it (JSON or YAML). Ids may be left out: they are then made from the
 * names, the same on every machine.
 */
export interface Seed {
  readonly tenants: readonly SeedTenant[];
}

/** A tenant with its objects. */
export interface SeedTenant {
  readonly id?: string;
  readonly name: string;
  /** The first is the default one. */
  readonly domains: readonly string[];
  /** Cloud id; `global` when left out. */
  readonly cloud?: string;
  /** `tenant_region_scope`; `EU` when left out. */
  readonly region?: string;
  readonly administrativeUnits?: readonly {
    readonly id?: string;
    readonly name: string;
    readonly members?: readonly string[];
  }[];
  readonly users?: readonly SeedUser[];
  readonly applications?: readonly SeedApplication[];
  /** What applications of other tenants are here, where consents do not tell it already. */
  readonly servicePrincipals?: readonly {
    readonly id?: string;
    readonly app: string;
    readonly assignmentRequired?: boolean;
  }[];
  readonly consents?: readonly SeedConsent[];
}

/** A user, or a guest when `home` is given. */
export interface SeedUser {
  readonly id?: string;
  /** For a guest the address that was invited. */
  readonly userName: string;
  readonly displayName?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly mail?: string;
  readonly password?: string;
  /** From an export, instead of `password`. */
  readonly passwordHash?: string;
  /** User name of the account at home; makes this user a guest. */
  readonly home?: string;
  readonly enabled?: boolean;
  readonly roles?: readonly (string | SeedRole)[];
}

/** A directory role that is not simply held in the whole tenant. */
export interface SeedRole {
  /** Name or template id. */
  readonly role: string;
  /** Only eligible (Privileged Identity Management). */
  readonly eligible?: boolean;
  /** Name of an administrative unit of the tenant. */
  readonly administrativeUnit?: string;
}

/** Permissions of one resource by name. */
export interface SeedPermissions {
  /** `Microsoft Graph` when left out, otherwise name or client id of an application. */
  readonly resource?: string;
  readonly delegated?: readonly string[];
  readonly application?: readonly string[];
}

/** An app registration. */
export interface SeedApplication {
  readonly id?: string;
  readonly appId?: string;
  readonly servicePrincipalId?: string;
  readonly name: string;
  readonly signInAudience?:
    | 'AzureADMyOrg'
    | 'AzureADMultipleOrgs'
    | 'AzureADandPersonalMicrosoftAccount'
    | 'PersonalMicrosoftAccount';
  readonly requires?: readonly SeedPermissions[];
  readonly secrets?: readonly (string | { readonly hash: string; readonly hint: string; readonly expires: string })[];
  /** Certificates as PEM. */
  readonly certificates?: readonly string[];
  readonly federatedCredentials?: readonly {
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly audiences?: readonly string[];
    readonly jwks?: { readonly keys: readonly object[] };
  }[];
  readonly redirectUris?: {
    readonly web?: readonly string[];
    readonly spa?: readonly string[];
    readonly publicClient?: readonly string[];
  };
  readonly implicit?: { readonly accessTokens?: boolean; readonly idTokens?: boolean };
  readonly publicClient?: boolean;
  readonly identifierUris?: readonly string[];
  /** Delegated permissions that it exposes. */
  readonly exposes?: readonly (string | { readonly id?: string; readonly value: string; readonly admin?: boolean })[];
  readonly appRoles?: readonly (string | { readonly id?: string; readonly value: string })[];
  readonly accessTokenVersion?: 1 | 2;
  /** Directory roles of its service principal. */
  readonly roles?: readonly (string | SeedRole)[];
  readonly assignmentRequired?: boolean;
}

/** A consent that was given. `admin: true` alone grants everything that the registration requires. */
export interface SeedConsent extends SeedPermissions {
  /** Name or client id of the client. */
  readonly app: string;
  /** User name; left out: for everybody in the tenant. */
  readonly user?: string;
  readonly admin?: boolean;
}
