import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anchorsOf, checkLinks, linksOf } from './check-docs.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'why403-docs-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('inline and reference links are found, links in code are not', () => {
  const text = 'a [b](c.md) [d](<e.md> "title")\n`[x](y)`\n```\n[x](y)\n```\n[r]: f.md\n[`g`](h.md)';
  expect(linksOf(text)).toEqual([
    { target: 'c.md', line: 1 },
    { target: 'e.md', line: 1 },
    { target: 'f.md', line: 6 },
    { target: 'h.md', line: 7 },
  ]);
});

test('headings become anchors as on GitHub, also twice the same', () => {
  expect([...anchorsOf('# A `b` & c?\n## Same\n## Same\n```\n# no\n```\n<a id="own"></a>')]).toEqual([
    'a-b--c',
    'same',
    'same-1',
    'own',
  ]);
});

test('links to files, folders, headings and the web pass; what is not there is reported', () => {
  mkdirSync(join(root, 'docs'));
  writeFileSync(join(root, 'docs/b.md'), '# Title');
  writeFileSync(
    join(root, 'docs/a.md'),
    '[1](b.md) [2](b.md#title) [3](../docs) [4](https://example.com/x) [5](#here)\n# Here\n' +
      '[6](c.md) [7](b.md#other) [8](../../x) [9](#there)',
  );
  expect(checkLinks(root, 'docs/a.md')).toEqual([
    'docs/a.md:3: `c.md` does not exist',
    'docs/a.md:3: `b.md#other`: there is no such heading',
    'docs/a.md:3: `../../x` leads out of the project',
    'docs/a.md:3: `#there`: there is no such heading',
  ]);
});
