// Builds the workbench and runs its tests in Chromium: node tests/browser/run.mjs <report.json> [arguments of Playwright].
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [report, ...rest] = process.argv.slice(2);

/** @param {readonly string[]} args @param {NodeJS.ProcessEnv} env */
async function run(args, env = process.env) {
  const child = spawn(process.execPath, [...args], { cwd: root, stdio: 'inherit', env });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

const built = await run([
  `${root}node_modules/vite/bin/vite.js`,
  'build',
  `--config=${root}packages/workbench/vite.config.ts`,
  '--logLevel=warn',
]);
if (built !== 0) process.exit(built);
process.exitCode = await run(
  [
    `${root}node_modules/@playwright/test/cli.js`,
    'test',
    `--config=${root}tests/browser/playwright.config.ts`,
    `--reporter=${report === undefined ? 'list' : 'list,json'}`,
    ...rest,
  ],
  { ...process.env, ...(report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_FILE: report }) },
);
