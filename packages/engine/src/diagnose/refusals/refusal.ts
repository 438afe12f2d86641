import type { CauseCode, Certainty, SourceId } from '../finding.ts';

/** Part of Microsoft Graph that produced an answer. */
export type Workload =
  | 'gateway'
  | 'directory'
  | 'policies'
  | 'identity-protection'
  | 'identity-governance'
  | 'reports'
  | 'security'
  | 'defender'
  | 'ediscovery'
  | 'intune'
  | 'teams'
  | 'exchange'
  | 'sharepoint'
  | 'subscriptions'
  | 'azure-ad-graph'
  | 'token-service'
  | 'client';

/** An HTTP response, or as much of one as somebody pasted. */
export interface ObservedResponse {
  readonly status: number | null;
  /** Names in lower case; repeated headers joined by `, `. Empty when no headers were given. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body text as given (never the request's). */
  readonly body: string;
}

/**
 * Permission names that a message states. Only their form was checked: a name may be one that does not exist (Intune
 * names some), and its letter case is the text's.
 */
export interface NamedPermissions {
  readonly names: readonly string[];
  /** The list was cut off in the text, so it can be longer; a name that was itself cut is left out. */
  readonly truncated: boolean;
}

/** One provider of a federated Security API answer that failed, from a `Warning` header. */
export interface FailedProvider {
  readonly vendor: string;
  readonly provider: string;
  /** Status that the provider answered. */
  readonly status: number;
}

/** What a refusal text says of a cause, and how sure the text alone makes it. */
export interface Statement {
  readonly code: CauseCode;
  readonly certainty: Certainty;
  /** Why, one sentence without a full stop. */
  readonly says: string;
}

/**
 * One refusal that was recognised in a response. Several can stand inside each other (a wrapper, a subscription's
 * error with the workload's error inside): then each is a Refusal of its own, outermost first.
 */
export interface Refusal {
  /** Id of the shape, the file's name: `security-legacy`, `defender-app-roles`, … */
  readonly shape: string;
  readonly workload: Workload | null;
  readonly code: string | null;
  readonly message: string | null;
  /** Permissions of which the message says that one suffices, by name or description; `null` when it says none. */
  readonly required: NamedPermissions | null;
  /** Permissions that the message says the token carries, and the claim it means; `null` when it says nothing. */
  readonly held: (NamedPermissions & { readonly claim: 'scp' | 'roles' | null }) | null;
  /** Resource-specific consent grants that the message says came with the request; `null` when it says nothing. */
  readonly resourceSpecific: NamedPermissions | null;
  /** Services behind Microsoft Graph that the answer says failed on their own; empty in all other cases. */
  readonly providers: readonly FailedProvider[];
  /** What it settles or suggests, most likely first. Empty when it says nothing about the cause. */
  readonly statements: readonly Statement[];
  /** What it leaves open: causes that the text does not tell apart. */
  readonly leavesOpen: readonly CauseCode[];
  readonly sources: readonly SourceId[];
}

/** Everything that was read from one response. */
export interface RefusalReading {
  /** As given, or as the text itself states it. */
  readonly status: number | null;
  /** Outermost code. */
  readonly code: string | null;
  /** Outermost message that is not itself a JSON document, decoded, with anything like a token taken out. */
  readonly message: string | null;
  /** All codes, outermost first; the inner ones are often the more telling. */
  readonly codes: readonly string[];
  /** Outermost first. Empty when nothing was recognised: the body is then evidence and no more. */
  readonly refusals: readonly Refusal[];
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
  /** Time of the answer, ISO 8601, from the body or the `Date` header. */
  readonly date: string | null;
  /** Decoded claims challenge of `WWW-Authenticate`, if any. */
  readonly challenge: { readonly error: string | null; readonly claims: unknown } | null;
  /** `Deprecation` and `Sunset` headers. */
  readonly deprecation: { readonly deprecated: string | null; readonly sunset: string | null } | null;
}
