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
  { name: 'vitest', command: vitest('vitest.config.ts'), read: readers.vitest, perNode: true },
  { name: 'proofs', command: vitest('tests/proofs.config.ts'), read: readers.vitest },
  { name: 'clients', command: vitest('tests/clients/vitest.config.ts'), read: readers.vitest },
  {
    name: 'browser',
    command: (report) => ['tests/browser/run.mjs', report],
    read: readers.playwright,
  },
];

/**
 * @param {string} config
 * @returns {Runner['command']}
 */
function vitest(config) {
  return (report) => [
    'node_modules/vitest/vitest.mjs',
    'run',
    `--config=${config}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
}
