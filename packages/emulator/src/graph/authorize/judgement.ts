import { OUTCOMES, PARTS, type Decision, type Outcome, type Part } from '@why403/engine';

/** A part that the engine could not tell and the emulator could, from its own state or settings. */
export interface Settled {
  readonly part: Part;
  readonly outcome: 'allow' | 'deny';
  /** Why, as a stable word. */
  readonly by: 'ownership-enforced' | 'still-served' | 'retired' | 'implemented' | 'expansion-known' | 'tenant-roles';
}

/** A decision of the engine with what the emulator settled. */
export interface Judgement {
  readonly decision: Decision;
  readonly settled: readonly Settled[];
  /** Parts after settling. */
  readonly parts: Readonly<Record<Part, Outcome>>;
  /** The weakest part that was checked. */
  readonly outcome: Outcome;
}

/** Joins a decision and what was settled. */
export function judgementOf(decision: Decision, settled: readonly Settled[]): Judgement {
  const parts = { ...partsOf(decision) };
  for (const { part, outcome } of settled) parts[part] = outcome;
  const weakest = Math.max(...PARTS.map((part) => OUTCOMES.indexOf(parts[part])));
  return { decision, settled, parts, outcome: OUTCOMES[weakest] ?? 'unknown' };
}

/**
 * The value of the response header `why403-decision`: the outcome, each part, what was settled and the operation, as
 * a structured dictionary.
 */
export function decisionHeader(judgement: Judgement): string {
  const parts = PARTS.map((part) => {
    const settled = judgement.settled.find((item) => item.part === part);
    const engine = judgement.decision.parts[part];
    const reason = settled === undefined ? engine.reason : `settled-${settled.by}`;
    return `${part}=${judgement.parts[part]}${reason === null ? '' : `;reason=${reason}`}`;
  });
  const operation = judgement.decision.request.operation;
  const name = operation === null ? '' : `, operation-id="${operation.method} ${operation.path}"`;
  return `outcome=${judgement.outcome}, ${parts.join(', ')}${name}`;
}

function partsOf(decision: Decision): Record<Part, Outcome> {
  const { token, operation, permission, role, policy } = decision.parts;
  return {
    token: token.outcome,
    operation: operation.outcome,
    permission: permission.outcome,
    role: role.outcome,
    policy: policy.outcome,
  };
}
