import { expect, test } from 'vitest';
import { add, closingLine, readCounts, readPlaywright, readVitest } from './test-reports.mjs';

const vitest = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [{}] },
  ],
};

test('a report of vitest gives its counts; todo counts as skipped', () => {
  expect(readVitest(JSON.stringify(vitest))).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test('a file of vitest that could not be loaded counts as failed', () => {
  const report = { ...vitest, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(readVitest(JSON.stringify(report)).failed).toBe(2);
});

test('a flaky test of Playwright and an error outside of tests count as failed', () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'x' }] };
  expect(readPlaywright(JSON.stringify(report))).toEqual({ passed: 5, failed: 3, skipped: 2 });
});

test.each([
  '{}',
  '{"passed":1,"failed":0}',
  '{"passed":-1,"failed":0,"skipped":0}',
  '{"passed":"1","failed":0,"skipped":0}',
])('a report without its counts is refused: %s', (text) => {
  expect(() => readCounts(text)).toThrow('where a count is expected');
});

test('the closing line adds up the runners', () => {
  const total = add(readCounts('{"passed":1,"failed":0,"skipped":2}'), { passed: 10, failed: 1, skipped: 0 });
  expect(closingLine(total)).toBe('tests: 11 passed, 1 failed, 2 skipped');
});
