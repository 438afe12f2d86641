export { systemClock, type Clock } from './clock.ts';
export { EmulatorError, type EmulatorErrorCode, type EmulatorErrorDetails } from './error.ts';
export type { StateMigration } from './state/migration.ts';
export { moveClock, openState, type OpenStateOptions, type State } from './state/open-state.ts';
export type { Database } from './state/tables.ts';
export { isUniqueViolation } from './state/unique-violation.ts';
