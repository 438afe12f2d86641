import { sql, type Transaction } from 'kysely';

import type { State } from '../../state/open-state.ts';
import type { Database } from '../../state/tables.ts';
import type { Document } from '../entities/document.ts';
import type { EntitySet } from '../entities/entity-set.ts';
import { alerts } from '../entities/alerts.ts';
import { alertsV2 } from '../entities/alerts-v2.ts';
import { incidents } from '../entities/incidents.ts';
import { secureScoreControlProfiles } from '../entities/secure-score-control-profiles.ts';
import { secureScores } from '../entities/secure-scores.ts';
import { EntityStore } from '../entities/store.ts';
import { tiIndicators } from '../entities/ti-indicators.ts';
import type { Wave } from './alerts.ts';
import { makeMonth, type MonthOptions } from './month.ts';

/** What was stored, by entity. */
export type StoredCounts = Readonly<Record<string, number>>;

/**
 * Generates a month and stores it for a tenant, in one transaction.
 *
 * @returns How many of each were stored; nothing when the tenant has alerts already, so that a restart adds none.
 */
export async function storeMonth(state: State, options: MonthOptions): Promise<StoredCounts> {
  return state.db.transaction().execute(async (transaction) => {
    await waitForTurn(state, transaction, options.tenantId);
    const storeFor = (set: EntitySet): EntityStore => new EntityStore(set, state, options.tenantId, transaction);
    if ((await storeFor(secureScores).count(null)) > 0) return {};
    const month = makeMonth(options);
    const counts: Record<string, number> = {};
    const put = async (set: EntitySet, documents: readonly Document[], extra = {}): Promise<void> => {
      await storeFor(set).insert(documents, extra);
      counts[set.path] = (counts[set.path] ?? 0) + documents.length;
    };
    for (const waves of chunksOf(month.waves)) {
      await put(
        alerts,
        waves.flatMap((wave) => wave.alerts),
      );
      await put(
        alertsV2,
        waves.flatMap((wave) => wave.alertsV2),
      );
      await put(
        incidents,
        waves.map((wave) => wave.incident),
      );
    }
    await put(secureScores, month.secureScores);
    await put(secureScoreControlProfiles, month.controlProfiles);
    for (const [owner, indicators] of month.indicators) await put(tiIndicators, indicators, { owner_app_id: owner });
    return counts;
  });
}

/**
 * Lets one process at a time fill a tenant: both would find it empty and make the very same rows. Transactions of SQLite
 * lock at once by themselves.
 */
async function waitForTurn(state: State, transaction: Transaction<Database>, tenantId: string): Promise<void> {
  if (state.dialect !== 'postgres') return;
  await transaction.selectFrom('tenants').select('id').where('id', '=', tenantId).forUpdate().execute();
}

/** Waves that are stored at once. */
const CHUNK = 500;

function* chunksOf(waves: Iterable<Wave>): Generator<readonly Wave[]> {
  let chunk: Wave[] = [];
  for (const wave of waves) {
    chunk.push(wave);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Removes all data of the Security API and all groups, of every tenant. */
export async function clearMonth(state: State): Promise<void> {
  await state.db.transaction().execute(async (transaction) => {
    for (const table of TABLES) await sql`delete from ${sql.table(table)}`.execute(transaction);
  });
}

const TABLES = [
  'security_alerts',
  'security_secure_scores',
  'security_control_profiles',
  'security_actions',
  'security_ti_indicators',
  'security_alerts_v2',
  'security_incidents',
  'directory_groups',
  'directory_group_members',
];
