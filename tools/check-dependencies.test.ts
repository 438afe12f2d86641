import { expect, test } from 'vitest';
import { checkDependencies } from './check-dependencies.ts';

const table = '| package | version | licence | reason |\n| --- | --- | --- | --- |\n';

test('a declared dependency with its version and a reason passes; our own packages need none', () => {
  expect(
    checkDependencies(`${table}| \`a\` | 1.2.3 | MIT | because |\n`, [
      { file: 'package.json', versions: { a: '1.2.3', '@why403/engine': '0.1.0' } },
    ]),
  ).toEqual([]);
});

test('a missing row, another version, an empty reason, a range and a row too many are reported', () => {
  const rows =
    '| `b` | 1.0.0 | MIT | x |\n| `c` | 1.0.0 | MIT | |\n| `d` | ^1.0.0 | MIT | x |\n| `e` | 1.0.0 | MIT | x |\n';
  expect(
    checkDependencies(table + rows, [
      { file: 'package.json', versions: { a: '1.0.0', b: '2.0.0', c: '1.0.0', d: '^1.0.0' } },
    ]),
  ).toEqual([
    'docs/dependencies.md: `a` of package.json is not there',
    'docs/dependencies.md: `b` is 2.0.0 in package.json, not 1.0.0',
    'docs/dependencies.md: `c` has no reason',
    'package.json: `d` is `^1.0.0`: be exact',
    'docs/dependencies.md: nothing depends on `e`',
  ]);
});
