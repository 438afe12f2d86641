import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from './run.ts';
import { shell } from './shell.ts';

const run = promisify(execFile);
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'why403-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each line of the support article's story must end with and say. */
const EXPECTED: readonly (readonly [number, string])[] = [
  [3, 'missing-permission (certain)'],
  [3, 'missing-directory-role (certain)'],
  [0, 'ALLOW'],
  [5, 'directory-roles-absent (likely)'],
  [5, '/security/alerts'],
  [5, '/security/secureScores'],
  [0, 'Global Administrator'],
];

test("the README's lines of the support article's story run as they stand", async () => {
  symlinkSync(join(ROOT, 'packages/cli/bin/why403.mjs'), join(folder, 'why403'));
  await run(process.execPath, [join(ROOT, 'tools/build-cli.mjs')]);
  const block = /### The story[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toHaveLength(EXPECTED.length);
  for (const [index, line] of lines.entries()) {
    const result = await shell(line.replaceAll('npx why403', 'why403'), ROOT, {
      PATH: `${folder}:${process.env['PATH']}`,
    });
    const [code, says] = EXPECTED[index] as readonly [number, string];
    expect(result.code, `${line}\n${result.stdout}${result.stderr}`).toBe(code);
    expect(result.stdout).toContain(says);
  }
}, 60_000);

test("the README's program compiles and runs", async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const file = join(ROOT, 'node_modules', '.cache', 'readme-example.ts');
  writeFileSync(file, code);
  const { stdout } = await run(process.execPath, ['--conditions=@why403/source', '--import', 'tsx', file], {
    cwd: ROOT,
  });
  expect(stdout.split('\n').slice(0, 2)).toEqual(['1 1', 'token-invalid']);
}, 60_000);
