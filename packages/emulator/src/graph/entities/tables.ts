import { PostgresAdapter, sql, type Kysely } from 'kysely';

/** A column beside `tenant_id`, `id`, `revision` and `document`. */
export type ColumnDefinition = readonly [name: string, type: 'text' | 'integer' | 'bigint' | 'double precision'];

/**
 * Creates the table of one entity set, for a migration.
 *
 * Texts get the collation `C` in PostgreSQL, so that they compare by code point as in SQLite; the document is `jsonb`
 * there, so that filters can look into it without parsing it.
 *
 * @param indexes Columns that each index holds after `tenant_id`.
 */
export async function createEntityTable(
  db: Kysely<unknown>,
  table: string,
  columns: readonly ColumnDefinition[],
  indexes: readonly (readonly string[])[],
): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const text = postgres ? sql`text collate "C"` : sql`text`;
  let builder = db.schema
    .createTable(table)
    .addColumn('tenant_id', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('document', postgres ? sql`jsonb` : 'text', (column) => column.notNull());
  for (const [name, type] of columns) builder = builder.addColumn(name, type === 'text' ? text : type);
  await builder.addPrimaryKeyConstraint(`${table}_pk`, ['tenant_id', 'id'] as never).execute();
  for (const index of indexes) {
    await db.schema
      .createIndex(`${table}_${index.join('_')}`)
      .on(table)
      .columns(['tenant_id', ...index])
      .execute();
  }
}
