import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runSteps } from './check.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('every step runs although an earlier one failed, and the output of the failed one is shown', async () => {
  const failed = await runSteps(
    [
      { name: 'first', command: ['-e', 'console.log("quiet")'] },
      { name: 'second', command: ['-e', 'console.error("loud"); process.exit(1)'] },
      { name: 'third', command: ['-e', ''] },
    ],
    root,
    2,
  );
  expect(failed).toEqual(['second']);
  const text = lines.join('\n');
  expect(text).toContain('    loud');
  expect(text).not.toContain('quiet');
  expect(text).toMatch(/s {3}third$/m);
});

test('a step that needs another one does not run when that one failed', async () => {
  const failed = await runSteps(
    [
      { name: 'first', command: ['-e', 'process.exit(1)'] },
      { name: 'second', command: ['-e', ''], after: 'first' },
    ],
    root,
    1,
  );
  expect(failed).toEqual(['first', 'second']);
  expect(lines).toContain('  not run    second: first failed');
});
