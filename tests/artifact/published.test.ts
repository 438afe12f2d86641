import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../cli/shell.ts';
import { buildCli } from '../../tools/build-cli.mjs';
import { ensureWorkbench } from '../../tools/build-workbench.mjs';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

/** Runs npm and gives its standard output; its messages are in the error when it fails. */
function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(async () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: checkout });
  await ensureWorkbench(checkout);
  await buildCli(checkout);
  folder = mkdtempSync(join(tmpdir(), 'why403-artifact-'));
  const packed = join(folder, 'packed');
  mkdirSync(packed);
  for (const name of ['engine', 'knowledge', 'cli']) {
    npm(join(checkout, 'packages', name), 'pack', '--ignore-scripts', '--pack-destination', packed);
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  const archives = readdirSync(packed).map((file) => join(packed, file));
  npm(folder, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', ...archives);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function installed(name: string): readonly string[] {
  const found = readdirSync(join(folder, 'node_modules', name), { recursive: true, encoding: 'utf8' });
  return found.map((path) => path.replaceAll('\\', '/'));
}

function run(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test.each(['@why403/engine', '@why403/knowledge', 'why403'])('%s brings no source, test or stamp', (name) => {
  const surplus = installed(name).filter((path) =>
    /(?<!\.d)\.ts$|\.test\.|\.stamp$|\.tsbuildinfo$|^(src|tools)\//.test(path),
  );
  expect(surplus).toEqual([]);
});

test('the engine and the knowledge are imported by their names and work together', () => {
  const script =
    "import * as engine from '@why403/engine'; import { loadKnowledge } from '@why403/knowledge';" +
    'loadKnowledge(); console.log(engine.PARTS.join());';
  expect(run('--input-type=module', '--eval', script)).toEqual({
    status: 0,
    output: 'token,operation,permission,role,policy\n',
  });
});

test('a file inside of a package cannot be imported', () => {
  const { status, output } = run('--eval', "import('@why403/engine/dist/index.js')");
  expect(status).toBe(1);
  expect(output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('the command starts without its sources and refuses an unknown command as a usage error', () => {
  const { status, output } = run('node_modules/why403/bin/why403.mjs', 'no-such-command');
  expect(status).toBe(2);
  expect(output).toContain('`no-such-command`');
});

test('the command brings the workbench and serves it', async () => {
  let page = '';
  const { code } = await serve('node node_modules/why403/bin/why403.mjs ui', folder, {}, async (url) => {
    page = await (await fetch(url)).text();
  });
  expect(code).toBe(0);
  expect(page).toContain('Content-Security-Policy');
});
