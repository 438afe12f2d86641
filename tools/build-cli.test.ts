import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildCli } from './build-cli.mjs';
import { isStale } from './bundle-stamp.mjs';

const checkout = fileURLToPath(new URL('..', import.meta.url));
let root = '';
let clock = 0;

beforeEach(() => {
  root = `${mkdtempSync(join(tmpdir(), 'why403-build-'))}/`;
  clock = Date.now() / 1000 - 3600;
  write(
    'packages/cli/package.json',
    JSON.stringify({ name: 'why403', type: 'module', dependencies: { declared: '1.0.0' } }),
  );
  write(
    'packages/cli/src/main.ts',
    "export const main = async (argv: readonly string[]): Promise<number> => (await import('./command.ts')).run(argv);",
  );
  write(
    'packages/cli/src/command.ts',
    "import { readFileSync } from 'node:fs';\nexport const run = ([word]: readonly string[]): number => { process.stdout.write(readFileSync(new URL('../data/table.txt', import.meta.url), 'utf8') + word); return 3; };",
  );
  write('packages/cli/data/table.txt', 'table:');
  for (const name of ['build-cli.mjs', 'bundle-stamp.mjs']) copy(`tools/${name}`);
  copy('packages/cli/bin/why403.mjs');
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Writes a file, each later than the one before but in the past, as an editor would have. */
function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  clock += 1;
  utimesSync(join(root, file), clock, clock);
}

function copy(file: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  cpSync(join(checkout, file), join(root, file));
  clock += 1;
  utimesSync(join(root, file), clock, clock);
}

const stamp = (): string => join(root, 'packages/cli/dist/why403.stamp');

function why403(...argv: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const run = spawnSync(process.execPath, [join(root, 'packages/cli/bin/why403.mjs'), ...argv], { encoding: 'utf8' });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

test('the command builds itself, finds its data and gives its exit code', () => {
  expect(why403('word')).toEqual({ status: 3, stdout: 'table:word', stderr: '' });
  expect(isStale(root, stamp())).toBe(false);
});

test('a changed source, a changed data file and a deleted output make the bundle stale', async () => {
  await buildCli(root);
  expect(isStale(root, stamp())).toBe(false);
  write('packages/cli/data/table.txt', 'other:');
  expect(isStale(root, stamp())).toBe(true);
  expect(why403('x').stdout).toBe('other:x');
  write('packages/cli/src/command.ts', 'export const run = (): number => 4;');
  expect(isStale(root, stamp())).toBe(true);
  expect(why403('x')).toEqual({ status: 4, stdout: '', stderr: '' });
  rmSync(join(root, 'packages/cli/dist/why403.mjs'));
  expect(isStale(root, stamp())).toBe(true);
});

test('a folder beside the sources is copied as a whole, and each file of it is an input', async () => {
  write(
    'packages/cli/src/command.ts',
    "import { readFileSync } from 'node:fs';\nconst folder = new URL('../data/', import.meta.url);\n" +
      "export const run = (): number => { process.stdout.write(readFileSync(new URL('table.txt', folder), 'utf8')); return 0; };",
  );
  write('packages/cli/data/deep/other.txt', 'x');
  expect(why403('x')).toEqual({ status: 0, stdout: 'table:', stderr: '' });
  expect(isStale(root, stamp())).toBe(false);
  write('packages/cli/data/deep/other.txt', 'y');
  expect(isStale(root, stamp())).toBe(true);
});

test('a source that changes while the build runs leaves the bundle stale', async () => {
  const future = Date.now() / 1000 + 60;
  utimesSync(join(root, 'packages/cli/src/main.ts'), future, future);
  await buildCli(root);
  expect(isStale(root, stamp())).toBe(true);
});

test('each dynamically imported command is a chunk of its own, and its chunk stays small', async () => {
  await buildCli(root);
  const files = readdirSync(join(root, 'packages/cli/dist')).sort();
  expect(files.map((file) => file.replace(/-[0-9A-Z]{8}\./, '-HASH.'))).toEqual([
    'command-HASH.mjs',
    'table-HASH.txt',
    'why403.mjs',
    'why403.stamp',
  ]);
});

test('a broken source is one message with its place, and exit code 1', () => {
  write('packages/cli/src/command.ts', 'export const run = ;');
  const { status, stderr } = why403('x');
  expect(status).toBe(1);
  expect(stderr).toBe('why403: this checkout could not be built: packages/cli/src/command.ts:1:19: Unexpected ";"\n');
});

test('a package that the command imports and does not declare stops the build', async () => {
  write('packages/emulator/package.json', JSON.stringify({ dependencies: { declared: '1.0.0', forgotten: '1.0.0' } }));
  write(
    'packages/cli/src/command.ts',
    "import 'declared';\nimport 'forgotten/sub';\nexport const run = (): number => 0;",
  );
  await expect(buildCli(root)).rejects.toThrow('packages/cli/package.json does not declare `forgotten`');
  expect(existsSync(stamp())).toBe(false);
});

test('without the sources, as in the published package, nothing is built', async () => {
  await buildCli(root);
  for (const path of ['tools', 'packages/cli/src', 'packages/cli/dist/why403.stamp', 'node_modules']) {
    rmSync(join(root, path), { recursive: true, force: true });
  }
  expect(why403('word')).toEqual({ status: 3, stdout: 'table:word', stderr: '' });
});

test('without the dependencies the message says what to run', () => {
  rmSync(join(root, 'node_modules'));
  const { status, stderr } = why403('word');
  expect(status).toBe(1);
  expect(stderr).toContain('help: run `npm ci`');
});

test("a table's image is made anew where only the engine changed, of which the name of its folder says nothing", async () => {
  write(
    'packages/cli/src/command.ts',
    "import { readFileSync } from 'node:fs';\nconst folder = new URL('../data/', import.meta.url);\n" +
      "export const run = (): number => { process.stdout.write(readFileSync(new URL('table.img', folder), 'utf8')); return 0; };",
  );
  write('packages/cli/data/table.bin', 'table');
  const expander = (image: string): string =>
    `export const expandTable = (): Uint8Array => new TextEncoder().encode('${image}');`;
  write('packages/engine/src/table/compact.ts', expander('first'));
  await buildCli(root);
  expect(why403('x').stdout).toBe('first');
  write('packages/engine/src/table/compact.ts', expander('second'));
  await buildCli(root);
  expect(why403('x').stdout).toBe('second');
});
