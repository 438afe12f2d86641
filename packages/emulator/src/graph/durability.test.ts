import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { itemsOf } from '../../test/graph-lab.ts';
import { openGraphWorker, type GraphWorker } from '../../test/graph-worker.ts';
import { POSTGRES_LEFT_OUT, startPostgres, type TestPostgres } from '../../test/postgres.ts';
import { spawnEmulator, type SpawnedEmulator } from '../../test/spawn-emulator.ts';

const ALERTS_V2 = '/v1.0/security/alerts_v2';
const ROUNDS = 3;

test(
  'kill -9 under changes loses none that was acknowledged, and the next start has all of them',
  { timeout: 120_000 },
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'why403-graph-kill-'));
    const environment = { DATA: data, ALERTS: '10' };
    const comments: string[] = [];
    const assigned = new Map<string, number>();
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const emulator = await spawnEmulator(environment);
        const worker = await openGraphWorker(emulator);
        const ids = itemsOf(await worker.send('GET', `${ALERTS_V2}?$select=id`)).map(({ id }) => String(id));
        const limit = comments.length + 5 + round * 11;
        let isKilled = false;
        const write = async (id: string): Promise<void> => {
          for (let turn = 1; !isKilled; turn += 1) {
            const comment = `${round} ${id} ${turn}`;
            try {
              await worker.send('POST', `${ALERTS_V2}/${id}/comments`, { comment });
              comments.push(comment);
              const number = round * 1000 + turn;
              await worker.send('PATCH', `${ALERTS_V2}/${id}`, { assignedTo: String(number) });
              assigned.set(id, number);
            } catch {
              return;
            }
            if (comments.length >= limit && !isKilled) {
              isKilled = true;
              await emulator.kill();
            }
          }
        };
        await Promise.all(ids.slice(0, 4).map(write));
      }
      const emulator = await spawnEmulator(environment);
      const worker = await openGraphWorker(emulator);
      const alerts = itemsOf(await worker.send('GET', ALERTS_V2));
      await emulator.kill();
      expect(alerts).toHaveLength(10);
      const kept = new Set(
        alerts.flatMap((alert) =>
          (alert['comments'] as readonly { readonly comment: string }[]).map(({ comment }) => comment),
        ),
      );
      expect(comments.filter((comment) => !kept.has(comment))).toEqual([]);
      expect(comments.length).toBeGreaterThanOrEqual(5 + (ROUNDS - 1) * 11);
      // A change that was on its way may be there too, so it can be a later one.
      for (const [id, number] of assigned) {
        const alert = alerts.find((one) => one['id'] === id);
        expect(Number(alert?.['assignedTo']), id).toBeGreaterThanOrEqual(number);
      }
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
);

describe.skipIf(POSTGRES_LEFT_OUT !== '')(`two processes on one PostgreSQL server ${POSTGRES_LEFT_OUT}`, () => {
  let postgres: TestPostgres;
  let both: readonly SpawnedEmulator[] = [];
  let worker: GraphWorker;
  beforeAll(async () => {
    postgres = await startPostgres();
    const environment = { DATABASE_URL: await postgres.database(), ALERTS: '20' };
    both = await Promise.all([spawnEmulator(environment), spawnEmulator(environment)]);
    const [first] = both;
    if (first === undefined) throw new Error('nothing was started');
    worker = await openGraphWorker(first);
  }, 60_000);
  afterAll(async () => {
    for (const emulator of both) await emulator.kill();
    await postgres.stop();
  });

  /** Sends the same number of changes through each process, all at once. */
  const concurrently = (
    path: string,
    changes: readonly object[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<readonly number[]> =>
    Promise.all(
      changes.map(
        async (change, index) => (await worker.send('PATCH', path, change, headers, both[index % both.length])).status,
      ),
    );

  test('both made one month, not two', async () => {
    expect((await worker.send('GET', `${ALERTS_V2}/$count`)).text).toBe('20');
  });

  test('concurrent PATCHes of different properties are all kept', async () => {
    const [alert] = itemsOf(await worker.send('GET', `${ALERTS_V2}?$top=1`));
    const path = `${ALERTS_V2}/${String(alert?.['id'])}`;
    for (let round = 0; round < 6; round += 1) {
      const expected = {
        assignedTo: `person ${round}`,
        status: round % 2 === 0 ? 'inProgress' : 'resolved',
        classification: round % 2 === 0 ? 'truePositive' : 'falsePositive',
        determination: round % 2 === 0 ? 'malware' : 'notMalicious',
      };
      const changes = Object.entries(expected).map(([name, value]) => ({ [name]: value }));
      expect(await concurrently(path, changes)).toEqual(changes.map(() => 200));
      expect((await worker.send('GET', path)).json).toMatchObject(expected);
    }
  });

  test('concurrent PATCHes of a legacy alert leave a state of its history each', async () => {
    const [alert] = itemsOf(await worker.send('GET', '/v1.0/security/alerts?$top=1'));
    const path = `/v1.0/security/alerts/${String(alert?.['id'])}`;
    const { vendorInformation } = alert ?? {};
    const changes = Array.from({ length: 16 }, (_, index) => ({ assignedTo: `person ${index}`, vendorInformation }));
    expect(await concurrently(path, changes)).toEqual(changes.map(() => 204));
    const history = (await worker.send('GET', path)).json['historyStates'] as readonly {
      readonly assignedTo: string;
    }[];
    const before = (alert?.['historyStates'] as readonly unknown[] | null) ?? [];
    expect(history).toHaveLength(before.length + changes.length);
    expect(new Set(history.slice(before.length).map(({ assignedTo }) => assignedTo)).size).toBe(changes.length);
  });

  test('of concurrent PATCHes with the same If-Match one wins', async () => {
    const [alert] = itemsOf(await worker.send('GET', `${ALERTS_V2}?$top=1&$skip=1`));
    const path = `${ALERTS_V2}/${String(alert?.['id'])}`;
    const etag = (await worker.send('GET', path)).headers.get('etag') ?? '';
    const changes = Array.from({ length: 8 }, (_, index) => ({ assignedTo: `person ${index}` }));
    const statuses = await concurrently(path, changes, { 'if-match': etag });
    expect([...statuses].sort((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
  });
});
