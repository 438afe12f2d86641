export { systemClock, type Clock } from './clock.ts';
export { DEFAULT_DATA, type EmulatorCommandContext, type StatePlace } from './commands/context.ts';
export {
  DEFAULT_HTTP_PORT,
  DEFAULT_HTTPS_PORT,
  emulate,
  type EmulateOptions,
  type GraphParts,
} from './commands/emulate.ts';
export { exportState, type ExportOptions } from './commands/export.ts';
export { mint, type MintOptions } from './commands/mint.ts';
export { createEmulator, type Emulator, type EmulatorOptions, type GraphSide } from './create-emulator.ts';
export { EmulatorError, type EmulatorErrorCode, type EmulatorErrorDetails } from './error.ts';
export { servePages, type ServedPages } from './http/serve-pages.ts';
export { explainUrl } from './http/workbench-pages.ts';
export type { IdentityContext, IdentitySettings } from './identity/call.ts';
export type { MintRequest } from './identity/control/mint-token.ts';
export { verifyAccessToken, type TokenProblem, type VerifiedToken } from './identity/tokens/verify-access-token.ts';
export { systemRandom, type Random } from './random.ts';
export { parseSeed } from './seed/parse-seed.ts';
export { SAMPLE_PASSWORD, SAMPLE_SECRET, SAMPLE_SEED } from './seed/sample-seed.ts';
export type { Seed } from './seed/seed.ts';
export { startEmulator, type RunningEmulator, type StartOptions } from './start-emulator.ts';
export type { StateMigration } from './state/migration.ts';
export { moveClock, openState, type OpenStateOptions, type State } from './state/open-state.ts';
export type { Database } from './state/tables.ts';
export { isUniqueViolation } from './state/unique-violation.ts';
export { createCertificate, toPem, type CertificateRequest, type CertificateUse } from './x509/certificate.ts';
export { createGraphApp, type GraphApp, type GraphAppOptions } from './graph/app.ts';
export { FAULT_KINDS, readFaultRules, type Fault, type FaultKind, type FaultRule } from './graph/faults/fault.ts';
export { graphParts, openGraphSide, type GraphSideOptions, type OpenGraphSide } from './graph/graph-side.ts';
export { createApiGuard, type Admission, type ApiGuard, type ApiGuardOptions } from './graph/middleware/guard.ts';
export { expressGuard, fastifyGuard, honoGuard, type GuardVariables } from './graph/middleware/middleware.ts';
export { GRAPH_MIGRATIONS } from './graph/migrations.ts';
export { DEFAULT_SETTINGS, type Enforcement, type GraphSettings, type ProviderFault } from './graph/settings.ts';
