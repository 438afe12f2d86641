import { expect, test } from 'vitest';
import { flowsWithoutRow, graphMatrix, tokenMatrix, tokenTable } from './tables.ts';

const RESULTS = {
  one: [
    { client: 'A', flow: 'client credentials, secret', token: { roles: ['X'], wids: [] } },
    { client: 'A', flow: 'client credentials, secret in the header', problem: 'no token' },
    { client: 'A', flow: 'device code', token: { scp: 'X' } },
  ],
  two: [{ client: 'B', flow: 'device code', problem: 'no token' }],
  three: [{ client: 'curl', flow: 'list' }],
};

test('a cell is ticked when every flow of its kind works, crossed when one fails, empty where there is none', () => {
  const lines = tokenMatrix(RESULTS).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '| token service | A | B |',
    '| --- | --- | --- |',
    '| client credentials: secret | ✗ |  |',
  ]);
  expect(lines).toContain('| device code | ✓ | ✗ |');
  expect(lines).toContain('| implicit |  |  |');
  expect(graphMatrix(RESULTS).split('\n')[2]).toBe('| list | ✓ |');
});

test('the long table says of each flow whether it works and where its permissions are', () => {
  expect(tokenTable(RESULTS).split('\n').slice(2)).toEqual([
    '| A | client credentials, secret in the header | FAILS | `scp` | no |',
    '| A | client credentials, secret | works | `roles` | yes |',
    '| A | device code | works | `scp` | no |',
    '| B | device code | FAILS | `scp` | no |',
  ]);
});

test('a flow that no table shows is named', () => {
  expect(flowsWithoutRow({ one: [{ client: 'A', flow: 'dance' }] })).toEqual(['A: dance']);
  expect(flowsWithoutRow(RESULTS)).toEqual([]);
});
