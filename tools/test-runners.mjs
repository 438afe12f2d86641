// The list of test runners that `npm test` runs, in order. To add one, add an entry; see CONTRIBUTING.md.
import { readCounts, readPlaywright, readVitest } from './test-reports.mjs';

/**
 * @typedef {object} Runner
 * @property {string} name Shown in the output and accepted by `--runner`.
 * @property {(report: string) => readonly string[]} command Arguments for Node; it must write its JSON report to `report`.
 * @property {(text: string) => import('./test-reports.mjs').Counts} read Reads the report.
 * @property {boolean} [perNode] Whether the runner is repeated with every supported version of Node (not for browsers).
 */

/** Readers by the form of the report: `counts` is `{ "passed", "failed", "skipped" }`, for runners of our own. */
export const readers = { vitest: readVitest, playwright: readPlaywright, counts: readCounts };

/** @type {readonly Runner[]} */
export const runners = [
  {
    name: 'vitest',
    command: (report) => [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    read: readers.vitest,
    perNode: true,
  },
  {
    name: 'clients',
    command: (report) => [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=tests/clients/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    read: readers.vitest,
  },
  {
    name: 'browser',
    command: (report) => ['tests/browser/run.mjs', report],
    read: readers.playwright,
  },
];
