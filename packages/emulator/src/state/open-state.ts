import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, Migrator, PostgresDialect, type Dialect } from 'kysely';
import type { Clock } from '../clock.ts';
import { EmulatorError } from '../error.ts';
import { createReadCache } from './read-cache.ts';
import { STATE_MIGRATIONS } from './migrations.ts';
import type { StateMigration } from './migration.ts';
import { LibsqlDialect } from './sqlite-dialect.ts';
import type { Database } from './tables.ts';

/** Where the state is, and what it needs from outside. */
export interface OpenStateOptions {
  /** Folder for the embedded database; made when missing. Without it and without `databaseUrl`: in memory. */
  readonly data?: string;
  /** `postgres://…` of a PostgreSQL server, shared by any number of emulator processes. Wins over `data`. */
  readonly databaseUrl?: string;
  /** The time that the emulator's own clock starts from. */
  readonly clock: Clock;
  /** Migrations of other folders; all run sorted by name. */
  readonly migrations?: readonly StateMigration[];
}

/** Everything that one tenant emulator remembers, in one SQL database. */
export interface State {
  /**
   * The database. `db.withTables<MyTables>()` adds the tables of another folder to the type.
   *
   * INVARIANT: inside `db.transaction().execute(async (trx) => …)` use `trx` only. The embedded database has one
   * connection, so a query on `db` there waits for itself.
   */
  readonly db: Kysely<Database>;
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * Reads through a cache that forgets everything as soon as anybody writes, this process or another. On a server, where
   * that cannot be known cheaply, it always reads.
   *
   * @param key Names what is read; the same key always reads the same.
   */
  cached<T>(key: string, read: () => Promise<T>): Promise<T>;
  /**
   * The emulator's time in milliseconds: the given clock, moved by what `/emulator/clock` stored. It is read from the
   * state each time, so that all processes on one state agree.
   */
  now(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens the state, bringing it to the newest shape.
 *
 * Several processes may open one state at the same moment; migrations run once. A process killed while it migrates
 * leaves the shape as it was.
 *
 * A write that was acknowledged survives `kill -9` and, in a folder, loss of power. In memory nothing survives.
 *
 * @throws {@link EmulatorError} `ERR_STATE_UNAVAILABLE` if it cannot be opened, `ERR_STATE_NEWER` if a newer version of
 *   why403 wrote it.
 */
export async function openState(options: OpenStateOptions): Promise<State> {
  const where = options.databaseUrl !== undefined ? 'server' : options.data !== undefined ? 'folder' : 'memory';
  const migrations = [...STATE_MIGRATIONS, ...(options.migrations ?? [])];
  let db: Kysely<Database> | undefined;
  let version: (() => string) | null = null;
  try {
    const chosen = await chooseDialect(options);
    version = chosen.version;
    db = new Kysely<Database>({ dialect: chosen.dialect });
    await migrate(db, migrations);
  } catch (cause) {
    await db?.destroy().catch(() => undefined);
    if (cause instanceof EmulatorError) throw cause;
    // The cause may hold the address with its password, so its text does not become part of ours.
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new EmulatorError(
      'ERR_STATE_UNAVAILABLE',
      where === 'server' ? `the database server cannot be used${reason}` : `the state cannot be opened${reason}`,
      { where },
      where === 'server'
        ? 'check DATABASE_URL and that the server is running'
        : 'check that the data folder can be written and is not damaged',
      cause,
    );
  }
  const opened = db;
  const cached = createReadCache(version);
  const readOffset = async (): Promise<number> => {
    const row = await opened
      .selectFrom('emulator_settings')
      .select('value')
      .where('name', '=', 'clock-offset')
      .executeTakeFirst();
    return row === undefined ? 0 : Number(row.value);
  };
  return {
    db: opened,
    dialect: where === 'server' ? 'postgres' : 'sqlite',
    cached,
    now: async () => options.clock.now() + (await cached('clock-offset', readOffset)),
    close: () => opened.destroy(),
  };
}

/**
 * Moves the emulator's clock for all processes on this state.
 *
 * @param offset Milliseconds that are added to the machine's clock; 0 is the machine's time.
 */
export async function moveClock(state: State, offset: number): Promise<void> {
  const value = String(Math.trunc(offset));
  await state.db
    .insertInto('emulator_settings')
    .values({ name: 'clock-offset', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

interface ChosenDialect {
  readonly dialect: Dialect;
  /** Changes whenever anybody writes; null where that is not known. */
  readonly version: (() => string) | null;
}

async function chooseDialect(options: OpenStateOptions): Promise<ChosenDialect> {
  if (options.databaseUrl !== undefined) {
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({
      connectionString: options.databaseUrl,
      max: 10,
      types: {
        getTypeParser: (oid: number, format?: 'text' | 'binary') =>
          // 20 is int8: our times and counters are far below 2^53.
          oid === 20 ? Number : pg.types.getTypeParser(oid, format as 'text'),
      },
    });
    // An idle connection that the server closes must not end the process; the next query opens another.
    pool.on('error', () => undefined);
    return { dialect: new PostgresDialect({ pool }), version: null };
  }
  const dialect = new LibsqlDialect(options.data === undefined ? ':memory:' : prepareFile(options.data));
  return { dialect, version: () => dialect.version() };
}

function prepareFile(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'state.db');
  // The signing keys are inside. SQLite gives the files beside it (`-wal`, `-shm`) the same mode.
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

async function migrate(db: Kysely<Database>, migrations: readonly StateMigration[]): Promise<void> {
  const known = new Set(migrations.map((migration) => migration.name));
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: () =>
        Promise.resolve(Object.fromEntries(migrations.map(({ name, up }) => [name, { up: (trx) => up(trx) }]))),
    },
    migrationTableName: 'emulator_migrations',
    migrationLockTableName: 'emulator_migration_lock',
    nameComparator: (a, b) => (a < b ? -1 : 1),
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  await refuseNewer(db, known);
  if (error !== undefined) throw error instanceof Error ? error : new TypeError('the migration failed');
}

async function refuseNewer(db: Kysely<Database>, known: ReadonlySet<string>): Promise<void> {
  const rows = await db
    .withTables<{ emulator_migrations: { name: string } }>()
    .selectFrom('emulator_migrations')
    .select('name')
    .execute();
  const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new EmulatorError(
      'ERR_STATE_NEWER',
      `the state was written by a newer version of why403 (\`${unknown[0] ?? ''}\`)`,
      { unknown },
      'use that version, or another data folder',
    );
  }
}
