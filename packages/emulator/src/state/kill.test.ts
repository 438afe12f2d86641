import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnEmulator } from '../../test/spawn-emulator.ts';
import { APPS, CONTOSO } from '../../test/test-emulator.ts';
import { GRAPH_MIGRATIONS } from '../graph/migrations.ts';
import { hashSecret } from '../identity/tenant/passwords.ts';
import { openState } from './open-state.ts';

const ROUNDS = 4;

test('kill -9 at any moment loses no acknowledged write, and the next start works', { timeout: 120_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'why403-kill-'));
  const acknowledged: string[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const emulator = await spawnEmulator({ DATA: data });
      // Each round is killed after another number of writes, with several on their way.
      const limit = acknowledged.length + 5 + round * 23;
      let isKilled = false;
      const write = async (): Promise<void> => {
        while (!isKilled) {
          try {
            const answer = await fetch(`${emulator.origin}/${CONTOSO}/oauth2/v2.0/devicecode`, {
              method: 'POST',
              body: new URLSearchParams({ client_id: APPS.tool, scope: 'User.Read' }),
            });
            acknowledged.push(((await answer.json()) as { device_code: string }).device_code);
          } catch {
            return;
          }
          if (acknowledged.length >= limit && !isKilled) {
            isKilled = true;
            await emulator.kill();
          }
        }
      };
      await Promise.all([write(), write(), write(), write()]);
      const state = await openState({ data, clock: { now: () => 0 }, migrations: GRAPH_MIGRATIONS });
      const rows = await state.db.selectFrom('device_codes').select('hash').execute();
      await state.close();
      const kept = new Set(rows.map((row) => row.hash));
      expect(acknowledged.filter((code) => !kept.has(hashSecret(code)))).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(5 + (ROUNDS - 1) * 23);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
