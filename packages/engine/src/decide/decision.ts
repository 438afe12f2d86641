import type { Contested, DirectoryRole } from '../knowledge.ts';
import type { Reading } from '../request/rewrite.ts';
import type { Method } from '../table/layout.ts';
import type { TokenKind } from '../token/facts.ts';
import type { Outcome } from './outcome.ts';
import type { TokenProblem } from './token-standing.ts';

/** An operation of Microsoft Graph: a method and a path template. */
export interface OperationView {
  readonly method: Method;
  /** Path template, `/security/alerts/{id}`. */
  readonly path: string;
  /** Versions in which it exists; `null` when not known. */
  readonly versions: readonly string[] | null;
  /** Clouds in which it exists; `null` when not known. */
  readonly clouds: readonly string[] | null;
  /** An access policy on the resource can stop an application here. */
  readonly applicationPolicy: boolean;
  /** Announced end and what replaces it; `null` when none is announced. */
  readonly retired: RetirementView | null;
}

/** An announced end of an operation. */
export interface RetirementView {
  /** The announced date, `2026-10-15`. */
  readonly on: string;
  /** Whether that date is past at the time of the decision. */
  readonly past: boolean;
  readonly successors: readonly string[];
  readonly sources: readonly string[];
}

/** A request, understood as far as the table goes. */
export interface RequestView {
  readonly method: string;
  readonly url: string;
  /** Id of the cloud whose host the URL names; `null` when it names none that is known. */
  readonly cloud: string | null;
  readonly version: string | null;
  /** Host of an absolute URL that is not Microsoft Graph's. */
  readonly otherHost: string | null;
  readonly operation: OperationView | null;
  /** How the path was understood, when it is not written as the table writes it. */
  readonly readings: readonly Reading[];
  /** Path templates that were probably meant; empty when an operation was found. */
  readonly suggestions: readonly string[];
}

/** The token part. */
export interface TokenPart {
  readonly outcome: Outcome;
  readonly reason: TokenProblem | 'expired' | 'not-yet-valid' | 'other-cloud' | 'cloud-uncertain' | null;
}

/** The operation part. */
export interface OperationPart {
  readonly outcome: Outcome;
  readonly reason:
    | 'not-microsoft-graph'
    | 'no-such-path'
    | 'no-such-method'
    | 'does-not-exist'
    | 'other-version'
    | 'unknown-version'
    | 'other-cloud'
    | 'retired'
    | null;
}

/** One permission that an operation accepts. */
export interface AcceptedPermission {
  readonly permission: string;
  readonly least: boolean;
  /** One of these is needed with it; empty when it suffices alone. */
  readonly with: readonly string[];
  /** It is listed, but holding it leaves the answer unknown. */
  readonly doubtful: boolean;
}

/** The permission part. */
export interface PermissionPart {
  readonly outcome: Outcome;
  readonly reason:
    | 'kind-not-supported'
    | 'kind-refused'
    | 'kind-unknown'
    | 'permissions-unknown'
    | 'nothing-held'
    | 'query-needs-more'
    | 'query-not-reviewed'
    | 'doubtful-only'
    | 'other-authority'
    | 'not-stated'
    | null;
  /** Accepted permissions of the token's kind, least privileged first. */
  readonly accepted: readonly AcceptedPermission[];
  /** Held permissions that make the answer. */
  readonly determining: readonly string[];
  /** Least privileged of the accepted ones, as the table flags them. */
  readonly least: readonly string[];
  /** Permissions of which the query needs one in addition; empty when it needs none, or one is held. */
  readonly queryNeeds: readonly string[];
}

/** The role part. */
export interface RolePart {
  readonly outcome: Outcome;
  readonly reason: 'not-listed' | 'claim-absent' | 'outside-wids' | 'other-privileged-role' | 'not-stated' | null;
  readonly accepted: readonly Pick<DirectoryRole, 'id' | 'name'>[];
  readonly determining: readonly Pick<DirectoryRole, 'id' | 'name'>[];
  /** Other authorities than directory roles that can let the user in. */
  readonly alternatives: readonly string[];
  readonly list: 'exhaustive' | 'least-privileged' | '';
  readonly sources: readonly string[];
}

/** The policy part. */
export interface PolicyPart {
  readonly outcome: Outcome;
  readonly reason: 'owned-only' | 'creation' | 'own-data-only' | 'own-data' | 'resource-policy' | null;
}

/** The five parts of a decision. */
export interface DecisionParts {
  readonly token: TokenPart;
  readonly operation: OperationPart;
  readonly permission: PermissionPart;
  readonly role: RolePart;
  readonly policy: PolicyPart;
}

/** A decision with everything that it rests on. */
export interface Decision {
  readonly outcome: Outcome;
  readonly kind: TokenKind | null;
  readonly request: RequestView;
  readonly parts: DecisionParts;
  readonly corrections: readonly { readonly id: string; readonly source: string }[];
  readonly contested: readonly Pick<Contested, 'id' | 'sources'>[];
  readonly knowledge: { readonly version: string };
}
