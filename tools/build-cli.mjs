// Bundles the command `why403`: one entry and one chunk per dynamically imported command, in packages/cli/dist.
//
// Stops two mistakes: a slow start (every command loads only its own chunk), and a published package that imports what
// it does not declare (packages stay imports only when packages/cli/package.json names them).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { isStale, writeStamp } from './bundle-stamp.mjs';

/** Entry files, by the name of what comes out. */
const entryPoints = { why403: 'packages/cli/src/main.ts' };

/** A chunk of an earlier build is kept this long: a process that started with it may still load it. */
const keepOldChunksMs = 3_600_000;

/**
 * Builds the command into `packages/cli/dist` and writes the stamp that {@link isStale} reads.
 *
 * Safe beside another build and beside running commands: chunks have their hash in the name, files are replaced in one
 * step, and the entry comes after its chunks.
 *
 * @param {string} root The checkout, with a slash at the end.
 * @returns {Promise<void>}
 * @throws {Error} With all messages of the bundler, or the undeclared packages.
 */
export async function buildCli(root) {
  const startedAt = Date.now();
  const out = join(root, 'packages/cli/dist');
  /** @type {Map<string, Uint8Array>} */
  const assets = new Map();
  /** @type {string[]} */
  const assetSources = [];
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: out,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@why403/source'],
    // The older module form of a package calls `require`, which a bundle of ES modules has not.
    mainFields: ['module', 'main'],
    external: externalPackages(root),
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [assetPlugin(root, assets, assetSources)],
  }).catch((/** @type {unknown} */ error) => {
    throw new Error(bundlerMessages(error).join('\n'));
  });

  const undeclared = undeclaredImports(root, result.metafile);
  if (undeclared.length > 0) {
    throw new Error(
      `packages/cli/package.json does not declare ${undeclared.map((name) => `\`${name}\``).join(', ')}, ` +
        'which the command imports when it runs',
    );
  }

  await addImages(root, assets);
  const entries = new Set(Object.keys(entryPoints).map((name) => `${name}.mjs`));
  const files = [
    ...[...assets].map(([name, contents]) => ({ name, contents })),
    ...result.outputFiles.map((file) => ({ name: relative(out, file.path), contents: file.contents })),
  ].sort((a, b) => Number(entries.has(a.name)) - Number(entries.has(b.name)));
  for (const { name, contents } of files) {
    const target = join(out, name);
    mkdirSync(dirname(target), { recursive: true });
    // Same name, same hash, same content; but an image is the engine's work too, of which its folder's hash says nothing.
    if (!entries.has(name) && basename(name) !== IMAGE && existsSync(target)) continue;
    const temporary = `${target}.${process.pid}.tmp`;
    writeFileSync(temporary, contents);
    renameSync(temporary, target);
  }
  const current = new Set(files.map(({ name }) => name.replace(/[\\/].*/, '')));
  for (const name of readdirSync(out)) {
    const path = join(out, name);
    if (current.has(name) || !/-[0-9A-Z]{8}(\.\w+)?$/.test(name)) continue;
    if (startedAt - statSync(path).mtimeMs > keepOldChunksMs) rmSync(path, { recursive: true, force: true });
  }

  const inputs = Object.keys(result.metafile.inputs).concat(assetSources, [
    'tools/build-cli.mjs',
    ...packageFolders(root).map((folder) => `${folder}/package.json`),
    ...files.map(({ name }) => `packages/cli/dist/${name}`),
  ]);
  writeStamp(root, join(out, 'why403.stamp'), [...new Set(inputs)].sort(), startedAt);
}

/** Name of a table's image, as `packages/knowledge/src/load.ts` looks for it. */
const IMAGE = 'table.img';

/**
 * Puts the image of each knowledge table beside it, so that a command does not expand the compact form at every start.
 *
 * @param {string} root
 * @param {Map<string, Uint8Array>} assets
 */
async function addImages(root, assets) {
  const tables = [...assets].filter(([name]) => basename(name) === 'table.bin');
  if (tables.length === 0) return;
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['packages/engine/src/table/compact.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const { expandTable } = await import(`data:text/javascript;base64,${code}`);
  for (const [name, contents] of tables) {
    assets.set(join(dirname(name), IMAGE), expandTable(new Uint8Array(contents)));
  }
}

/** @param {string} root */
function packageFolders(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/**
 * Everything that is not ours stays an import: it is installed with the command and loaded by the command that needs it.
 *
 * @param {string} root
 */
function externalPackages(root) {
  return packageFolders(root)
    .flatMap((folder) => Object.keys(dependencies(root, folder)))
    .filter((name) => !name.startsWith('@why403/'));
}

/** @param {string} root @param {string} folder @returns {Record<string, string>} */
function dependencies(root, folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).dependencies ?? {};
}

/** @param {string} root @param {import('esbuild').Metafile} metafile */
function undeclaredImports(root, metafile) {
  const declared = dependencies(root, 'packages/cli');
  const names = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter(({ external, path }) => external && !path.startsWith('node:'))
    .map(({ path }) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)].filter((name) => declared[name] === undefined).sort();
}

/**
 * Copies files and folders that a source names by `new URL('…', import.meta.url)` beside the bundle, as Vite does for browsers, so
 * that one spelling works in the sources, in the bundle and on a web page.
 *
 * @param {string} root
 * @param {Map<string, Uint8Array>} assets Filled with what is to be written.
 * @param {string[]} sources Filled with the files read, relative to `root`.
 * @returns {import('esbuild').Plugin}
 */
function assetPlugin(root, assets, sources) {
  return {
    name: 'assets',
    setup(builder) {
      builder.onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes('import.meta.url')) return undefined;
        const contents = source.replace(/new URL\(\s*'(\.[^']+)',\s*import\.meta\.url,?\s*\)/g, (text, target) => {
          const from = resolve(dirname(path), target);
          const found = filesUnder(from);
          if (found.length === 0) return text;
          const hash = createHash('sha256');
          for (const file of found) hash.update(`${relative(from, file)}\0`).update(readFileSync(file));
          const isFolder = found[0] !== from;
          const extension = isFolder ? '' : extname(from);
          const name = `${basename(from, extension)}-${hash.digest('hex').slice(0, 8).toUpperCase()}${extension}`;
          for (const file of found) {
            assets.set(join(name, relative(from, file)), readFileSync(file));
            sources.push(relative(root, file));
          }
          return `new URL('./${name}${isFolder ? '/' : ''}', import.meta.url)`;
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** @param {string} path A file or a folder. @returns {string[]} Files, sorted; empty when there is nothing. */
function filesUnder(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** @param {unknown} error @returns {string[]} */
function bundlerMessages(error) {
  const failures = /** @type {Partial<import('esbuild').BuildFailure>} */ (error).errors;
  if (failures === undefined) return [error instanceof Error ? error.message : String(error)];
  return failures.map(({ text, location }) =>
    location ? `${location.file}:${location.line}:${location.column}: ${text}` : text,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (process.argv.includes('--force') || isStale(root, join(root, 'packages/cli/dist/why403.stamp'))) {
    await buildCli(root);
  }
}
