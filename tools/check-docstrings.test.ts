import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkDocstrings } from './check-docstrings.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'why403-docstrings-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function check(files: Readonly<Record<string, string>>): readonly string[] {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  return checkDocstrings(root, 'index.ts');
}

test('documented exports pass, through re-exports, renames and lists', () => {
  expect(
    check({
      'index.ts': "export { a, type T, c as d } from './a.ts';\nexport type { X } from '@other/package';",
      'a.ts': "/** A. */\nexport const a = 1;\n/** T. */\nexport interface T {}\nexport { b as c } from './b.ts';",
      'b.ts': '/** B. */\nfunction b() {}\nexport { b };',
    }),
  ).toEqual([]);
});

test('an export without a docstring is reported where it is declared', () => {
  expect(
    check({
      'index.ts': "export { a, b, C } from './a.ts';",
      'a.ts':
        '/** Of something else. */\nconst x = 1;\nexport const a = x;\n// no docstring\nexport function b() {}\n/* nor this */\nexport class C {}',
    }),
  ).toEqual([
    'a.ts:3: `a` is public and has no docstring',
    'a.ts:5: `b` is public and has no docstring',
    'a.ts:7: `C` is public and has no docstring',
  ]);
});

test('`export *` is refused, and a name that leads nowhere is reported', () => {
  expect(check({ 'index.ts': "export * from './a.ts';\nexport { gone } from './a.ts';", 'a.ts': '' })).toEqual([
    'index.ts:1: list the names instead of `export *`',
    'a.ts: the declaration of `gone` was not found',
  ]);
});
