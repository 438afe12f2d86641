import type { Kysely } from 'kysely';

/**
 * One step from an older shape of the state to a newer one, for SQLite and PostgreSQL alike.
 *
 * Write it with Kysely's schema builder and these column types only: `text`, `integer`, `bigint`, `double precision`.
 * A boolean is an `integer` of 0 or 1, a time a `bigint` of milliseconds, JSON a `text`. A published migration is never
 * changed; a new one gets the next number.
 */
export interface StateMigration {
  /**
   * Unique and stable, since it is stored in the state; migrations run sorted by it. `1-state/0001-…` are the state's
   * own, `2-graph/0001-…` those of the Graph side.
   */
  readonly name: string;
  /** Runs inside a transaction together with all other pending migrations. */
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}
