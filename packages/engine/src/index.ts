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
export { foldText } from './request/segment.ts';
export { compactOf, expandTable, readCompact } from './table/compact.ts';
export type { Compiled, CompiledNode, CompiledRoleNeed, CompiledRule } from './table/compiled.ts';
export { TableError, type TableErrorDetails } from './table/error.ts';
export { imageOf } from './table/image.ts';
export {
  ABSENT,
  CLOUDS_ABSENT_SHIFT,
  CLOUDS_KNOWN,
  DOCUMENTED_ONLY,
  FORMAT,
  MARK,
  METHODS,
  NOTE,
  PERMISSION_MARK,
  ROLE_FLAG,
  RULE,
  VERSION,
  type Method,
} from './table/layout.ts';
export { openTable, type Cloud, type QueryNeed, type Table, type TableMeta } from './table/table.ts';
export { operationOf, partOf, wholeOf, type Handle } from './decide/decide.ts';
export type {
  AcceptedPermission,
  Decision,
  DecisionParts,
  OperationPart,
  OperationView,
  PermissionPart,
  PolicyPart,
  RequestView,
  RetirementView,
  RolePart,
  TokenPart,
} from './decide/decision.ts';
export type { BareCaller, Principal } from './decide/principal.ts';
export { CLOCK_SKEW, GRAPH_APP_ID, type TokenProblem } from './decide/token-standing.ts';
export { createEngine, type Engine, type KindRequirements } from './engine.ts';
export type {
  Contested,
  Correction,
  DirectoryRole,
  KnowledgeDetails,
  OperationFacts,
  PermissionGrantFacts,
  RoleStatement,
  Source,
} from './knowledge.ts';
export type { Reading } from './request/rewrite.ts';
export type { DelegatedGrant, RoleHolding, TenantContext } from './diagnose/context.ts';
export {
  diagnose,
  type Cause,
  type Diagnosis,
  type DiagnosisInput,
  type ObservedView,
  type PrincipalView,
} from './diagnose/diagnose.ts';
export { priorsFor, type Prior } from './diagnose/refusals/priors.ts';
export { readErrorText, readRefusal } from './diagnose/refusals/read-refusal.ts';
export { workloadOf } from './diagnose/refusals/workload.ts';
export type { Actor, Means, Remedy, Step } from './diagnose/remedies/remedy.ts';
export { describeClaims, type ClaimDescription } from './token/describe-claims.ts';
export { factsFromClaims, splitNames, unknownFacts } from './token/from-claims.ts';
export { factsFromFlags, flowFromName, kindFromName, type FlagFacts } from './token/from-flags.ts';
export { readClaims, type ClaimsReading } from './token/read-claims.ts';
export { OPAQUE_REASONS, readToken, type OpaqueReason, type TokenReading } from './token/read-token.ts';
export { redact } from './token/redact.ts';
export { resolveRoles } from './token/roles.ts';
export { editDistance, nearestNames } from './request/suggest.ts';
export { isBatchUrl, readBatchRequest, readBatchResponse, unpackBatch, type UnpackedBatch } from './inputs/batch.ts';
export { readCommand, readCurl } from './inputs/command.ts';
export {
  GAPS,
  INPUT_FAILURES,
  SKIP_REASONS,
  type ExchangesReading,
  type Gap,
  type InputFailure,
  type Missing,
  type ObservedExchange,
  type ObservedRequest,
  type Skipped,
  type SkipReason,
  type UnreadableInput,
} from './inputs/exchange.ts';
export { readHar, type RecordingOptions } from './inputs/har.ts';
export { readHttpFile } from './inputs/http-file.ts';
export { readIncidentLine, type IncidentReading } from './inputs/incidents.ts';
export { readLogRows } from './inputs/log-row.ts';
export { recognise, type Recognised } from './inputs/recognise.ts';
export { readResponse, type ResponseReading } from './inputs/response.ts';
export { CLAIMS_FAILURES } from './token/read-claims.ts';
export { isRefusalResponse } from './diagnose/case.ts';
export { CLAIMS_REPAIRS } from './token/tolerant-reader.ts';
export { readTenantContext, type ContextReading } from './inputs/tenant-context.ts';
export type { Proof } from './least/certificate.ts';
export type { Tier, UncoveredReason } from './least/demand.ts';
export type { Element, Instance } from './least/instance.ts';
export {
  leastPrivilege,
  type HaveComparison,
  type LeastCoverage,
  type LeastOptions,
  type LeastPermission,
  type LeastProof,
  type LeastRequest,
  type LeastResult,
} from './least/least.ts';
export type { ManifestFragment } from './least/manifest.ts';
export type { Reach } from './least/measure.ts';
export { microsoftReduction, type MicrosoftReduction } from './least/reduction.ts';
export { checkProof, verifyLeast, type Shown, type Verification } from './least/verify.ts';
export type { NamedInstance } from './least/build-instance.ts';
