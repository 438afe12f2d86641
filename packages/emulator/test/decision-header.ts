import { PARTS, type Decision, type Outcome, type Part } from '@why403/engine';
import { expect } from 'vitest';

/** The response header `why403-decision`, read. */
export interface DecisionHeader {
  readonly outcome: Outcome;
  readonly parts: Readonly<Record<Part, { readonly outcome: Outcome; readonly reason: string | null }>>;
  /** Method and path template of the operation; null: none was found. */
  readonly operation: string | null;
}

/** Reads the header. @throws Error when it is missing or has another form. */
export function readDecisionHeader(text: string | null): DecisionHeader {
  const whole = /^outcome=([\w-]+), (.*)$/.exec(text ?? '');
  if (whole === null) throw new Error(`no decision in the header: ${text ?? 'there is none'}`);
  const [, outcome = '', rest = ''] = whole;
  const parts = PARTS.map((part) => {
    const found = new RegExp(`(?:^|, )${part}=([\\w-]+)(?:;reason=([\\w-]+))?`).exec(rest);
    if (found === null) throw new Error(`no ${part} in ${text ?? ''}`);
    return [part, { outcome: found[1], reason: found[2] ?? null }] as const;
  });
  return {
    outcome: outcome as Outcome,
    parts: Object.fromEntries(parts) as DecisionHeader['parts'],
    operation: /operation-id="([^"]*)"/.exec(rest)?.[1] ?? null,
  };
}

/**
 * Requires that the header tells what the engine decides: the same operation, and the same answer for each part but the
 * token, which a bare decision has not. A part that the emulator settled must be unknown to the engine.
 */
export function requireSameDecision(header: DecisionHeader, decision: Decision, label: string): void {
  const { operation } = decision.request;
  expect(header.operation, label).toBe(operation === null ? null : `${operation.method} ${operation.path}`);
  let settled = 0;
  for (const part of PARTS.filter((name) => name !== 'token')) {
    const told = header.parts[part];
    const decided = decision.parts[part];
    if (told.reason?.startsWith('settled-') === true) {
      settled += 1;
      expect(decided.outcome, `${label}: ${part}`).toBe('unknown');
    } else {
      expect(told, `${label}: ${part}`).toEqual({ outcome: decided.outcome, reason: decided.reason });
    }
  }
  if (settled === 0) expect(header.outcome, label).toBe(decision.outcome);
}
