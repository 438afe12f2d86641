// Builds the pages of the workbench into packages/workbench/dist/site, when a source is newer than they are.
//
// Stops the mistake of serving yesterday's pages. Unlike the command's bundle, the list of inputs is not exact: every file
// of the workbench and of what it is made from counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isStale, writeStamp } from './bundle-stamp.mjs';

const SITE = 'packages/workbench/dist/site';
const STAMP = 'packages/workbench/dist/site.stamp';

/** Files and folders that the pages are made from, relative to the checkout. */
const SOURCES = [
  'packages/workbench/public',
  'packages/workbench/src',
  'packages/workbench/index.html',
  'packages/workbench/vite.config.ts',
  'packages/workbench/package.json',
  'packages/engine/src',
  'packages/engine/package.json',
  'packages/knowledge/src',
  'packages/knowledge/data',
  'packages/knowledge/package.json',
  'examples/incidents',
  'tools/build-workbench.mjs',
];

/**
 * Builds the pages when they are missing or older than their sources.
 *
 * @param {string} root The checkout, with a slash at the end.
 * @returns {Promise<boolean>} Whether they had to be built.
 * @throws {Error} When the bundler fails; it says why on standard error.
 */
export async function ensureWorkbench(root) {
  if (!isStale(root, join(root, STAMP))) return false;
  const startedAt = Date.now();
  process.stderr.write('building the workbench\n');
  // In a process of its own, whose Node takes packages from their sources: the configuration imports some, and nothing
  // but the sources is there in a fresh clone.
  const vite = spawn(
    process.execPath,
    [
      '--conditions=@why403/source',
      '--import=tsx',
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      `--config=${join(root, 'packages/workbench/vite.config.ts')}`,
      '--configLoader=native',
      '--logLevel=warn',
    ],
    // Whatever the caller's shell says: the pages for development are larger and write to the console.
    { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, NODE_ENV: 'production' } },
  );
  const [code] = await once(vite, 'exit');
  if (code !== 0) throw new Error('the pages of the workbench could not be built; see above');
  const files = [...SOURCES, SITE].flatMap((path) => filesUnder(root, path));
  writeStamp(root, join(root, STAMP), files, startedAt);
  return true;
}

/** @param {string} root @param {string} path @returns {string[]} */
function filesUnder(root, path) {
  try {
    return readdirSync(join(root, path), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() ? filesUnder(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
      );
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureWorkbench(fileURLToPath(new URL('..', import.meta.url)));
}
