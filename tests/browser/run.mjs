// Builds the workbench and runs its tests in Chromium: node tests/browser/run.mjs <report.json> [arguments of Playwright].
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ensureWorkbench } from '../../tools/build-workbench.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [report, ...rest] = process.argv.slice(2);

await ensureWorkbench(root);
const child = spawn(
  process.execPath,
  [
    `${root}node_modules/@playwright/test/cli.js`,
    'test',
    `--config=${root}tests/browser/playwright.config.ts`,
    `--reporter=${report === undefined ? 'list' : 'list,json'}`,
    ...rest,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_FILE: report }) },
  },
);
const [code] = await once(child, 'exit');
process.exitCode = typeof code === 'number' ? code : 1;
