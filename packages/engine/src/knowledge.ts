import type { TokenKind } from './token/facts.ts';

/** Where a fact comes from. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** Public address; empty when there is none. */
  readonly url: string;
  readonly date: string;
}

/** One kind of a permission, as it is provisioned. */
export interface PermissionGrantFacts {
  /** Id of the delegated scope or of the app role; `null` when it is not provisioned. */
  readonly id: string | null;
  readonly adminConsent: boolean | null;
  /** 1 (least) to 5; `null` when not stated. */
  readonly privilegeLevel: number | null;
  readonly hidden: boolean;
  readonly enabled: boolean;
}

/** A directory role. */
export interface DirectoryRole {
  readonly id: string;
  readonly name: string;
  readonly privileged: boolean;
  /** One of the two ids that stand in `wids` and are no roles. */
  readonly noRole: boolean;
  readonly aliases: readonly string[];
}

/** A correction of the permission table, with what it rests on. */
export interface Correction {
  readonly id: string;
  readonly source: string;
  readonly statement: string;
}

/** A point on which sources contradict each other. */
export interface Contested {
  readonly id: string;
  readonly part: 'operation' | 'permission' | 'role';
  readonly statement: string;
  readonly sources: readonly string[];
}

/** What is stated of the directory role that an operation needs. */
export interface RoleStatement {
  readonly id: string;
  readonly roles: readonly string[];
  readonly list: 'exhaustive' | 'least-privileged' | '';
  readonly alternatives: readonly string[];
  readonly sources: readonly string[];
}

/** What is known of an operation beside its permissions. */
export interface OperationFacts {
  readonly retires: string;
  readonly successors: readonly string[];
  readonly sources: readonly string[];
}

/** The part of the knowledge that explanations need and decisions do not. Lists are addressed by the table's numbers. */
export interface KnowledgeDetails {
  readonly version: string;
  readonly sources: readonly Source[];
  readonly permissions: Readonly<Record<string, Readonly<Partial<Record<TokenKind, PermissionGrantFacts>>>>>;
  readonly roles: readonly DirectoryRole[];
  readonly corrections: readonly Correction[];
  readonly contested: readonly Contested[];
  readonly roleStatements: readonly RoleStatement[];
  readonly operationFacts: readonly OperationFacts[];
}
