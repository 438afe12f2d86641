import type { TokenKind } from '@why403/engine';

/** HTTP methods that the permission table knows. */
export type Method = 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';

/** One row of `sources.tsv`: where facts come from. */
export interface SourceRow {
  readonly id: string;
  readonly title: string;
  readonly origin: string;
  readonly commit: string;
  readonly date: string;
  readonly licence: string;
  /** Public address of the page or file; empty when there is none. */
  readonly url: string;
}

/** One row of `permissions.tsv`: a permission in one kind. */
export interface PermissionRow {
  readonly permission: string;
  readonly kind: TokenKind;
  /** Id of the scope or app role; empty when not provisioned. */
  readonly id: string;
  readonly adminConsent: boolean | null;
  /** 1 (least) to 5; `null` when not stated. */
  readonly privilegeLevel: number | null;
  readonly hidden: boolean;
  readonly enabled: boolean;
  /** It stands in the permission table (otherwise it is known from provisioning only). */
  readonly listed: boolean;
  /** The permission table says that it is consented per resource (a team, a chat), not for the tenant. */
  readonly resourceSpecific: boolean;
}

/** One row of `operations/*.tsv`: what one operation accepts of one kind, as the permission table says. */
export interface AcceptRow {
  readonly method: Method;
  /** Path template in its camel-case spelling, parameters as in the source, `/security/alerts/{id}`. */
  readonly path: string;
  readonly kind: TokenKind;
  readonly least: readonly string[];
  readonly higher: readonly string[];
}

/** One row of `also-requires.tsv`: with `permission`, any one of `anyOf` is needed too. */
export interface AlsoRow {
  readonly method: Method;
  readonly path: string;
  readonly kind: TokenKind;
  readonly permission: string;
  readonly anyOf: readonly string[];
}

/** One row of `roles.tsv`. */
export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly privileged: boolean;
  /** `role`; `no-role` for the two ids in `wids` that are none. */
  readonly type: 'role' | 'no-role';
  readonly source: string;
  /** Other names seen in documentation. */
  readonly aliases: readonly string[];
}

/** What can authorize a delegated caller and is not in `wids`. */
export type RoleAlternative =
  | 'custom-role'
  | 'default-user'
  | 'defender-xdr'
  | 'intune'
  | 'owner'
  | 'purview'
  | 'security-copilot'
  | 'self';

/** One row of `role-requirements.tsv`: a statement about the directory role that callers of an operation need. */
export interface RoleRequirementRow {
  readonly id: string;
  /** One method, or `*`. */
  readonly method: Method | '*';
  /** Path template, or a prefix that ends with `*`. The most specific matching row holds. */
  readonly path: string;
  readonly kind: TokenKind;
  readonly statement: 'none-needed' | 'listed';
  /**
   * Role display names, each of which suffices for every request to the operation. Empty with `alternatives`: no
   * directory role decides it.
   */
  readonly roles: readonly string[];
  /** Roles that suffice for part of the requests only (for some objects or properties): holding one is `unknown`. */
  readonly partialRoles: readonly string[];
  /** `exhaustive`: nothing else authorizes; `least-privileged`: more privileged roles may. */
  readonly list: 'exhaustive' | 'least-privileged' | '';
  /**
   * What else can authorize and is not in `wids`: `defender-xdr`, `purview`, `security-copilot`, `intune`,
   * `default-user`, `owner`, `self`, `custom-role`. With any of them a caller without a listed role is `unknown`, also
   * where the list is exhaustive.
   */
  readonly alternatives: readonly RoleAlternative[];
  readonly sources: readonly string[];
  /** Id of a row of `corrections/contested.tsv`; empty when sources agree. */
  readonly contested: string;
}

/** One row of `operation-facts.tsv`: what is known of an operation beside its permissions. */
export interface OperationFactRow {
  /** One method, or `*`. */
  readonly method: Method | '*';
  /** Path template, or a prefix that ends with `*`. */
  readonly path: string;
  /** `v1.0`, `beta`; empty when not known. */
  readonly versions: readonly string[];
  /** How far `versions` can be trusted: `documented` (page and schema), `schema` (schema only), empty. */
  readonly versionsEvidence: 'documented' | 'schema' | '';
  /** Cloud ids in which it exists; empty when not known. */
  readonly clouds: readonly string[];
  /**
   * How far `clouds` can be trusted: `documented` (the operation's page), `schema` (the clouds' schemas); empty: only
   * that it does not exist in the clouds that are left out.
   */
  readonly cloudsEvidence: 'documented' | 'schema' | '';
  /** Announced date after which it may be gone, `2026-10-15`; empty when none. */
  readonly retires: string;
  /** Path templates of what replaces it. */
  readonly successors: readonly string[];
  readonly sources: readonly string[];
  /** Id of a row of `corrections/contested.tsv`; empty when sources agree. */
  readonly contested: string;
}

/** One row of `clouds.tsv`. */
export interface CloudRow {
  readonly id: string;
  readonly name: string;
  readonly graphHost: string;
  readonly loginHosts: readonly string[];
  readonly issuerV1: string;
  readonly issuerV2: string;
  readonly audiences: readonly string[];
  readonly entraPortal: string;
  readonly source: string;
}

/** One row of `corrections/permissions.tsv`: what one cell of the table is corrected to. */
export interface PermissionCorrectionRow {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly kind: TokenKind;
  /**
   * `reads`: the operation only reads, so the read permissions stay (no effect, the row records the review);
   * `unknown`: `permissions` alone are no longer `allow` but `unknown`;
   * `pair`: with `permissions`, one of `anyOf` is needed too, on a cited page; what only completes the pair no longer
   * suffices by itself;
   * `claimed`: the table does not list `permissions`, but a cited page or the service's own refusal says that they are
   * accepted: holding one is `unknown` instead of `deny`.
   */
  readonly effect: 'reads' | 'unknown' | 'pair' | 'claimed';
  readonly permissions: readonly string[];
  readonly anyOf: readonly string[];
  readonly source: string;
}

/** One row of `corrections/operations.tsv`: an operation that the table omits, or that does not exist. */
export interface OperationCorrectionRow {
  readonly id: string;
  readonly effect: 'documented' | 'absent';
  readonly method: Method;
  readonly path: string;
  readonly kind: TokenKind | '*';
  readonly least: readonly string[];
  readonly higher: readonly string[];
  readonly versions: readonly string[];
  readonly clouds: readonly string[];
  readonly source: string;
}

/** One row of `corrections/contested.tsv`: sources that contradict each other on an answer. */
export interface ContestedRow {
  readonly id: string;
  readonly method: Method | '*';
  /** Path template, or a prefix that ends with `*`. */
  readonly path: string;
  readonly kind: TokenKind | '*';
  readonly part: 'operation' | 'permission' | 'role';
  /** The contradiction in our own words, one sentence. */
  readonly statement: string;
  readonly sources: readonly string[];
}

/** One row of `corrections/rules.tsv`: a correction that holds for a whole class of cells. */
export interface RuleRow {
  /**
   * `application-on-me`, `resource-specific-consent`, `selected-permission`, `exchange-application-rbac`,
   * `colliding-templates`, `least-privileged-list`: the compiler implements each by its id.
   */
  readonly id: string;
  readonly statement: string;
  readonly source: string;
}

/** One row of `query-needs.tsv`: a query option that needs more than the operation does. */
export interface QueryNeedRow {
  readonly id: string;
  /** Path template, or a prefix that ends with `*`. */
  readonly path: string;
  readonly option: 'expand' | 'filter' | 'orderby' | 'search' | 'select';
  /** Property or navigation property that the option names. */
  readonly property: string;
  readonly kind: TokenKind;
  /**
   * One of these is needed in addition; empty when nothing more is needed (a reviewed `$expand`). Without any of them the
   * answer is `deny` for `filter`, `orderby` and `select`, where the service was seen to refuse, but `unknown` for
   * `expand`, where it may leave the relation out instead.
   */
  readonly anyOf: readonly string[];
  readonly source: string;
}

/** One row of `policies.tsv`: where a policy on the resource can stop a caller whose permission suffices. */
export interface PolicyRow {
  readonly id: string;
  readonly method: Method | '*';
  /** Path template, or a prefix that ends with `*`. */
  readonly path: string;
  readonly kind: TokenKind;
  /**
   * `application-access-policy` (Exchange), `teams-application-access-policy`, `defender-workload-permission` (roles
   * inside Microsoft Defender).
   */
  readonly policy: 'application-access-policy' | 'teams-application-access-policy' | 'defender-workload-permission';
  readonly source: string;
}

/** All reviewed text under `sources/`, parsed and valid, in file order. */
export interface KnowledgeModel {
  readonly version: string;
  readonly sources: readonly SourceRow[];
  readonly permissions: readonly PermissionRow[];
  readonly accepts: readonly AcceptRow[];
  readonly also: readonly AlsoRow[];
  readonly roles: readonly RoleRow[];
  readonly roleRequirements: readonly RoleRequirementRow[];
  readonly operationFacts: readonly OperationFactRow[];
  readonly clouds: readonly CloudRow[];
  readonly permissionCorrections: readonly PermissionCorrectionRow[];
  readonly operationCorrections: readonly OperationCorrectionRow[];
  readonly contested: readonly ContestedRow[];
  readonly rules: readonly RuleRow[];
  readonly queryNeeds: readonly QueryNeedRow[];
  readonly policies: readonly PolicyRow[];
}
