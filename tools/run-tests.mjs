// `npm test`: builds what the tests need, runs every runner of test-runners.mjs, prints their output as it comes, and
// ends with one line over all of them: `tests: N passed, N failed, N skipped`.
//
// Stops three mistakes: a runner that ran nothing and looks green, a runner that ended badly with no failed test, and a
// total that leaves a runner out. Each of them counts as a failure.
//
// Options: --runner <name> (repeatable) runs only these; --per-node runs those that are repeated on every Node.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureWorkbench } from './build-workbench.mjs';
import { isStale } from './bundle-stamp.mjs';
import { add, closingLine, noTests } from './test-reports.mjs';
import { runners } from './test-runners.mjs';

/**
 * Runs one runner and reads its report.
 *
 * @param {import('./test-runners.mjs').Runner} runner
 * @param {{ root: string, reports: string }} folders
 * @returns {Promise<{ counts: import('./test-reports.mjs').Counts, problem: string | undefined }>} `problem` says why a
 *   failure was added to what the runner itself counted.
 */
export async function runOne(runner, { root, reports }) {
  const report = join(reports, `${runner.name}.json`);
  const child = spawn(process.execPath, [...runner.command(report)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Libraries behave differently under `production`; a test run is none, whatever the caller's shell says.
    env: { ...process.env, NODE_ENV: 'test' },
  });
  const [code, signal] = await once(child, 'exit');
  let counts;
  try {
    counts = runner.read(readFileSync(report, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { counts: { ...noTests, failed: 1 }, problem: `no readable report: ${reason}` };
  }
  const problem = judge(counts, code ?? signal);
  return { counts: problem === undefined ? counts : add(counts, { ...noTests, failed: 1 }), problem };
}

/**
 * @param {import('./test-reports.mjs').Counts} counts
 * @param {number | string} ending Exit code, or the signal that ended the runner.
 * @returns {string | undefined}
 */
function judge(counts, ending) {
  if (counts.passed + counts.failed === 0) return 'it ran no test';
  if (ending !== 0 && counts.failed === 0) return `it ended with ${ending} although no test failed`;
  return undefined;
}

/**
 * @param {readonly string[]} argv
 * @returns {Promise<number>} Exit code.
 */
async function main(argv) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { values } = parseArgs({
    args: [...argv],
    options: { runner: { type: 'string', multiple: true }, 'per-node': { type: 'boolean' } },
  });
  const wanted = values.runner ?? runners.map(({ name }) => name);
  const unknown = wanted.filter((name) => !runners.some((runner) => runner.name === name));
  if (unknown.length > 0) {
    console.error(`there is no test runner \`${unknown.join('`, `')}\`; there are: ${names(runners)}`);
    return 2;
  }
  const selected = runners.filter(({ name, perNode }) => wanted.includes(name) && (perNode || !values['per-node']));

  const reports = mkdtempSync(join(tmpdir(), 'why403-tests-'));
  let total = noTests;
  const problems = [];
  try {
    await buildWhenStale(root);
  } catch (error) {
    total = add(total, { ...noTests, failed: 1 });
    problems.push(`build: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    for (const runner of selected) {
      const { counts, problem } = await runOne(runner, { root, reports });
      total = add(total, counts);
      if (problem !== undefined) problems.push(`${runner.name}: ${problem}`);
    }
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  for (const problem of problems) console.log(problem);
  console.log(closingLine(total));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** @param {string} root */
async function buildWhenStale(root) {
  await ensureWorkbench(root);
  if (!isStale(root, join(root, 'packages/cli/dist/why403.stamp'))) return;
  const { buildCli } = await import('./build-cli.mjs');
  await buildCli(root);
}

/** @param {readonly { name: string }[]} list */
function names(list) {
  return list.map(({ name }) => `\`${name}\``).join(', ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
