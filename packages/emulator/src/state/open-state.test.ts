import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POSTGRES_LEFT_OUT, startPostgres, type TestPostgres } from '../../test/postgres.ts';
import { runStateTests } from '../../test/state-suite.ts';
import type { StateMigration } from './migration.ts';
import { openState, type OpenStateOptions } from './open-state.ts';

const clock = { now: () => 1_790_000_000_000 };

let postgres: TestPostgres;
beforeAll(async () => {
  if (POSTGRES_LEFT_OUT === '') postgres = await startPostgres();
});
afterAll(async () => {
  if (POSTGRES_LEFT_OUT === '') await postgres.stop();
});

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'why403-state-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

runStateTests('state in memory', async () => {
  const state = await openState({ clock });
  return { state, another: null, stop: () => state.close() };
});

runStateTests('state in a folder', async () => {
  const data = newFolder();
  const state = await openState({ clock, data });
  return { state, another: () => openState({ clock, data }), stop: () => state.close() };
});

describe.skipIf(POSTGRES_LEFT_OUT !== '')(`PostgreSQL ${POSTGRES_LEFT_OUT}`, () => {
  runStateTests('state on a PostgreSQL server', async () => {
    const databaseUrl = await postgres.database();
    const state = await openState({ clock, databaseUrl });
    return { state, another: () => openState({ clock, databaseUrl }), stop: () => state.close() };
  });

  test('five processes that start at once migrate once', async () => {
    expect(await startAtOnce({ clock, databaseUrl: await postgres.database() })).toBe(1);
  });
});

test('the folder survives closing, is read again, and its database is its owner\u2019s only', async () => {
  const data = join(newFolder(), 'deep', 'er');
  const first = await openState({ clock, data });
  await first.db.insertInto('emulator_settings').values({ name: 'kept', value: 'yes' }).execute();
  await first.close();
  const second = await openState({ clock, data });
  const rows = await second.db.selectFrom('emulator_settings').selectAll().execute();
  await second.close();
  expect(rows).toEqual([{ name: 'kept', value: 'yes' }]);
  expect(statSync(join(data, 'state.db')).mode & 0o077).toBe(0);
});

test('several openings of one new folder at once migrate once', async () => {
  expect(await startAtOnce({ clock, data: newFolder() })).toBe(1);
});

test('migrations of other folders run after ours, sorted by name, and once', async () => {
  const data = newFolder();
  const ran: string[] = [];
  const graph: readonly StateMigration[] = [
    {
      name: '2-graph/0001',
      up: async (db) => {
        ran.push('first');
        await db.schema.createTable('made_by_graph').addColumn('tenant_id', 'text').execute();
      },
    },
    { name: '2-graph/0002', up: () => Promise.resolve(void ran.push('second')) },
  ];
  await (await openState({ clock, data })).close();
  await (await openState({ clock, data, migrations: graph })).close();
  await (await openState({ clock, data, migrations: graph })).close();
  expect(ran).toEqual(['first', 'second']);
});

test('a migration that fails leaves the shape as it was', async () => {
  const data = newFolder();
  const broken: StateMigration = {
    name: '2-graph/broken',
    up: async (db) => {
      await db.schema.createTable('half').addColumn('id', 'text').execute();
      throw new Error('power loss');
    },
  };
  await expect(openState({ clock, data, migrations: [broken] })).rejects.toMatchObject({
    code: 'ERR_STATE_UNAVAILABLE',
  });
  const state = await openState({ clock, data });
  const tables = await state.db.introspection.getTables();
  await state.close();
  expect(tables.map((table) => table.name)).not.toContain('half');
});

test('a state written by a newer version is refused', async () => {
  const data = newFolder();
  const newer = [{ name: '1-state/9999-future', up: () => Promise.resolve() }];
  await (await openState({ clock, data, migrations: newer })).close();
  await expect(openState({ clock, data })).rejects.toMatchObject({
    code: 'ERR_STATE_NEWER',
    details: { unknown: ['1-state/9999-future'] },
  });
});

test('a server that is not there is an error without the password in it', async () => {
  const error = await openState({ clock, databaseUrl: 'postgres://who:pa55@127.0.0.1:1/none' }).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ code: 'ERR_STATE_UNAVAILABLE', details: { where: 'server' } });
  expect((error as Error).message).not.toContain('pa55');
});

/** Opens a state five times at once. @returns How many tables of users there are then. */
async function startAtOnce(options: OpenStateOptions): Promise<number> {
  const states = await Promise.all(Array.from({ length: 5 }, () => openState(options)));
  const tables = await states[0]!.db.introspection.getTables();
  await Promise.all(states.map((state) => state.close()));
  return tables.filter((table) => table.name === 'users').length;
}
