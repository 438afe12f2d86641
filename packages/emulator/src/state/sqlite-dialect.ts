import { setTimeout } from 'node:timers/promises';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type QueryResult,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import Libsql from 'libsql';

const CACHED_STATEMENTS = 500;
const LOCK_PAUSE_MS = 5;
const LOCK_ATTEMPTS = 4000;

/**
 * Takes the write lock at the start of a transaction and waits for it without blocking the process, so that several
 * processes on one folder, or several states in one process, wait for each other instead of failing.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    return new PatientConnection(await super.acquireConnection());
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class PatientConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection;

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#connection.executeQuery<R>(query);
      } catch (error) {
        // INVARIANT: a statement inside a transaction never gets here, because the transaction holds the lock already.
        if (attempt === LOCK_ATTEMPTS || !(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) {
          throw error;
        }
        await setTimeout(LOCK_PAUSE_MS);
      }
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#connection.streamQuery<R>(query, chunkSize);
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  // SQLite rolls schema changes back; without this a process killed between two migrations leaves half of them.
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect over `libsql`, with transactions that lock at once and migrations that are one transaction. */
export class LibsqlDialect extends SqliteDialect implements Dialect {
  readonly #file: string;
  #opened: OpenedLibsql | null = null;

  /** @param file Path of the database file, or `:memory:`. */
  constructor(file: string) {
    super({ database: () => Promise.reject(new TypeError('the driver opens the database')) });
    this.#file = file;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver({
      database: () => {
        this.#opened = openLibsql(this.#file);
        return Promise.resolve(this.#opened.database);
      },
    });
  }

  /** Changes with every write of this connection and with every commit of another one. */
  version(): string {
    return this.#opened?.version() ?? '';
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter();
  }
}

interface OpenedLibsql {
  readonly database: SqliteDatabase;
  readonly version: () => string;
}

function openLibsql(file: string): OpenedLibsql {
  const db = new Libsql(file);
  // First of all: the pragmas below already need the lock when another process is starting.
  db.exec('pragma busy_timeout = 10000');
  db.exec('pragma journal_mode = wal');
  // FULL syncs the log on every commit: what was acknowledged survives the loss of power, not only of the process.
  db.exec('pragma synchronous = full');
  db.exec('pragma busy_timeout = 0');
  const cache = new Map<string, SqliteStatement>();
  const others = db.prepare('pragma data_version').pluck();
  let writes = 0;
  const database: SqliteDatabase = {
    close: () => {
      cache.clear();
      db.close();
    },
    prepare: (sql) => {
      const known = cache.get(sql);
      if (known !== undefined) {
        cache.delete(sql);
        cache.set(sql, known);
        return known;
      }
      const prepared = db.prepare(sql);
      const isRead = /^\s*select\b/i.test(sql);
      const statement: SqliteStatement = {
        reader: prepared.reader,
        all: (parameters) => {
          if (!isRead) writes += 1;
          return prepared.all(bindable(parameters));
        },
        run: (parameters) => {
          writes += 1;
          return prepared.run(bindable(parameters));
        },
        iterate: (parameters) => prepared.all(bindable(parameters))[Symbol.iterator](),
      };
      cache.set(sql, statement);
      if (cache.size > CACHED_STATEMENTS) {
        const oldest = cache.keys().next();
        if (!oldest.done) cache.delete(oldest.value);
      }
      return statement;
    },
  };
  return { database, version: () => `${writes} ${String(others.get())}` };
}

function bindable(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value));
}
