import type { Decision, DecisionParts } from '../decide/decision.ts';
import type { Engine } from '../engine.ts';
import type { OpaqueReason } from '../token/read-token.ts';
import type { TokenFacts, TokenKind } from '../token/facts.ts';
import type { TenantContext } from './context.ts';
import { priorsFor, type Prior } from './refusals/priors.ts';
import type { Refusal, RefusalReading, Workload } from './refusals/refusal.ts';
import { clientOf } from './remedies/client.ts';

/**
 * Everything that a diagnosis has to go on: who asked, for what, what was answered, what is known of the tenant. What
 * nobody gave is `null`.
 */
export interface Case {
  readonly engine: Engine;
  /** Time of the refusal where it is known, else the time of the diagnosis; seconds since 1970. */
  readonly at: number;
  readonly facts: TokenFacts | null;
  /** Why the token is no readable one. */
  readonly opaque: { readonly why: OpaqueReason; readonly says: string } | null;
  /**
   * The facts are somebody's account and not a token: they can be incomplete, so that what is not named in them is not
   * proved to be absent.
   */
  readonly hearsay: boolean;
  /** Somebody says that the request was refused, with or without the answer. */
  readonly refused: boolean;
  /** The decision on the request as it stands, if there is a request. */
  readonly decision: Decision | null;
  readonly refusal: RefusalReading | null;
  readonly workload: Workload | null;
  readonly context: TenantContext | null;
}

/** Parts of the decision, or `null` without a request. */
export function partsOf(subject: Case): DecisionParts | null {
  return subject.decision?.parts ?? null;
}

/** Whether an answer came with the request that refuses it, with whatever status. */
export function isRefused(subject: Case): boolean {
  const reading = subject.refusal;
  if (subject.refused) return true;
  if (reading === null) return false;
  if (reading.status !== null) return reading.status >= 400;
  return reading.refusals.length > 0 || reading.code !== null || reading.message !== null;
}

/**
 * Whether the answer shows that the gateway accepted the token, so that audience, form, signature and lifetime were
 * right at that time: a 403 that is not about the token itself.
 */
export function wasTokenAccepted(subject: Case): boolean {
  const reading = subject.refusal;
  if (reading === null || reading.status !== 403) return false;
  return !reading.refusals.some((refusal) =>
    refusal.statements.some(({ code }) => code === 'token-invalid' || code === 'wrong-audience'),
  );
}

/** Whether the table and the token permit the request: all that was checked is allowed, the permission among it. */
export function isPermitted(subject: Case): boolean {
  const parts = partsOf(subject);
  return (
    parts !== null &&
    parts.permission.outcome === 'allow' &&
    [parts.token, parts.operation, parts.role].every(({ outcome }) => outcome !== 'deny')
  );
}

/** The first refusal that names permissions of which one is required. */
export function namingRefusal(subject: Case): Refusal | null {
  return subject.refusal?.refusals.find((refusal) => (refusal.required?.names.length ?? 0) > 0) ?? null;
}

/** Permissions that the token holds in the claim of its own kind; `null` when nobody said. */
export function heldPermissions(subject: Case): readonly string[] | null {
  const facts = subject.facts;
  if (facts === null || facts.kind === null) return null;
  const claim = facts.kind === 'application' ? facts.appRoles : facts.scopes;
  return claim === undefined ? null : (claim ?? []);
}

/** Whether the request is for the Security API, whose rule is the founding one. */
export function isSecurityApi(subject: Case): boolean {
  return subject.decision?.request.operation?.path.startsWith('/security/') ?? false;
}

/** Name of the claim that counts for a kind. */
export function claimOf(kind: TokenKind): 'scp' | 'roles' {
  return kind === 'application' ? 'roles' : 'scp';
}

/** Whether a response refuses its request for a reason that a diagnosis can be about. */
export function isRefusalResponse(response: {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
}): boolean {
  const { status, headers } = response;
  if (status === null) return true;
  if (status === 206) return headers['warning'] !== undefined;
  return status >= 400 && status !== 404 && status !== 409 && status !== 412 && status !== 429;
}

/** The usual causes of refusals like this one, where nothing else tells. */
export function priorsOf(subject: Case): readonly Prior[] {
  const { facts, decision, workload } = subject;
  const operation = decision?.request.operation;
  const asked = operation == null ? '' : `${operation.method} ${operation.path}`;
  return priorsFor(workload, {
    kind: facts?.kind ?? null,
    flow: facts?.flow ?? null,
    isGraphExplorer: clientOf(subject).kind === 'graph-explorer',
    writes: /^(POST|PATCH|PUT|DELETE) \/(users|devices)\b/.test(asked),
    holdsPermissions: (heldPermissions(subject)?.length ?? 0) > 0,
  });
}
