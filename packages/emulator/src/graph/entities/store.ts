import { sql, type Kysely, type RawBuilder } from 'kysely';

import type { State } from '../../state/open-state.ts';
import { preconditionFailed } from '../errors/graph-error.ts';
import type { OrderKey, Predicate, ScalarValue } from '../odata/bound.ts';
import { valueOf } from '../odata/evaluate.ts';
import { bindOrderBy } from '../odata/bind.ts';
import { parseOrderBy } from '../odata/parse.ts';
import { toSqlAfter, toSqlCondition, toSqlOrder } from '../odata/to-sql.ts';
import type { Document, Stored } from './document.ts';
import { storageOf, type EntitySet } from './entity-set.ts';

/** Which rows, in which order. */
export interface Selection {
  readonly filter: Predicate | null;
  /** Further conditions of the entity itself, such as whose rows a caller may see. */
  readonly where?: RawBuilder<boolean>;
  readonly order: readonly OrderKey[];
  /** Only rows behind this place. */
  readonly after: readonly ScalarValue[] | null;
  readonly skip: number;
  readonly limit: number;
}

/** One row as the databases give it. */
interface Row {
  readonly id: string;
  readonly revision: number;
  readonly document: unknown;
}

type Tables = Record<string, Record<string, unknown>>;
type Db = Kysely<Tables>;

/** Rows of one statement: large statements cost more to build than they save. */
const INSERTED_AT_ONCE = 100;

/** How often a change is tried again when somebody else changed the row in between. */
const MOST_ATTEMPTS = 50;

/** Reads and writes the rows of one entity set for one tenant. Every condition holds the tenant. */
export class EntityStore {
  readonly set: EntitySet;
  readonly #state: State;
  readonly #db: Db;
  readonly #tenantId: string;

  /** @param db The state's database, or the transaction that this belongs to. */
  constructor(set: EntitySet, state: State, tenantId: string, db?: unknown) {
    this.set = set;
    this.#state = state;
    this.#db = (db ?? state.db) as Db;
    this.#tenantId = tenantId;
  }

  /** The same rows inside a transaction. */
  within(transaction: unknown): EntityStore {
    return new EntityStore(this.set, this.#state, this.#tenantId, transaction);
  }

  /** Rows of a selection. */
  async list(selection: Selection): Promise<readonly Stored[]> {
    const storage = storageOf(this.set, this.#state.dialect);
    const conditions = [this.#conditions(selection.filter, selection.where)];
    if (selection.after !== null) conditions.push(toSqlAfter(selection.order, selection.after, storage));
    const rows = await sql<Row>`select t.id, t.revision, t.document from ${sql.table(this.set.table)} as t
      where ${sql.join(conditions, sql` and `)} order by ${toSqlOrder(selection.order, storage)}
      limit ${selection.limit} offset ${selection.skip}`.execute(this.#db);
    return rows.rows.map(stored);
  }

  /** Number of rows that pass a filter. */
  async count(filter: Predicate | null, where?: RawBuilder<boolean>): Promise<number> {
    const rows = await sql<{ readonly n: number | string }>`select count(*) as n from ${sql.table(this.set.table)} as t
      where ${this.#conditions(filter, where)}`.execute(this.#db);
    return Number(rows.rows[0]?.n ?? 0);
  }

  /** The row with that id. */
  async get(id: string): Promise<Stored | null> {
    if (!storable(id)) return null;
    const rows = await sql<Row>`select t.id, t.revision, t.document from ${sql.table(this.set.table)} as t
      where t.tenant_id = ${this.#tenantId} and t.id = ${id}`.execute(this.#db);
    const row = rows.rows[0];
    return row === undefined ? null : stored(row);
  }

  /** The rows with these ids, in no order. */
  async getMany(ids: readonly string[]): Promise<readonly Stored[]> {
    const known = ids.filter(storable);
    if (known.length === 0) return [];
    const rows = await sql<Row>`select t.id, t.revision, t.document from ${sql.table(this.set.table)} as t
      where t.tenant_id = ${this.#tenantId} and t.id in (${sql.join(known)})`.execute(this.#db);
    return rows.rows.map(stored);
  }

  /** The largest id that is a whole number, or 0. */
  async largestNumericId(): Promise<number> {
    const digits =
      this.#state.dialect === 'postgres'
        ? sql<boolean>`t.id ~ '^[0-9]{1,15}$'`
        : sql<boolean>`t.id not glob '*[^0-9]*'`;
    const rows = await sql<{ readonly n: number | string | null }>`select max(cast(t.id as bigint)) as n
      from ${sql.table(this.set.table)} as t where t.tenant_id = ${this.#tenantId} and ${digits}`.execute(this.#db);
    return Number(rows.rows[0]?.n ?? 0);
  }

  /** Adds rows; their ids must be new. */
  async insert(documents: readonly Document[], extra: Readonly<Record<string, unknown>> = {}): Promise<void> {
    for (let start = 0; start < documents.length; start += INSERTED_AT_ONCE) {
      const rows = documents.slice(start, start + INSERTED_AT_ONCE).map((document) => ({
        tenant_id: this.#tenantId,
        revision: 1,
        ...this.#columnsOf(document),
        ...extra,
      }));
      await this.#db.insertInto(this.set.table).values(rows).execute();
    }
  }

  /**
   * Changes one row so that no other change is lost: `change` is called again with the newer row when somebody else
   * was faster.
   *
   * @param change Returns the new document, or `null` to leave the row. Throws to refuse.
   * @param ifMatch Value of `If-Match`, if the client sent one.
   *
   * @returns The row as it is now; `null` when there is none.
   *
   * @throws GraphError 412 if `ifMatch` names another revision
   */
  async update(
    id: string,
    change: (current: Document) => Document | null,
    ifMatch: string | null = null,
  ): Promise<Stored | null> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const current = await this.get(id);
      if (current === null) return null;
      if (ifMatch !== null && !etagMatches(ifMatch, current.revision)) throw preconditionFailed();
      const document = change(current.document);
      if (document === null) return current;
      const revision = current.revision + 1;
      const changed = await this.#db
        .updateTable(this.set.table)
        .set({ ...this.#columnsOf(document), revision })
        .where('tenant_id', '=', this.#tenantId)
        .where('id', '=', id)
        .where('revision', '=', current.revision)
        .returning('id')
        .execute();
      if (changed.length > 0) return { document, revision };
    }
    throw preconditionFailed();
  }

  /** Removes rows and tells which there were. */
  async delete(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const known = ids.filter(storable);
    if (known.length === 0) return new Set();
    const gone = await this.#db
      .deleteFrom(this.set.table)
      .where('tenant_id', '=', this.#tenantId)
      .where('id', 'in', known)
      .returning('id')
      .execute();
    return new Set(gone.map((row) => String(row['id'])));
  }

  #conditions(filter: Predicate | null, where: RawBuilder<boolean> | undefined): RawBuilder<boolean> {
    const storage = storageOf(this.set, this.#state.dialect);
    const all: RawBuilder<boolean>[] = [sql<boolean>`t.tenant_id = ${this.#tenantId}`];
    if (where !== undefined) all.push(where);
    if (filter !== null) all.push(toSqlCondition(filter, storage));
    return sql<boolean>`${sql.join(all, sql` and `)}`;
  }

  #columnsOf(document: Document): Record<string, unknown> {
    const values: Record<string, unknown> = { document: JSON.stringify(document) };
    for (const [column, key] of columnKeys(this.set)) {
      const value = valueOf(key.scalar, document);
      values[column] = typeof value === 'boolean' ? Number(value) : value;
    }
    return values;
  }
}

/** The entity tag of a revision. */
export function etagOf(revision: number): string {
  return `W/"${String(revision)}"`;
}

function etagMatches(header: string, revision: number): boolean {
  const tags = header.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.some((tag) => tag.replace(/^W\//, '') === `"${String(revision)}"`);
}

const keysBySet = new WeakMap<EntitySet, ReadonlyMap<string, OrderKey>>();

function columnKeys(set: EntitySet): ReadonlyMap<string, OrderKey> {
  const cached = keysBySet.get(set);
  if (cached !== undefined) return cached;
  const keys = new Map<string, OrderKey>();
  for (const [path, column] of Object.entries(set.columns)) {
    const parsed = parseOrderBy(path);
    const bound = parsed.ok ? bindOrderBy(path, parsed.value, set) : parsed;
    const key = bound.ok ? bound.value[0] : undefined;
    if (key === undefined) throw new TypeError(`column ${column}: no such property ${path}`);
    // A column holds the member itself; its rank is computed where an order asks for it.
    keys.set(column, key.scalar.kind === 'rank' ? { ...key, scalar: key.scalar.operand } : key);
  }
  keysBySet.set(set, keys);
  return keys;
}

function stored(row: Row): Stored {
  const document =
    typeof row.document === 'string' ? (JSON.parse(row.document) as Document) : (row.document as Document);
  return { document, revision: row.revision };
}

/** PostgreSQL has no text with a zero in it, so no id can be one. */
function storable(id: string): boolean {
  return !id.includes('\0');
}
