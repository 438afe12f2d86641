import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '../src/state/unique-violation.ts';
import { moveClock, type State } from '../src/state/open-state.ts';

/** One state under test. */
export interface StateUnderTest {
  /** A second connection to the same state, as another process would have; null where that is impossible (memory). */
  readonly another: (() => Promise<State>) | null;
  readonly state: State;
  stop(): Promise<void>;
}

/** What every state must do, whatever database it is on. */
export function runStateTests(title: string, make: () => Promise<StateUnderTest>): void {
  describe(title, () => {
    let made: StateUnderTest;
    let state: State;
    beforeAll(async () => {
      made = await make();
      state = made.state;
    });
    afterAll(() => made.stop());

    test('a row comes back with the types that the tables promise', async () => {
      const row = {
        id: 't1',
        display_name: 'Größe 日本 😀',
        cloud: 'global',
        region: 'EU',
        created_at: 1_790_000_000_123,
      };
      await state.db.insertInto('tenants').values(row).execute();
      expect(await state.db.selectFrom('tenants').selectAll().where('id', '=', 't1').executeTakeFirst()).toEqual(row);
    });

    test('a second row with the same key is a unique violation, and so is a second active signing key', async () => {
      const domain = { name: 'twice.example', tenant_id: 't1', is_default: 0 };
      await state.db.insertInto('domains').values(domain).execute();
      const again = await state.db
        .insertInto('domains')
        .values(domain)
        .execute()
        .catch((error: unknown) => error);
      expect(isUniqueViolation(again)).toBe(true);
      const key = { private_pem: '', public_jwk_json: '{}', certificate: '', created_at: 0 };
      await state.db
        .insertInto('signing_keys')
        .values({ ...key, kid: 'a', state: 'active' })
        .execute();
      await state.db
        .insertInto('signing_keys')
        .values({ ...key, kid: 'b', state: 'published' })
        .execute();
      await state.db
        .insertInto('signing_keys')
        .values({ ...key, kid: 'c', state: 'published' })
        .execute();
      const second = await state.db
        .insertInto('signing_keys')
        .values({ ...key, kid: 'd', state: 'active' })
        .execute()
        .catch((error: unknown) => error);
      expect(isUniqueViolation(second)).toBe(true);
    });

    test('an error in a transaction undoes all of it', async () => {
      const failed = state.db.transaction().execute(async (trx) => {
        await trx.insertInto('emulator_settings').values({ name: 'undone', value: '1' }).execute();
        throw new Error('stop');
      });
      await expect(failed).rejects.toThrow('stop');
      const rows = await state.db.selectFrom('emulator_settings').where('name', '=', 'undone').selectAll().execute();
      expect(rows).toEqual([]);
    });

    test('of many redemptions of one code exactly one succeeds', async () => {
      await state.db
        .insertInto('authorization_codes')
        .values({ hash: 'h', family: 'f', payload_json: '{}', expires_at: 1, redeemed_at: null })
        .execute();
      const other = made.another === null ? null : await made.another();
      const won = await Promise.all(
        Array.from({ length: 20 }, (_, index) => redeem(index % 2 === 0 ? state : (other ?? state))),
      );
      await other?.close();
      expect(won.reduce((sum, count) => sum + count, 0)).toBe(1);
    });

    test('concurrent transactions lose no update', async () => {
      await state.db.insertInto('emulator_settings').values({ name: 'counter', value: '0' }).execute();
      const other = made.another === null ? null : await made.another();
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => increment(index % 3 === 0 ? (other ?? state) : state)),
      );
      await other?.close();
      const row = await state.db
        .selectFrom('emulator_settings')
        .select('value')
        .where('name', '=', 'counter')
        .executeTakeFirst();
      expect(row?.value).toBe('30');
    });

    test('the clock is moved for everybody on the state', async () => {
      const before = await state.now();
      await moveClock(state, 3_600_000);
      expect(await state.now()).toBe(before + 3_600_000);
      if (made.another !== null) {
        const other = await made.another();
        expect(await other.now()).toBe(before + 3_600_000);
        await other.close();
      }
      await moveClock(state, 0);
      expect(await state.now()).toBe(before);
    });
  });
}

async function redeem(where: State): Promise<number> {
  const rows = await where.db
    .updateTable('authorization_codes')
    .set({ redeemed_at: 5 })
    .where('hash', '=', 'h')
    .where('redeemed_at', 'is', null)
    .returning('hash')
    .execute();
  return rows.length;
}

function increment(where: State): Promise<void> {
  return where.db.transaction().execute(async (trx) => {
    const query = trx.selectFrom('emulator_settings').select('value').where('name', '=', 'counter');
    const row = await (where.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow();
    await trx
      .updateTable('emulator_settings')
      .set({ value: String(Number(row.value) + 1) })
      .where('name', '=', 'counter')
      .execute();
  });
}
