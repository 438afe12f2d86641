export { OUTCOMES, PARTS, type Outcome, type Part } from './decide/outcome.ts';
export type { CauseCode, Certainty, Evidence, Finding, SourceId } from './diagnose/finding.ts';
export type {
  NamedPermissions,
  ObservedResponse,
  Refusal,
  RefusalReading,
  Statement,
  Workload,
} from './diagnose/refusals/refusal.ts';
export {
  TOKEN_KINDS,
  type Claim,
  type TokenFacts,
  type TokenFlow,
  type TokenForm,
  type TokenKind,
} from './token/facts.ts';
