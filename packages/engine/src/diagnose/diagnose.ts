import type { Decision, DecisionParts } from '../decide/decision.ts';
import type { Outcome } from '../decide/outcome.ts';
import type { Engine } from '../engine.ts';
import type { TokenFacts, TokenKind } from '../token/facts.ts';
import { unknownFacts } from '../token/from-claims.ts';
import type { OpaqueReason } from '../token/read-token.ts';
import { heldPermissions, isRefused, type Case } from './case.ts';
import { isoTime } from './check.ts';
import { CHECKS } from './checks.ts';
import type { TenantContext } from './context.ts';
import { withoutDisproved } from './disprove.ts';
import type { CauseCode, Certainty, Evidence, SourceId } from './finding.ts';
import { rank } from './rank.ts';
import type { RefusalReading } from './refusals/refusal.ts';
import { workloadOf } from './refusals/workload.ts';
import type { Remedy } from './remedies/remedy.ts';
import { remediesFor } from './remedies.ts';

/** What a diagnosis is made of. Every part is optional: what is missing is not checked. */
export interface DiagnosisInput {
  readonly facts: TokenFacts | null;
  /** Why the token is no readable one, from `readToken`. */
  readonly opaque?: { readonly why: OpaqueReason; readonly says: string } | null;
  /** The facts are somebody's account and can be incomplete. */
  readonly hearsay?: boolean;
  /** The request was refused, though the answer itself is not known. */
  readonly refused?: boolean;
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly refusal: RefusalReading | null;
  readonly context?: TenantContext | null;
  /** Seconds since 1970. */
  readonly now: number;
}

/** The caller, as far as the token or the facts tell. */
export interface PrincipalView {
  readonly kind: TokenKind | null;
  /** Permissions of the claim that counts; `null` when nobody said. */
  readonly permissions: readonly string[] | null;
  /** `null` when nobody said, or when the token has no `wids` claim. */
  readonly directoryRoles: readonly { readonly id: string; readonly name: string }[] | null;
  readonly tenantId: string | null;
  readonly appId: string | null;
  readonly issuedAt: string | null;
  readonly expiresAt: string | null;
}

/** The answer that came with the request. */
export interface ObservedView {
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string | null;
  /** Whether it fits the decision: false for a permitted request that was refused, and the reverse. */
  readonly agrees: boolean;
  readonly requestId: string | null;
  readonly date: string | null;
}

/** A possible cause with its repairs. */
export interface Cause {
  readonly code: CauseCode;
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
  readonly sources: readonly SourceId[];
  readonly settledBy: string | null;
  readonly remedies: readonly Remedy[];
}

/** A diagnosis: the decision, the causes ranked, and what stays open. */
export interface Diagnosis {
  readonly schema: 'why403.diagnosis/1';
  /** The weakest part that was checked; `unknown` for a permitted request that was refused. */
  readonly outcome: Outcome;
  readonly request: Decision['request'] | null;
  readonly principal: PrincipalView | null;
  readonly parts: DecisionParts;
  readonly observed: ObservedView | null;
  /** Likeliest first. Empty when nothing speaks for a refusal. */
  readonly causes: readonly Cause[];
  readonly corrections: Decision['corrections'];
  readonly contested: Decision['contested'];
  /** What the reader must know to use the answer, one sentence each. */
  readonly caveats: readonly string[];
  readonly knowledge: { readonly version: string };
}

/**
 * Explains a refusal, or why a request would be refused: runs every check on what is known, ranks what they find, and
 * adds to each cause the repairs with their proof.
 *
 * Pure and thorough; use `engine.decide` where only the decision matters.
 *
 * This does NOT check the token's signature, and never claims to have done so. A cause is `certain` only where the
 * evidence leaves no other reading.
 *
 * @group Diagnosing
 */
export function diagnose(engine: Engine, input: DiagnosisInput): Diagnosis {
  const at = timeOf(input);
  const principal = engine.principal(input.facts ?? unknownFacts('facts'));
  const decision =
    input.request === null ? null : engine.describe(input.request.method, input.request.url, principal, at);
  const subject: Case = {
    engine,
    at,
    facts: input.facts,
    opaque: input.opaque ?? null,
    hearsay: input.hearsay ?? false,
    refused: input.refused ?? false,
    decision,
    refusal: input.refusal,
    workload:
      (decision?.request.operation ? workloadOf(decision.request.operation.path) : null) ??
      workloadOfRefusal(input.refusal) ??
      (decision === null ? null : workloadOf(pathOf(decision.request.url))),
    context: input.context ?? null,
  };
  const findings = withoutDisproved(
    subject,
    CHECKS.flatMap((check) => check.run(subject)),
  );
  const causes = rank(subject, findings).map((cause): Cause => ({
    ...cause,
    sources: [...new Set(cause.sources.map((source) => addressOf(engine, source)))],
    remedies: remediesFor(subject, cause),
  }));
  const tokenOnly = input.request === null ? tokenDecision(engine, input, at) : null;
  const parts = decision?.parts ?? tokenOnly ?? NOTHING_CHECKED;
  const decided = decision?.outcome ?? parts.token.outcome;
  const observed = observedOf(input.refusal, decided, subject);
  return {
    schema: 'why403.diagnosis/1',
    outcome: decided === 'allow' && observed?.agrees === false ? 'unknown' : decided,
    request: decision?.request ?? null,
    principal: principalOf(subject),
    parts,
    observed,
    causes,
    corrections: decision?.corrections ?? [],
    contested: decision?.contested ?? [],
    caveats: caveatsOf(subject),
    knowledge: { version: engine.details.version },
  };
}

const NOTHING_CHECKED: DecisionParts = {
  token: { outcome: 'not-checked', reason: null },
  operation: { outcome: 'not-checked', reason: null },
  permission: { outcome: 'not-checked', reason: null, accepted: [], determining: [], least: [], queryNeeds: [] },
  role: {
    outcome: 'not-checked',
    reason: null,
    accepted: [],
    determining: [],
    alternatives: [],
    list: '',
    sources: [],
  },
  policy: { outcome: 'not-checked', reason: null },
};

/** The token part without a request: any address of the global cloud serves to ask for it. */
function tokenDecision(engine: Engine, input: DiagnosisInput, at: number): DecisionParts | null {
  if (input.facts === null) return null;
  const { parts } = engine.describe('GET', '/me', engine.principal(input.facts), at);
  return { ...NOTHING_CHECKED, token: parts.token };
}

/** The public address of a source of the knowledge, where it has one. */
function addressOf(engine: Engine, source: SourceId): SourceId {
  const url = engine.details.sources.find(({ id }) => id === source)?.url ?? '';
  return url === '' ? source : url;
}

/** A refusal was about the token of its own time. */
function timeOf(input: DiagnosisInput): number {
  const date = input.refusal?.date;
  const refused = date == null ? Number.NaN : Date.parse(date) / 1000;
  return Number.isFinite(refused) && refused < input.now ? refused : input.now;
}

function workloadOfRefusal(refusal: RefusalReading | null): Case['workload'] {
  return refusal?.refusals.find(({ workload }) => workload !== null && workload !== 'client')?.workload ?? null;
}

function pathOf(url: string): string {
  return url
    .replace(/^https?:\/\/[^/]+/i, '')
    .replace(/^\/?(v1\.0|beta)(?=\/)/i, '')
    .replace(/\?.*$/s, '');
}

function principalOf(subject: Case): PrincipalView | null {
  const { facts, engine } = subject;
  if (facts === null) return null;
  const time = (seconds: number | null): string | null => (seconds === null ? null : isoTime(seconds));
  return {
    kind: facts.kind,
    permissions: heldPermissions(subject),
    directoryRoles:
      facts.directoryRoles?.flatMap((id) => {
        const role = engine.details.roles.find((each) => each.id === id);
        return role?.noRole ? [] : [{ id, name: role?.name ?? id }];
      }) ?? null,
    tenantId: facts.tenantId,
    appId: facts.appId,
    issuedAt: time(facts.issuedAt),
    expiresAt: time(facts.expiresAt),
  };
}

function observedOf(refusal: RefusalReading | null, decided: Outcome, subject: Case): ObservedView | null {
  if (refusal === null) return null;
  const refused = isRefused(subject);
  return {
    status: refusal.status,
    code: refusal.code,
    message: refusal.message,
    agrees: refused ? decided !== 'allow' : decided !== 'deny',
    requestId: refusal.requestId,
    date: refusal.date,
  };
}

function caveatsOf(subject: Case): readonly string[] {
  const { facts, decision } = subject;
  const caveats: string[] = [];
  if (facts !== null && (facts.form === 'jwt' || facts.form === 'claims')) {
    caveats.push('the signature was not checked: only Microsoft Graph can check the signature of a token for it');
  }
  if (facts?.kind === 'delegated' && decision?.parts.role.reason === 'not-stated') {
    caveats.push('a delegated token never does more than its user may; no directory role is stated for this operation');
  }
  if (
    decision !== null &&
    decision.request.readings.some((reading) => reading === 'me-as-user' || reading === 'user-as-me')
  ) {
    caveats.push('the table lists this operation only for /me or only for /users/{id}; the one was read as the other');
  }
  if (decision !== null && decision.contested.length > 0) {
    caveats.push('sources contradict each other about this operation; the points are listed');
  }
  const retired = decision?.request.operation?.retired;
  if (retired && !retired.past) {
    caveats.push(
      `the end of this operation is announced for ${retired.on}; ${retired.successors.join(' and ') || 'nothing'} takes its place`,
    );
  }
  return caveats;
}
