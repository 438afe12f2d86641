import { clearResults, writeTable } from './result-table.ts';

/** Runs before all client tests: the table in the documentation is of one run. */
export function setup(): void {
  clearResults();
}

/** Runs after them. */
export function teardown(): void {
  writeTable();
}
