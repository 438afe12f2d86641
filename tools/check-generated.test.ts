import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkGenerated } from './check-generated.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'why403-generated-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const writes = (file: string, text: string): readonly string[] => [
  'node',
  '-e',
  `require('node:fs').writeFileSync('${file}', '${text}')`,
];

test('outputs that the generator writes again byte for byte pass', () => {
  writeFileSync(join(root, 'a'), 'same');
  expect(checkGenerated(root, [{ command: writes('a', 'same'), outputs: ['a'] }])).toEqual([]);
});

test('an output that was edited or is outdated is reported', () => {
  writeFileSync(join(root, 'a'), 'edited');
  const [problem] = checkGenerated(root, [{ command: writes('a', 'new'), outputs: ['a'] }]);
  expect(problem).toMatch(/^a: not what `node .*` writes/);
});

test('an output that was missing, and one that is never written, are reported', () => {
  const problems = checkGenerated(root, [{ command: writes('a', 'new'), outputs: ['a', 'b'] }]);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(/^b: `node .*` does not write it$/);
  expect(problems[1]).toMatch(/^a: not what/);
});

test('a generator that fails is reported with what it said', () => {
  const command = ['node', '-e', 'console.error("why"); process.exit(4)'];
  const [problem] = checkGenerated(root, [{ command, outputs: [] }]);
  expect(problem).toContain('ended with 4\nwhy');
});
