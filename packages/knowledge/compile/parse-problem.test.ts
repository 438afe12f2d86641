import { describe, expect, it } from 'vitest';
import { compareProblems, didYouMean, formatProblem, type Problem } from './parse-problem.ts';

const problem: Problem = { file: 'a.tsv', line: 2, column: 5, message: 'wrong', help: '' };

describe('problems', () => {
  it('name as much of the place as is known', () => {
    expect(formatProblem(problem)).toBe('a.tsv:2:5: wrong');
    expect(formatProblem({ ...problem, column: 0 })).toBe('a.tsv:2: wrong');
    expect(formatProblem({ ...problem, line: 0, column: 0, help: 'write it' })).toBe('a.tsv: wrong (write it)');
  });

  it('are in the order of file, line and column', () => {
    const list: readonly Problem[] = [
      { ...problem, file: 'b.tsv', line: 1 },
      { ...problem, line: 10 },
      { ...problem, column: 9 },
      problem,
    ];
    expect([...list].sort(compareProblems).map(formatProblem)).toEqual([
      'a.tsv:2:5: wrong',
      'a.tsv:2:9: wrong',
      'a.tsv:10:5: wrong',
      'b.tsv:1:5: wrong',
    ]);
  });
});

describe('the suggestion', () => {
  const names = ['SecurityAlert.Read.All', 'SecurityAlert.ReadWrite.All', 'User.Read'];

  it('is the nearest name, without letter case', () => {
    expect(didYouMean('securityalerts.read.all', names)).toBe('did you mean `SecurityAlert.Read.All`?');
    expect(didYouMean('UserRead', names)).toBe('did you mean `User.Read`?');
  });

  it('is empty when nothing is near', () => {
    expect(didYouMean('Mail.Send', names)).toBe('');
    expect(didYouMean('x', [])).toBe('');
  });

  it('is no name that is as long and otherwise different', () => {
    expect(didYouMean('globl', ['china', 'global'])).toBe('did you mean `global`?');
    expect(didYouMean('globl', ['china'])).toBe('');
  });

  it('does not depend on the order of the names', () => {
    expect(didYouMean('ab', ['aa', 'bb'])).toBe(didYouMean('ab', ['bb', 'aa']));
  });
});
