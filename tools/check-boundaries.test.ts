import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkBoundaries } from './check-boundaries.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes a small checkout with a manifest per package and checks it. */
function check(sources: Readonly<Record<string, string>>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'why403-boundaries-'));
  folders.push(root);
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'workspace', devDependencies: { vitest: '1.0.0' } }),
    'packages/engine/package.json': JSON.stringify({ name: '@why403/engine' }),
    'packages/knowledge/package.json': JSON.stringify({
      name: '@why403/knowledge',
      dependencies: { '@why403/engine': '0.1.0' },
    }),
    'packages/cli/package.json': JSON.stringify({ name: 'why403', dependencies: { '@why403/engine': '0.1.0' } }),
    ...sources,
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return checkBoundaries(root, Object.keys(files)).map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

test('imports in the direction of the design pass', () => {
  expect(
    check({
      'packages/engine/src/index.ts': "export { a } from './a.ts';",
      'packages/engine/src/a.ts': 'export const a = 1;',
      'packages/engine/src/a.test.ts':
        "import { readFileSync } from 'node:fs';\nimport { test } from 'vitest';\nimport { a } from '@why403/engine';",
      'packages/knowledge/src/index.ts': "import { a } from '@why403/engine';",
      'packages/cli/src/main.ts': "import type { A } from '@why403/engine';\nimport { join } from 'node:path';",
      'tests/oracle.test.ts': "import { main } from '../packages/cli/src/main.ts';",
    }),
  ).toEqual([]);
});

test('the engine imports no other package, not even a type', () => {
  expect(check({ 'packages/engine/src/a.ts': "import type { K } from '@why403/knowledge';" })).toEqual([
    'packages/engine/src/a.ts:1: engine must not import knowledge',
  ]);
});

test('nothing imports the command', () => {
  expect(check({ 'packages/knowledge/src/a.ts': "\nexport const x = await import('why403');" })).toEqual([
    'packages/knowledge/src/a.ts:2: knowledge must not import cli',
  ]);
});

test('the engine imports nothing of Node', () => {
  expect(check({ 'packages/engine/src/a.ts': "import { readFileSync } from 'node:fs';" })).toEqual([
    'packages/engine/src/a.ts:1: engine is pure and must not import `node:fs`',
  ]);
});

test('a module of Node is imported with its prefix', () => {
  expect(check({ 'packages/cli/src/a.ts': "import { readFileSync } from 'fs';" })).toEqual([
    'packages/cli/src/a.ts:1: write `node:fs`',
  ]);
});

test.each([
  ['const t = Date.now();', '`Date.now`'],
  ["const t = Date['now']();", '`Date.now`'],
  ['const t = new Date();', '`new Date()`'],
  ['const t = Date();', '`Date()`'],
  ['const t = Math.random();', '`Math.random`'],
  ['const t = new URL("x");', '`URL`'],
  ['const t = { fetch };', '`fetch`'],
  ['const t = process.env;', '`process`'],
  ['const t = (Buffer as unknown);', '`Buffer`'],
])('the engine reads no global: %s', (source, name) => {
  expect(check({ 'packages/engine/src/a.ts': source })).toEqual([
    `packages/engine/src/a.ts:1: ${name} makes engine impure; take it as an argument`,
  ]);
});

test.each([
  'const t = new Date(0);',
  'const t = Date.UTC(2020, 1, 1);',
  'export interface Url { readonly URL: string }',
  'export const f = (process: string, { fetch, x: [URL] = [1] }: X) => process + fetch + URL;',
  'const t = { fetch: 1 }.fetch;',
  'export type T = URL;',
])('a name that is no global passes: %s', (source) => {
  expect(check({ 'packages/engine/src/a.ts': source })).toEqual([]);
});

test('tests of the engine and other packages may use globals', () => {
  expect(
    check({
      'packages/engine/src/a.test.ts': 'const t = Date.now();',
      'packages/cli/src/a.ts': 'const t = Date.now();',
    }),
  ).toEqual([]);
});

test('another package is imported by its name, not by its files', () => {
  expect(
    check({
      'packages/engine/src/a.ts': 'export const a = 1;',
      'packages/knowledge/src/a.ts': "import { a } from '../../engine/src/a.ts';",
      'packages/cli/src/a.ts': "import { a } from '@why403/engine/src/a.ts';",
      'bench/a.ts': "import { a } from '../packages/engine/src/a.ts';",
    }),
  ).toEqual([
    'packages/knowledge/src/a.ts:1: `packages/engine/src/a.ts` is an inner file of engine; import the package by its name',
    'packages/cli/src/a.ts:1: `@why403/engine/src/a.ts` is an inner file of engine',
    'bench/a.ts:1: `packages/engine/src/a.ts` is an inner file of engine; import the package by its name',
  ]);
});

test('what is shipped declares what it imports; tests may use the tools of the workspace', () => {
  expect(
    check({
      'packages/cli/src/a.ts': "import { x } from 'vitest/sub';",
      'packages/cli/src/a.test.ts': "import { x } from 'vitest';\nimport { y } from '@scope/absent/sub';",
      'packages/cli/src/b.ts': "import { k } from '@why403/knowledge';",
    }),
  ).toEqual([
    'packages/cli/src/a.ts:1: `vitest` is not declared in packages/cli/package.json',
    'packages/cli/src/a.test.ts:2: `@scope/absent` is not declared in packages/cli/package.json',
    'packages/cli/src/b.ts:1: `@why403/knowledge` is not declared in packages/cli/package.json',
  ]);
});

test('the command has our packages in its bundle, so they are dependencies of its development', () => {
  expect(
    check({
      'packages/cli/package.json': JSON.stringify({
        name: 'why403',
        devDependencies: { '@why403/engine': '0.1.0', jose: '1.0.0' },
      }),
      'packages/cli/src/a.ts': "import { a } from '@why403/engine';\nimport { b } from 'jose';",
    }),
  ).toEqual(['packages/cli/src/a.ts:2: `jose` is not declared in packages/cli/package.json']);
});

test('a cycle of imports is reported once, with its way', () => {
  expect(
    check({
      'packages/cli/src/a.ts': "import { b } from './b.ts';",
      'packages/cli/src/b.ts': "export { c } from './c.ts';",
      'packages/cli/src/c.ts': "import './a.ts';",
    }),
  ).toEqual([
    'packages/cli/src/a.ts:0: import cycle: packages/cli/src/a.ts → packages/cli/src/b.ts → packages/cli/src/c.ts → packages/cli/src/a.ts',
  ]);
});

test('type imports and dynamic imports make no cycle', () => {
  expect(
    check({
      'packages/cli/src/a.ts': "import type { B } from './b.ts';\nimport { type C } from './c.ts';",
      'packages/cli/src/b.ts': "import { a } from './a.ts';",
      'packages/cli/src/c.ts': "export const a = () => import('./a.ts');\nimport './a.ts';",
    }),
  ).toEqual([]);
});

test('an import of a file that is not there, and a file that does not parse, are reported', () => {
  const [missing, broken] = check({
    'packages/cli/src/a.ts': "import { b } from './absent.ts';",
    'packages/cli/src/b.ts': 'const = 1;',
  });
  expect(missing).toBe('packages/cli/src/a.ts:1: `packages/cli/src/absent.ts` does not exist');
  expect(broken).toContain('packages/cli/src/b.ts:1:');
});

test('a package without a rule is an error', () => {
  expect(check({ 'packages/extra/src/a.ts': 'export const a = 1;' })).toEqual([
    'packages/extra/src/a.ts:0: there is no rule for packages/extra; add it to this check',
  ]);
});

test('a file of the workspace is not imported by what is shipped', () => {
  expect(
    check({
      'tools/x.mjs': 'export const x = 1;',
      'packages/cli/src/a.ts': "import { x } from '../../../tools/x.mjs';",
    }),
  ).toEqual(['packages/cli/src/a.ts:1: `tools/x.mjs` is outside of the package']);
});
