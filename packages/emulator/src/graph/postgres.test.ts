import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openGraphLab, TENANT, type GraphLab, itemsOf } from '../../test/graph-lab.ts';
import { POSTGRES_LEFT_OUT, startPostgres, type TestPostgres } from '../../test/postgres.ts';
import { storeMonth } from './data/store-month.ts';

const WRITE = { permissions: ['SecurityAlert.ReadWrite.All', 'SecurityIncident.ReadWrite.All'] };

describe.skipIf(POSTGRES_LEFT_OUT !== '')(`two processes on one PostgreSQL server ${POSTGRES_LEFT_OUT}`, () => {
  let postgres: TestPostgres;
  let one: GraphLab;
  let two: GraphLab;
  beforeAll(async () => {
    postgres = await startPostgres();
    const databaseUrl = await postgres.database();
    one = await openGraphLab({ database: { databaseUrl } });
    two = await openGraphLab({ database: { databaseUrl } });
    await storeMonth(one.state, { tenantId: TENANT, alerts: 300, now: one.clock.now() });
  }, 60_000);
  afterAll(async () => {
    await one.close();
    await two.close();
    await postgres.stop();
  });

  test('a second process adds no second month', async () => {
    expect(await storeMonth(two.state, { tenantId: TENANT, alerts: 300, now: two.clock.now() })).toEqual({});
  });

  test('the same requests get the same answers as on the embedded database', async () => {
    const embedded = await openGraphLab();
    await storeMonth(embedded.state, { tenantId: TENANT, alerts: 300, now: embedded.clock.now() });
    for (const query of [
      '$top=7&$count=true',
      "$filter=severity ge 'medium' and contains(title,'sign-in')&$orderby=title,lastUpdateDateTime desc",
      "$filter=evidence/any(e:e/roles/any(r:r eq 'source'))&$select=id,title",
      "$filter=not(status in ('new','resolved')) or assignedTo eq null&$skip=3&$top=9",
      '$orderby=severity desc,status&$top=300',
    ]) {
      const path = `/v1.0/security/alerts_v2?${query}`;
      const expected = await embedded.send('GET', path, WRITE);
      const answer = await two.send('GET', path, WRITE);
      expect(answer.status, answer.text).toBe(200);
      expect(answer.json, query).toEqual(expected.json);
    }
    await embedded.close();
  });

  test('concurrent changes through both processes are all kept', async () => {
    const [alert] = itemsOf(await one.send('GET', '/v1.0/security/alerts_v2?$top=1', WRITE));
    const path = `/v1.0/security/alerts_v2/${String(alert?.['id'])}`;
    const statuses = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        const lab = index % 2 === 0 ? one : two;
        return (await lab.send('POST', `${path}/comments`, WRITE, { body: { comment: String(index) } })).status;
      }),
    );
    expect(statuses).toEqual(statuses.map(() => 200));
    const read = await two.send('GET', path, WRITE);
    expect(read.json['comments']).toHaveLength(24);
  });

  test('moving and merging work in a transaction', async () => {
    const ids = itemsOf(await one.send('GET', '/v1.0/security/alerts_v2?$top=2', WRITE)).map((item) => item['id']);
    const moved = await one.send(
      'POST',
      '/v1.0/security/alerts_v2/moveAlerts',
      { permissions: ['SecurityData.Manage.All'] },
      {
        body: { alertIds: ids },
      },
    );
    expect(moved.status, moved.text).toBe(200);
    const incident = await two.send(
      'GET',
      `/v1.0/security/incidents/${String(moved.json['targetIncidentId'])}?$expand=alerts`,
      WRITE,
    );
    expect(incident.json['alerts']).toHaveLength(2);
  });
});
