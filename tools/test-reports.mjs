// Reads the JSON reports of the test runners into counts that can be added up.
//
// Stops the mistake of a green total over a runner that broke: a file that could not be loaded counts as failed.

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped Tests that did not run, whatever the runner calls them (skipped, pending, todo).
 */

/** @type {Counts} */
export const noTests = { passed: 0, failed: 0, skipped: 0 };

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** @param {Counts} counts @returns {string} The line that ends every test run. */
export function closingLine({ passed, failed, skipped }) {
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Reads the report of `vitest --reporter=json`.
 *
 * @param {string} text
 * @returns {Counts}
 */
export function readVitest(text) {
  const report = JSON.parse(text);
  /** @type {{ status: string, assertionResults: unknown[] }[]} */
  const files = report.testResults;
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return {
    passed: whole(report.numPassedTests),
    failed: whole(report.numFailedTests) + broken,
    skipped: whole(report.numPendingTests) + whole(report.numTodoTests),
  };
}

/**
 * Reads the report of Playwright's `json` reporter. A flaky test passed in the end, but not reliably: it is failed.
 *
 * @param {string} text
 * @returns {Counts}
 */
export function readPlaywright(text) {
  const { stats, errors } = JSON.parse(text);
  return {
    passed: whole(stats.expected),
    failed: whole(stats.unexpected) + whole(stats.flaky) + (Array.isArray(errors) ? errors.length : 0),
    skipped: whole(stats.skipped),
  };
}

/**
 * Reads `{ "passed": 1, "failed": 0, "skipped": 0 }`.
 *
 * @param {string} text
 * @returns {Counts}
 */
export function readCounts(text) {
  const { passed, failed, skipped } = JSON.parse(text);
  return { passed: whole(passed), failed: whole(failed), skipped: whole(skipped) };
}

/** @param {unknown} value @returns {number} */
function whole(value) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new Error(`a test report holds \`${String(value)}\` where a count is expected`);
  }
  return value;
}
