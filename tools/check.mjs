// `npm run check` (before each commit) and `npm run check:all` (before a release): runs every step, two at a time, shows
// the output of those that failed, and the seconds of each.
//
// Stops the mistake of looking at the first failure only. Steps that need what another one writes name it in `after`.
//
// Options: --all also runs the slow steps; --skip <name> (repeatable) leaves one out; names of steps run only these.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command Arguments for Node, relative to the checkout.
 * @property {string} [after] Name of the step that must have passed.
 * @property {boolean} [slow] Runs with `--all` only.
 */

const typescript = ['--import', 'tsx'];
const sources = [...typescript, '--conditions=@why403/source'];

/** @type {readonly Step[]} */
export const steps = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-b'] },
  { name: 'format', command: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'] },
  { name: 'lint', command: ['node_modules/oxlint/bin/oxlint'] },
  { name: 'boundaries', command: [...typescript, 'tools/check-boundaries.ts'] },
  { name: 'docstrings', command: [...typescript, 'tools/check-docstrings.ts'] },
  { name: 'lock', command: ['tools/check-lock.mjs'] },
  { name: 'names', command: ['tools/check-names.mjs'] },
  { name: 'docs', command: [...typescript, 'tools/check-docs.ts'] },
  { name: 'dependencies', command: [...typescript, 'tools/check-dependencies.ts'] },
  { name: 'unused', command: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'] },
  { name: 'unit', command: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', 'packages', 'tools', 'bench'] },
  { name: 'generated', command: [...sources, 'tools/check-generated.ts'] },
  { name: 'tests', command: ['tools/run-tests.mjs'], slow: true },
];

/**
 * @param {readonly Step[]} list
 * @param {string} root
 * @param {number} parallel
 * @returns {Promise<string[]>} Names of the steps that failed or could not run.
 */
export async function runSteps(list, root, parallel) {
  /** @type {Map<string, Promise<boolean>>} */
  const results = new Map();
  /** @type {(() => void)[]} */
  const waiting = [];
  let free = parallel;
  for (const step of list) {
    const before = step.after === undefined ? undefined : results.get(step.after);
    results.set(
      step.name,
      (async () => {
        if (before !== undefined && !(await before)) {
          console.log(`  not run    ${step.name}: ${step.after} failed`);
          return false;
        }
        if (free > 0) free -= 1;
        else await new Promise((resolve) => void waiting.push(() => resolve(undefined)));
        try {
          return await runStep(step, root);
        } finally {
          const next = waiting.shift();
          if (next === undefined) free += 1;
          else next();
        }
      })(),
    );
  }
  const failed = [];
  for (const [name, passed] of results) if (!(await passed)) failed.push(name);
  return failed;
}

/** @param {Step} step @param {string} root @returns {Promise<boolean>} */
async function runStep({ name, command }, root) {
  const start = performance.now();
  const child = spawn(process.execPath, [...command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A check reads the same whoever calls it: no development build, no colours.
    env: { ...process.env, NODE_ENV: 'test', NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.on('close', resolve);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${seconds} s   ${name}${code === 0 ? '' : ': FAILED'}`);
  if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '    '));
  return code === 0;
}

/** @param {readonly string[]} argv @returns {Promise<number>} Exit code. */
async function main(argv) {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { all: { type: 'boolean' }, skip: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const skipped = values.skip ?? [];
  const unknown = [...positionals, ...skipped].filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `there is no check \`${unknown.join('`, `')}\`; there are: ${steps.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const chosen = steps.filter(({ name, slow }) => {
    if (skipped.includes(name)) return false;
    if (positionals.length > 0) return positionals.includes(name);
    return values.all === true || slow !== true;
  });
  const failed = await runSteps(chosen, fileURLToPath(new URL('..', import.meta.url)), 2);
  console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
