import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFixture, type ClientFixture } from './fixture.ts';
import { recordResults } from './result-table.ts';
import { runScenario } from './run-scenario.ts';
import type { FlowResult } from './scenario.ts';

const CLIENTS: Readonly<Record<string, number>> = {
  'msal-node': 13,
  'azure-identity': 7,
  'openid-client': 7,
  'jwks-rsa': 1,
};
const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';

let fixture: ClientFixture;
beforeAll(async () => {
  fixture = await startFixture({ automatic: true });
});
afterAll(() => fixture.stop());

describe.each(Object.entries(CLIENTS))('unmodified %s over HTTPS', (name, count) => {
  let results: readonly FlowResult[];
  beforeAll(async () => {
    results = await runScenario(name, fixture);
    recordResults(name, results);
  });

  test('every flow gets a token', () => {
    expect(results.filter((result) => result.problem !== undefined)).toEqual([]);
    expect(results).toHaveLength(count);
  });

  test('application tokens carry the granted app role; tokens of the user the scopes and the role', () => {
    for (const { flow, token } of results) {
      if (/credentials|cp1/.test(flow)) {
        expect([flow, token?.roles]).toEqual([flow, ['SecurityEvents.Read.All']]);
      } else if (!flow.startsWith('a resource server')) {
        expect([flow, token?.scp?.split(' ').includes('SecurityEvents.Read.All')]).toEqual([flow, true]);
        expect(token?.wids).toContain(SECURITY_READER);
      }
    }
  });
});
