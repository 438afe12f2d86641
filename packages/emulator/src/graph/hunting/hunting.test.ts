import { afterAll, beforeAll, expect, test } from 'vitest';

import { errorOf, openGraphLab, TENANT, type Answer, type GraphLab, type Json } from '../../../test/graph-lab.ts';
import { storeMonth } from '../data/store-month.ts';

let lab: GraphLab;
beforeAll(async () => {
  lab = await openGraphLab();
  await storeMonth(lab.state, { tenantId: TENANT, alerts: 400, now: lab.clock.now() });
});
afterAll(() => lab.close());

const hunt = (query: string, more: Json = {}): Promise<Answer> =>
  lab.send(
    'POST',
    '/v1.0/security/microsoft.graph.security.runHuntingQuery',
    { permissions: ['ThreatHunting.Read.All'] },
    {
      body: { Query: query, ...more },
    },
  );
const rowsOf = async (query: string, more: Json = {}): Promise<readonly Json[]> => {
  const answer = await hunt(query, more);
  expect(answer.status, answer.text).toBe(200);
  return answer.json['results'] as readonly Json[];
};

test('counting, filtering and grouping agree with each other', async () => {
  expect(await rowsOf('AlertInfo | count')).toEqual([{ Count: 400 }]);
  const groups = await rowsOf(
    'AlertInfo | summarize Alerts = count(), Last = max(Timestamp) by Severity | sort by Alerts desc',
  );
  expect(groups.reduce((sum, group) => sum + Number(group['Alerts']), 0)).toBe(400);
  expect(groups.map((group) => Number(group['Alerts']))).toEqual(
    groups.map((group) => Number(group['Alerts'])).sort((a, b) => b - a),
  );
  const [high] = await rowsOf("AlertInfo | where Severity == 'High' | count");
  expect(high?.['Count']).toBe(groups.find((group) => group['Severity'] === 'High')?.['Alerts']);
});

test('the schema names the columns and their types', async () => {
  const answer = await hunt(
    'AlertEvidence | where EntityType == "User" | project Timestamp, AccountUpn, Length = strlen(AccountUpn) | take 1',
  );
  expect(answer.json['schema']).toEqual([
    { name: 'Timestamp', type: 'DateTime' },
    { name: 'AccountUpn', type: 'String' },
    { name: 'Length', type: 'Int64' },
  ]);
});

test('text operators, sets and times', async () => {
  const all = await rowsOf('AlertInfo | distinct Title');
  const phishing = await rowsOf('AlertInfo | where Title has "URL" and not(Title contains "click") | distinct Title');
  expect(phishing.length).toBeGreaterThan(0);
  expect(phishing.length).toBeLessThan(all.length);
  expect(await rowsOf('AlertInfo | where Title has "UR" | take 5')).toEqual([]);
  const some = await rowsOf("AlertInfo | where Severity in ('High','Low') | distinct Severity | sort by Severity asc");
  expect(some).toEqual([{ Severity: 'High' }, { Severity: 'Low' }]);
  const [week] = await rowsOf('AlertInfo | where Timestamp > ago(7d) | count');
  const [span] = await rowsOf('AlertInfo | count', { Timespan: 'P7D' });
  expect(Math.abs(Number(week?.['Count']) - Number(span?.['Count']))).toBeLessThanOrEqual(1);
  const days = await rowsOf('AlertInfo | summarize count() by bin(Timestamp, 1d) | top 1 by count_');
  expect(String(days[0]?.['Timestamp'])).toMatch(/T00:00:00Z$/);
});

test('what is not supported is a 400 with the position', async () => {
  for (const [query, message] of [
    ['Nothing | take 1', "there is no table 'Nothing' in the emulator at position 0"],
    ['AlertInfo | join AlertEvidence on AlertId', "the operator 'join' is not supported at position 12"],
    ['AlertInfo | where Nope == 1', "there is no column 'Nope' at position 18"],
    ['AlertInfo | where parse_json(Title) == 1', "the function 'parse_json'"],
    ['AlertInfo | where Title ==', 'an expression is expected at position 26'],
    ['AlertInfo | take -1', 'a number of rows is expected'],
    [`AlertInfo | where ${'('.repeat(100)}`, 'the nesting is too deep'],
    ['', "The required parameter 'query' is missing."],
  ] as const) {
    const answer = await hunt(query);
    expect(answer.status, query).toBe(400);
    expect(errorOf(answer).message, query).toContain(message);
  }
  expect((await hunt('AlertInfo | count', { Timespan: 'yesterday' })).status).toBe(400);
});
