import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runOne } from './run-tests.mjs';
import { readCounts } from './test-reports.mjs';

let reports = '';
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'why403-run-tests-'));
});
afterEach(() => {
  rmSync(reports, { recursive: true, force: true });
});

/** A runner that writes `report` (nothing, when undefined) and ends with `code`. */
function run(report: string | undefined, code: number): ReturnType<typeof runOne> {
  const write = (file: string): string =>
    report === undefined ? '' : `require('node:fs').writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(report)});`;
  const runner = {
    name: 'sample',
    command: (file: string) => ['-e', `${write(file)} process.exit(${code})`],
    read: readCounts,
  };
  return runOne(runner, { root: reports, reports });
}

test('a runner that passed gives its counts', async () => {
  expect(await run('{"passed":2,"failed":0,"skipped":1}', 0)).toEqual({
    counts: { passed: 2, failed: 0, skipped: 1 },
    problem: undefined,
  });
});

test('a failed test is counted once, whatever the exit code', async () => {
  expect((await run('{"passed":2,"failed":1,"skipped":0}', 1)).counts.failed).toBe(1);
  expect((await run('{"passed":2,"failed":1,"skipped":0}', 0)).counts.failed).toBe(1);
});

test('a runner that ran nothing has failed', async () => {
  expect(await run('{"passed":0,"failed":0,"skipped":3}', 0)).toEqual({
    counts: { passed: 0, failed: 1, skipped: 3 },
    problem: 'it ran no test',
  });
});

test('a runner that ended badly without a failed test has failed', async () => {
  expect(await run('{"passed":2,"failed":0,"skipped":0}', 7)).toEqual({
    counts: { passed: 2, failed: 1, skipped: 0 },
    problem: 'it ended with 7 although no test failed',
  });
});

test('a runner without a readable report has failed', async () => {
  const missing = await run(undefined, 0);
  expect(missing.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(missing.problem).toContain('no readable report');
  expect((await run('<html>', 0)).counts.failed).toBe(1);
});

test('a test run is not in production, whatever the shell says', async () => {
  const runner = {
    name: 'sample',
    command: (file: string) => [
      '-e',
      `require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify({ passed: process.env.NODE_ENV === 'test' ? 1 : 0, failed: 0, skipped: 0 }))`,
    ],
    read: readCounts,
  };
  expect((await runOne(runner, { root: reports, reports })).counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
});
