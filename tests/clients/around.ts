import { clearResults, writeTables } from './result-table.ts';

/** Runs before all client tests: the tables in the documents are of one run. */
export function setup(): void {
  clearResults();
}

/** Runs after them. The run fails when the documents said something else. */
export function teardown(): void {
  const changed = writeTables();
  if (changed.length === 0) return;
  process.stderr.write(`written anew, look at the difference and commit: ${changed.join(', ')}\n`);
  process.exitCode = 1;
}
