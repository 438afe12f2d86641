/** The causes of a refusal: a closed set. Adding one is a minor version, changing or removing one a major. */
export type CauseCode =
  | 'missing-permission'
  | 'wrong-token-kind'
  | 'consent-missing'
  | 'stale-token'
  | 'missing-directory-role'
  | 'directory-roles-absent'
  | 'wrong-audience'
  | 'token-invalid'
  | 'account-type-unsupported'
  | 'tenant-mismatch'
  | 'license-required'
  | 'resource-policy'
  | 'endpoint-wrong-or-retired'
  | 'service-fault';

/**
 * How sure a finding is. `certain`: the evidence leaves no other reading, by a cited rule. `likely`: the evidence
 * points here and another cause would be unusual. `possible`: nothing rules it out.
 */
export type Certainty = 'certain' | 'likely' | 'possible';

/** Where a statement comes from: the id of a row of the knowledge's `sources`, or a URL. */
export type SourceId = string;

/** One observed fact that a finding rests on. */
export interface Evidence {
  /** What it was read from. */
  readonly from: 'token' | 'request' | 'response' | 'table' | 'context';
  /** The claim, header, member or table row, such as `scp`, `wids`, `error.code`. */
  readonly name: string;
  /** The value as text, never a token or a secret; `null` when the fact is that it is absent. */
  readonly value: string | null;
  /** What it means here, one sentence without a full stop. */
  readonly says: string;
}

/** What one check found: a possible cause with its evidence. */
export interface Finding {
  readonly code: CauseCode;
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
  readonly sources: readonly SourceId[];
  /** The look that would settle it, one imperative sentence; `null` when nothing is open. */
  readonly settledBy: string | null;
}
