import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFixture, type ClientFixture } from './fixture.ts';
import { recordResults } from './result-table.ts';
import { runScenario } from './run-scenario.ts';
import { ALERTS, GRAPH_CLIENTS } from './scenario.ts';

let fixture: ClientFixture;
beforeAll(async () => {
  fixture = await startFixture({ automatic: false, alerts: ALERTS });
});
afterAll(() => fixture.stop());

test.each(GRAPH_CLIENTS)('unmodified %s: list, page, filter, PATCH, be refused, repaired, pass', async (name) => {
  const results = await runScenario(name, fixture);
  recordResults(name, results);
  expect(results.filter((result) => result.problem !== undefined)).toEqual([]);
  expect(results).toHaveLength(6);
});
