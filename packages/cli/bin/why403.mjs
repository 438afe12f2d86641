#!/usr/bin/env node
// Starts the command. In a checkout (the sources lie beside it) the bundle is built again first when a source is newer,
// and the pages of the workbench for the commands that serve them; the published package holds what was built only. Imports nothing but Node: the start is on every caller's clock.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundle = new URL('../dist/why403.mjs', import.meta.url);

/** Commands that serve the workbench. */
const SERVING = new Set(['ui', 'emulate']);

async function prepare() {
  if (!existsSync(new URL('../src', import.meta.url))) return true;
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const { isStale } = await import('../../../tools/bundle-stamp.mjs');
  try {
    // Before the bundle, which holds a copy of the pages.
    if (SERVING.has(process.argv[2] ?? '')) {
      const { ensureWorkbench } = await import('../../../tools/build-workbench.mjs');
      await ensureWorkbench(root);
    }
    if (!isStale(root, fileURLToPath(new URL('../dist/why403.stamp', import.meta.url)))) return true;
    const { buildCli } = await import('../../../tools/build-cli.mjs');
    await buildCli(root);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(
      'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
        ? 'why403: the dependencies of this checkout are not installed\nhelp: run `npm ci`, or `npm start`, which does it\n'
        : `why403: this checkout could not be built: ${error.message}\n`,
    );
    return false;
  }
}

/** Streams are getters: opening standard input or output costs milliseconds that not every command needs. */
const context = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return quietWhenClosed(process.stdout);
  },
  get stderr() {
    return quietWhenClosed(process.stderr);
  },
  env: process.env,
  get cwd() {
    return process.cwd();
  },
  now: () => Date.now(),
};

const guarded = new WeakSet();

/**
 * A reader that closes the pipe early (`why403 decide | head`) is no error.
 *
 * @template {NodeJS.WriteStream} T
 * @param {T} stream
 * @returns {T}
 */
function quietWhenClosed(stream) {
  if (!guarded.has(stream)) {
    guarded.add(stream);
    stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
  return stream;
}

if (await prepare()) {
  const { main } = await import(bundle.href);
  process.exitCode = await main(process.argv.slice(2), context);
} else {
  process.exitCode = 1;
}
