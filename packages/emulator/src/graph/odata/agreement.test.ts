import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { POSTGRES_LEFT_OUT, startPostgres, type TestPostgres } from '../../../test/postgres.ts';
import { openState, type State } from '../../state/open-state.ts';
import { Model } from '../model/edm.ts';
import { bindFilter, bindOrderBy } from './bind.ts';
import type { OrderKey, Predicate } from './bound.ts';
import { compareRows, matches, valueOf } from './evaluate.ts';
import { parseFilter, parseOrderBy } from './parse.ts';
import { toSqlAfter, toSqlCondition, toSqlOrder, type Storage } from './to-sql.ts';

/** A type with everything that a filter can meet: columns and JSON, nulls, enums, collections inside collections. */
const model = new Model(
  [
    {
      name: 'test.row',
      properties: [
        { name: 'id', type: 'String', required: true },
        { name: 'title', type: 'String' },
        { name: 'note', type: 'String' },
        { name: 'level', type: 'test.level' },
        { name: 'mood', type: 'test.level' },
        { name: 'score', type: 'Double' },
        { name: 'size', type: 'Int32' },
        { name: 'open', type: 'Boolean' },
        { name: 'when', type: 'DateTimeOffset' },
        { name: 'seen', type: 'DateTimeOffset' },
        { name: 'key', type: 'Guid' },
        { name: 'tags', type: 'String', collection: true },
        { name: 'part', type: 'test.part' },
        { name: 'parts', type: 'test.part', collection: true },
      ],
    },
    {
      name: 'test.part',
      properties: [
        { name: 'name', type: 'String' },
        { name: 'rank', type: 'Int32' },
        { name: 'labels', type: 'String', collection: true },
        { name: 'inner', type: 'test.part' },
      ],
    },
    { name: 'test.special', base: 'test.part', properties: [{ name: 'extra', type: 'String' }] },
  ],
  [
    {
      name: 'test.level',
      members: [
        { name: 'low', value: 1 },
        { name: 'medium', value: 5 },
        { name: 'high', value: 3 },
      ],
    },
  ],
);
const type = model.structured('test.row');
const context = { model, type };

const storageOf = (dialect: 'sqlite' | 'postgres'): Storage => ({
  dialect,
  alias: 't',
  document: 'document',
  columns: { id: 'id', title: 'title', level: 'level', score: 'score', when: 'happened', 'part/name': 'part_name' },
});

/** Few values, so that equal ones meet; with quotes, percent signs, case, emoji and what breaks naive SQL. */
const WORDS = ['', 'a', 'A', 'ab', "o'neil", '%', '_', "'; drop table rows; --", 'ß', '😀', '\uffff', '$."a"', 'é"\\'];
const INSTANTS = ['2024-01-01T00:00:00.0000000Z', '2024-01-01T00:00:00.1234567Z', '0001-01-01T00:00:00.0000000Z'];
const GUIDS = ['11111111-aaaa-4bbb-8ccc-222222222222', 'AAAAAAAA-aaaa-4bbb-8ccc-222222222222'];
const LEVELS = ['low', 'medium', 'high'];
const NUMBERS = [-1, 0, 1, 2.5, 1e10];

const word = fc.constantFrom(...WORDS);
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.option(fc.option(values, { nil: null }), { nil: undefined });

const { part } = fc.letrec<{ part: unknown }>((tie) => ({
  part: fc.record(
    {
      '@odata.type': fc.constantFrom('#test.part', '#test.special'),
      name: orNull(word),
      rank: orNull(fc.constantFrom(-1, 0, 1)),
      labels: orNull(fc.array(word, { maxLength: 3 })),
      inner: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constant(null), tie('part')),
      extra: orNull(word),
    },
    { requiredKeys: [] },
  ),
}));

interface Row {
  readonly id: string;
  readonly [name: string]: unknown;
}

const rowsOf: fc.Arbitrary<readonly Row[]> = fc
  .array(
    fc.record({
      title: orNull(word),
      note: orNull(word),
      level: orNull(fc.constantFrom(...LEVELS)),
      mood: orNull(fc.constantFrom(...LEVELS)),
      score: orNull(fc.constantFrom(...NUMBERS)),
      size: orNull(fc.constantFrom(-1, 0, 1)),
      open: orNull(fc.boolean()),
      when: orNull(fc.constantFrom(...INSTANTS)),
      seen: orNull(fc.constantFrom(...INSTANTS)),
      key: orNull(fc.constantFrom(...GUIDS)),
      tags: orNull(fc.array(word, { maxLength: 3 })),
      part: orNull(part),
      parts: orNull(fc.array(part, { maxLength: 3 })),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => rows.map((row, index) => ({ ...row, id: `r${String(index).padStart(2, '0')}` })));

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const literalOf: Readonly<Record<string, fc.Arbitrary<string>>> = {
  text: word.map(quote),
  number: fc.constantFrom(...NUMBERS, 1e-7).map(String),
  boolean: fc.constantFrom('true', 'false'),
  instant: fc.constantFrom('2024-01-01', '2024-01-01T00:00:00Z', '2024-01-01T02:00:00.1234567+02:00', ...INSTANTS),
  level: fc.constantFrom("'low'", "'HIGH'", "test.level'medium'"),
  guid: fc.constantFrom(...GUIDS),
};
const pathsOf: Readonly<Record<string, readonly string[]>> = {
  text: ['title', 'note', 'part/name', 'part/inner/name', '$it/note', 'id', 'part/test.special/extra'],
  number: ['score', 'size', 'part/rank', 'tags/$count', 'parts/$count', 'part/labels/$count'],
  boolean: ['open'],
  instant: ['when', 'seen'],
  level: ['level', 'mood'],
  guid: ['key'],
};
const families = Object.keys(pathsOf);
const EQUALITY = ['eq', 'ne'];
const ORDER = [...EQUALITY, 'gt', 'ge', 'lt', 'le'];

const literal = (family: string): fc.Arbitrary<string> => literalOf[family] ?? fc.constant('null');

/** Random filters as text, from the grammar itself. `names` are what a lambda adds to the paths. */
function filterOf(names: Readonly<Record<string, readonly string[]>>, depth: number): fc.Arbitrary<string> {
  const path = (family: string): fc.Arbitrary<string> => fc.constantFrom(...(names[family] ?? []));
  const known = families.filter((family) => (names[family] ?? []).length > 0);
  const compare = fc
    .constantFrom(...known)
    .chain((family) =>
      fc
        .tuple(
          path(family),
          fc.constantFrom(...(family === 'boolean' ? EQUALITY : ORDER)),
          fc.oneof(
            { weight: 6, arbitrary: literal(family) },
            { weight: 1, arbitrary: fc.constant('null') },
            { weight: family === 'level' ? 0 : 2, arbitrary: path(family) },
          ),
          fc.boolean(),
        )
        .map(([left, operator, right, turned]) =>
          turned ? `${right} ${operator} ${left}` : `${left} ${operator} ${right}`,
        ),
    );
  const among = fc
    .constantFrom(...known)
    .chain((family) =>
      fc
        .tuple(path(family), fc.array(fc.oneof(literal(family), fc.constant('null')), { minLength: 1, maxLength: 3 }))
        .map(([left, values]) => `${left} in (${values.join(',')})`),
    );
  const call = fc
    .tuple(
      fc.constantFrom('contains', 'startswith', 'endswith'),
      path('text'),
      fc.constantFrom('', 'tolower', 'toupper'),
      fc.oneof(literal('text'), path('text')),
    )
    .map(([name, text, change, value]) => `${name}(${change === '' ? text : `${change}(${text})`}, ${value})`);
  const simple = [compare, among, call, ...((names['boolean'] ?? []).length > 0 ? [path('boolean')] : [])];
  if (depth === 0) return fc.oneof(...simple);
  const inner = filterOf(names, depth - 1);
  const lambda = (source: string, variable: string, added: Readonly<Record<string, readonly string[]>>) => {
    const all = Object.fromEntries(
      families.map((family) => [family, [...(names[family] ?? []), ...(added[family] ?? [])]]),
    );
    return fc
      .tuple(fc.constantFrom('any', 'all'), filterOf(all, depth - 1))
      .map(([quantifier, body]) => `${source}/${quantifier}(${variable}:${body})`);
  };
  const v = `v${String(depth)}`;
  const ofPart = {
    text: [`${v}/name`, `${v}/inner/name`, `${v}/test.special/extra`],
    number: [`${v}/rank`, `${v}/labels/$count`],
  };
  return fc.oneof(
    ...simple,
    fc.tuple(inner, inner).map(([a, b]) => `${a} and ${b}`),
    fc.tuple(inner, inner).map(([a, b]) => `(${a} or ${b})`),
    inner.map((a) => `not (${a})`),
    inner.map((a) => `not(${a}) eq true`),
    lambda('tags', v, { text: [v] }),
    lambda('part/labels', v, { text: [v] }),
    lambda('parts', v, ofPart),
    lambda('parts/test.special', v, { ...ofPart, text: [...ofPart.text, `${v}/extra`] }),
    fc.constantFrom('parts/any()', 'tags/any()', "parts/any(p: p/labels/any(l: l eq p/name or l eq 'a'))"),
  );
}
const filters = filterOf(pathsOf, 2);

const ORDERABLE = [
  'title',
  'note',
  'level',
  'mood',
  'score',
  'size',
  'open',
  'when',
  'part/name',
  'part/rank',
  'tags/$count',
];
const orders = fc
  .array(fc.tuple(fc.constantFrom(...ORDERABLE), fc.constantFrom('', ' asc', ' desc')), { minLength: 1, maxLength: 3 })
  .map((keys) => [...keys.map(([path, direction]) => path + direction), 'id'].join(','));

function bound(text: string): Predicate {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.reason}`);
  const result = bindFilter(text, parsed.value, context);
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`);
  return result.value;
}

function ordered(text: string): readonly OrderKey[] {
  const parsed = parseOrderBy(text);
  const result = parsed.ok ? bindOrderBy(text, parsed.value, context) : parsed;
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`);
  return result.value;
}

type Tables = {
  rows: {
    id: string;
    title: string | null;
    level: string | null;
    score: number | null;
    happened: string | null;
    part_name: string | null;
    document: string;
  };
};

async function createRows(state: State): Promise<void> {
  const text = state.dialect === 'postgres' ? sql`text collate "C"` : sql`text`;
  const document = state.dialect === 'postgres' ? sql`jsonb` : sql`text`;
  await sql`create table rows (id ${text}, title ${text}, level ${text}, score double precision, happened ${text},
    part_name ${text}, document ${document})`.execute(state.db);
}

async function fill(state: State, rows: readonly Row[]): Promise<void> {
  const db = state.db.withTables<Tables>();
  await db.deleteFrom('rows').execute();
  const values = rows.map((row) => ({
    id: row.id,
    title: (row['title'] as string | null | undefined) ?? null,
    level: (row['level'] as string | null | undefined) ?? null,
    score: (row['score'] as number | null | undefined) ?? null,
    happened: (row['when'] as string | null | undefined) ?? null,
    part_name: ((row['part'] as { name?: string | null } | null | undefined)?.name ?? null) as string | null,
    document: JSON.stringify(row),
  }));
  await db.insertInto('rows').values(values).execute();
}

function runAgreementTests(title: string, open: () => Promise<State>, runs: number): void {
  describe(title, () => {
    let state: State;
    let storage: Storage;
    beforeAll(async () => {
      state = await open();
      storage = storageOf(state.dialect);
      await createRows(state);
    });
    afterAll(() => state.close());

    test('SQL finds exactly the rows that the evaluator in memory finds', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(rowsOf, fc.array(filters, { minLength: 1, maxLength: 8 }), async (rows, texts) => {
          await fill(state, rows);
          for (const text of texts) {
            const predicate = bound(text);
            const found = await state.db
              .withTables<Tables>()
              .selectFrom('rows as t')
              .select('t.id')
              .where(toSqlCondition(predicate, storage))
              .orderBy('t.id')
              .execute();
            const expected = rows.filter((row) => matches(predicate, row)).map((row) => row.id);
            expect(
              found.map((row) => row.id),
              text,
            ).toEqual(expected);
          }
        }),
        { numRuns: runs },
      );
    });

    test('SQL orders and continues as the evaluator in memory does', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(rowsOf, orders, fc.nat(), async (rows, text, place) => {
          await fill(state, rows);
          const keys = ordered(text);
          const sorted = [...rows];
          sorted.sort((a, b) => compareRows(keys, a, b));
          const expected = sorted.map((row) => row.id);
          const query = state.db.withTables<Tables>().selectFrom('rows as t').select('t.id');
          const order = toSqlOrder(keys, storage);
          const all = await query.orderBy(order as never).execute();
          expect(
            all.map((row) => row.id),
            text,
          ).toEqual(expected);
          const last = rows[place % rows.length] as Row;
          const seen = keys.map((key) => valueOf(key.scalar, last));
          const rest = await query
            .where(toSqlAfter(keys, seen, storage))
            .orderBy(order as never)
            .execute();
          expect(
            rest.map((row) => row.id),
            text,
          ).toEqual(expected.slice(expected.indexOf(last.id) + 1));
        }),
        { numRuns: runs },
      );
    });

    test('what looks like SQL stays a literal', async () => {
      await fill(state, [{ id: 'r1', title: "x' or '1'='1", note: '"); drop table rows; --' }]);
      const attacks = [
        ["title eq '1'' or ''1''=''1'", 0],
        ["title eq 'x'' or ''1''=''1'", 1],
        [`contains(note, '"); drop table rows; --')`, 1],
        [`note eq '\\"; delete from rows'`, 0],
        ["tags/any(t: t eq ''') or 1=1 --')", 0],
      ] as const;
      for (const [text, expected] of attacks) {
        const condition = toSqlCondition(bound(text), storage);
        const found = await state.db
          .withTables<Tables>()
          .selectFrom('rows as t')
          .select('t.id')
          .where(condition)
          .execute();
        expect(found.length, text).toBe(expected);
      }
    });
  });
}

const clock = { now: () => 1_790_000_000_000 };
runAgreementTests('SQLite', () => openState({ clock }), 250);

describe.skipIf(POSTGRES_LEFT_OUT !== '')(`PostgreSQL ${POSTGRES_LEFT_OUT}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());
  runAgreementTests('server', async () => openState({ clock, databaseUrl: await postgres.database() }), 60);
});
