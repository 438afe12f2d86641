import { sql, type RawBuilder } from 'kysely';

import type { CollectionSource, OrderKey, Predicate, Scalar, ScalarType, ScalarValue, Step } from './bound.ts';

/** Databases that the translation knows. */
export type Dialect = 'sqlite' | 'postgres';

/** Where the parts of a row lie. All names here are constants of the project, never taken from a request. */
export interface Storage {
  readonly dialect: Dialect;
  /** Alias of the table in the query that the condition is part of. */
  readonly alias: string;
  /** Column that holds the whole entity: JSON text in SQLite, `jsonb` in PostgreSQL. */
  readonly document: string;
  /** Columns that hold one scalar of it, by path such as `vendorInformation/provider`. Texts have the collation `C`. */
  readonly columns: Readonly<Record<string, string>>;
}

type Fragment = RawBuilder<unknown>;

/**
 * Translates a filter to an SQL condition that is true for exactly the rows of which `matches` says true.
 *
 * Values become bound parameters. Identifiers come from {@link Storage}; JSON paths come from the model's property
 * names and are bound too.
 */
export function toSqlCondition(predicate: Predicate, storage: Storage): RawBuilder<boolean> {
  return new Translator(storage).predicate(predicate, false) as RawBuilder<boolean>;
}

/** The `ORDER BY` list, nulls first when ascending and last when descending, in both databases. */
export function toSqlOrder(keys: readonly OrderKey[], storage: Storage): RawBuilder<unknown> {
  const translator = new Translator(storage);
  const parts = keys.map(({ scalar, descending }) => {
    const key = translator.scalar(scalar);
    if (storage.dialect === 'sqlite') return descending ? sql`${key} desc` : sql`${key} asc`;
    return descending ? sql`${key} desc nulls last` : sql`${key} asc nulls first`;
  });
  return sql.join(parts);
}

/**
 * The condition for the rows that come after a given place of an order.
 *
 * @param place Value of each key at the last row that was seen.
 */
export function toSqlAfter(
  keys: readonly OrderKey[],
  place: readonly ScalarValue[],
  storage: Storage,
): RawBuilder<boolean> {
  const translator = new Translator(storage);
  const alternatives: Fragment[] = [];
  for (const [index, key] of keys.entries()) {
    const before = keys.slice(0, index).map((other, position) => translator.equals(other, place[position] ?? null));
    alternatives.push(sql`(${sql.join([...before, translator.after(key, place[index] ?? null)], sql` and `)})`);
  }
  const first = keys[0];
  const bound = first === undefined ? undefined : translator.notBefore(first, place[0] ?? null);
  const after = sql<boolean>`(${sql.join(alternatives, sql` or `)})`;
  // The first key's own bound is implied; said outright, an index on that key can be used.
  return bound === undefined ? after : sql<boolean>`(${bound} and ${after})`;
}

class Translator {
  readonly #storage: Storage;
  readonly #sqlite: boolean;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#sqlite = storage.dialect === 'sqlite';
  }

  /**
   * @param exact Whether null and false must be told apart, which is so below `not` and in comparisons of truths.
   *   Where they need not, plain `=` can use an index.
   */
  predicate(predicate: Predicate, exact: boolean): Fragment {
    switch (predicate.kind) {
      case 'constant':
        return this.#truth(predicate.value);
      case 'not':
        return sql`(not ${this.predicate(predicate.operand, true)})`;
      case 'logical': {
        const left = this.predicate(predicate.left, exact);
        const right = this.predicate(predicate.right, exact);
        return predicate.operator === 'and' ? sql`(${left} and ${right})` : sql`(${left} or ${right})`;
      }
      case 'compare':
        return this.#compare(predicate.operator, predicate.left, predicate.right, exact);
      case 'in':
        return this.#in(predicate.left, predicate.values, predicate.type, exact);
      case 'match':
        return this.#match(predicate.how, this.scalar(predicate.text), this.scalar(predicate.part));
      case 'truth':
        return this.scalar(predicate.scalar);
      case 'quantifier':
        return this.#quantifier(predicate);
    }
  }

  scalar(scalar: Scalar): Fragment {
    switch (scalar.kind) {
      case 'value':
        return this.#value(scalar.value, scalar.type);
      case 'property':
        return this.#property(scalar.variable, scalar.steps, scalar.type);
      case 'case': {
        const operand = this.scalar(scalar.operand);
        if (this.#sqlite) return scalar.to === 'lower' ? sql`lower(${operand})` : sql`upper(${operand})`;
        return scalar.to === 'lower'
          ? sql`lower(${operand} collate "C") collate "C"`
          : sql`upper(${operand} collate "C") collate "C"`;
      }
      case 'count':
        return sql`(select count(*) from ${this.#elements(scalar.source, 0)})`;
      case 'rank': {
        const branches = scalar.enumeration.members.map(
          (member) => sql`when ${this.#text(member.name)} then ${this.#number(member.value)}`,
        );
        return sql`(case ${this.scalar(scalar.operand)} ${sql.join(branches, sql` `)} end)`;
      }
      case 'predicate':
        return this.predicate(scalar.predicate, true);
    }
  }

  equals(key: OrderKey, value: ScalarValue): Fragment {
    const scalar = this.scalar(key.scalar);
    return value === null ? sql`${scalar} is null` : sql`${scalar} = ${this.#value(value, key.scalar.type)}`;
  }

  after(key: OrderKey, value: ScalarValue): Fragment {
    const scalar = this.scalar(key.scalar);
    if (value === null) return key.descending ? this.#truth(false) : sql`${scalar} is not null`;
    const bound = this.#value(value, key.scalar.type);
    return key.descending ? sql`(${scalar} < ${bound} or ${scalar} is null)` : sql`${scalar} > ${bound}`;
  }

  /** Only where the key is a column that is never null, such as a creation time: else `undefined`. */
  notBefore(key: OrderKey, value: ScalarValue): Fragment | undefined {
    if (value === null || this.#column(key.scalar) === undefined) return undefined;
    const scalar = this.scalar(key.scalar);
    const bound = this.#value(value, key.scalar.type);
    return key.descending ? sql`(${scalar} <= ${bound} or ${scalar} is null)` : sql`${scalar} >= ${bound}`;
  }

  #column(scalar: Scalar): string | undefined {
    if (scalar.kind !== 'property' || scalar.variable !== 0) return undefined;
    if (scalar.steps.some((step) => step.kind === 'cast')) return undefined;
    const path = scalar.steps.map((step) => (step.kind === 'member' ? step.name : '')).join('/');
    return Object.hasOwn(this.#storage.columns, path) ? this.#storage.columns[path] : undefined;
  }

  #compare(operator: string, left: Scalar, right: Scalar, exact: boolean): Fragment {
    const a = this.scalar(left);
    const b = this.scalar(right);
    switch (operator) {
      case 'eq':
        if (isNull(right)) return sql`(${a} is null)`;
        if (isNull(left)) return sql`(${b} is null)`;
        if (!exact && (right.kind === 'value' || left.kind === 'value')) return sql`(${a} = ${b})`;
        return sql`(${a} is not distinct from ${b})`;
      case 'ne':
        if (isNull(right)) return sql`(${a} is not null)`;
        if (isNull(left)) return sql`(${b} is not null)`;
        return sql`(${a} is distinct from ${b})`;
      default: {
        const ordered = sql`(${a} ${COMPARISON_SIGNS[operator]} ${b})`;
        return exact ? sql`coalesce(${ordered}, ${this.#truth(false)})` : ordered;
      }
    }
  }

  #in(left: Scalar, values: readonly ScalarValue[], type: ScalarType, exact: boolean): Fragment {
    const scalar = this.scalar(left);
    const present = values.filter((value) => value !== null).map((value) => this.#value(value, type));
    const parts: Fragment[] = [];
    if (present.length > 0) {
      const among = sql`${scalar} in (${sql.join(present)})`;
      parts.push(exact ? sql`coalesce(${among}, ${this.#truth(false)})` : among);
    }
    if (values.includes(null)) parts.push(sql`${scalar} is null`);
    return parts.length === 0 ? this.#truth(false) : sql`(${sql.join(parts, sql` or `)})`;
  }

  #match(how: 'contains' | 'startswith' | 'endswith', text: Fragment, part: Fragment): Fragment {
    if (this.#sqlite) {
      switch (how) {
        case 'contains':
          return sql`(instr(${text}, ${part}) > 0)`;
        case 'startswith':
          return sql`(substr(${text}, 1, length(${part})) = ${part})`;
        case 'endswith':
          return sql`(substr(${text}, max(length(${text}) - length(${part}), 0) + 1) = ${part})`;
      }
    }
    switch (how) {
      case 'contains':
        return sql`(strpos(${text}, ${part}) > 0)`;
      case 'startswith':
        return sql`(left(${text}, length(${part})) = ${part})`;
      case 'endswith':
        return sql`(right(${text}, length(${part})) = ${part})`;
    }
  }

  #quantifier(predicate: Extract<Predicate, { kind: 'quantifier' }>): Fragment {
    const elements = this.#elements(predicate.source, predicate.variable);
    if (predicate.body === null) return sql`(exists (select 1 from ${elements}))`;
    const any = predicate.quantifier === 'any';
    const body = this.predicate(predicate.body, !any);
    return any
      ? sql`(exists (select 1 from ${elements} where ${body}))`
      : sql`(not exists (select 1 from ${elements} where (${body}) is not true))`;
  }

  /** A derived table of a collection's elements, named by the variable, with the columns `value` and `kind`. */
  #elements(source: CollectionSource, variable: number): Fragment {
    const alias = sql.raw(`e${String(variable)}`);
    const { guard, path } = this.#path(source.steps);
    const base = this.#document(source.variable);
    if (this.#sqlite) {
      const at = jsonPath(path);
      const isArray = sql`json_type(${base}, ${at}) = 'array'${guard === null ? sql`` : sql` and ${guard(base)}`}`;
      const list = sql`case when ${isArray} then json_extract(${base}, ${at}) else '[]' end`;
      const types = source.elementTypes;
      const ofType =
        types === null
          ? sql``
          : sql` where type = 'object' and json_extract(value, '$."@odata.type"') in (${sql.join([...types])})`;
      return sql`(select value, type as kind from json_each(${list})${ofType}) as ${alias}`;
    }
    const list = sql`${base} #> ${textArray(path)}`;
    const isArray = sql`jsonb_typeof(${list}) = 'array'${guard === null ? sql`` : sql` and ${guard(base)}`}`;
    const array = sql`case when ${isArray} then ${list} else '[]'::jsonb end`;
    const types = source.elementTypes;
    const ofType =
      types === null
        ? sql``
        : sql` where item ->> '@odata.type' in (${sql.join(types.map((type) => sql`${type}::text`))})`;
    return sql`(select item as value from jsonb_array_elements(${array}) as items(item)${ofType}) as ${alias}`;
  }

  #property(variable: number, steps: readonly Step[], type: ScalarType): Fragment {
    const column = this.#column({ kind: 'property', variable, steps, type });
    if (column !== undefined) return sql.ref(`${this.#storage.alias}.${column}`);
    const base = this.#document(variable);
    const { guard, path } = this.#path(steps);
    const value = this.#sqlite ? this.#sqliteValue(base, variable, path) : postgresValue(base, path, type);
    return guard === null ? value : sql`(case when ${guard(base)} then ${value} end)`;
  }

  #sqliteValue(base: Fragment, variable: number, path: readonly string[]): Fragment {
    if (variable === 0) return sql`json_extract(${base}, ${jsonPath(path)})`;
    const alias = sql.raw(`e${String(variable)}`);
    if (path.length === 0) return sql`${alias}.value`;
    return sql`(case when ${alias}.kind = 'object' then json_extract(${base}, ${jsonPath(path)}) end)`;
  }

  /** The JSON names along the steps, and the condition that their casts make. */
  #path(steps: readonly Step[]): {
    readonly path: readonly string[];
    readonly guard: ((base: Fragment) => Fragment) | null;
  } {
    const path: string[] = [];
    const casts: { readonly at: readonly string[]; readonly types: readonly string[] }[] = [];
    for (const step of steps) {
      if (step.kind === 'member') path.push(step.name);
      else casts.push({ at: [...path, '@odata.type'], types: step.types });
    }
    if (casts.length === 0) return { path, guard: null };
    const guard = (base: Fragment): Fragment => {
      const conditions = casts.map(({ at, types }) => {
        const found = this.#sqlite ? sql`json_extract(${base}, ${jsonPath(at)})` : sql`(${base} #>> ${textArray(at)})`;
        return sql`${found} in (${sql.join(types.map((type) => this.#text(type)))})`;
      });
      return sql`${sql.join(conditions, sql` and `)}`;
    };
    return { path, guard };
  }

  #document(variable: number): Fragment {
    if (variable === 0) return sql.ref(`${this.#storage.alias}.${this.#storage.document}`);
    return sql.raw(`e${String(variable)}.value`);
  }

  #value(value: ScalarValue, type: ScalarType): Fragment {
    if (value === null) return sql`null`;
    if (typeof value === 'boolean') return this.#truth(value);
    if (typeof value === 'number') return this.#number(value);
    return type.family === 'number' ? this.#number(Number(value)) : this.#text(value);
  }

  #text(value: string): Fragment {
    return this.#sqlite ? sql`${value}` : sql`${value}::text`;
  }

  #number(value: number): Fragment {
    return this.#sqlite ? sql`${value}` : sql`${value}::float8`;
  }

  #truth(value: boolean): Fragment {
    if (this.#sqlite) return value ? sql`1` : sql`0`;
    return value ? sql`true` : sql`false`;
  }
}

const COMPARISON_SIGNS: Readonly<Record<string, Fragment>> = {
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
};

function isNull(scalar: Scalar): boolean {
  return scalar.kind === 'value' && scalar.value === null;
}

function jsonPath(names: readonly string[]): string {
  return ['$', ...names.map((name) => `"${name}"`)].join('.');
}

function textArray(names: readonly string[]): Fragment {
  return sql`array[${sql.join(names.map((name) => sql`${name}::text`))}]::text[]`;
}

function postgresValue(base: Fragment, path: readonly string[], type: ScalarType): Fragment {
  const json = path.length === 0 ? base : sql`(${base} #> ${textArray(path)})`;
  const text = path.length === 0 ? sql`(${base} #>> '{}')` : sql`(${base} #>> ${textArray(path)})`;
  switch (type.family) {
    case 'number':
      return sql`(case when jsonb_typeof(${json}) = 'number' then ${text}::float8 end)`;
    case 'boolean':
      return sql`(case when jsonb_typeof(${json}) = 'boolean' then ${text}::boolean end)`;
    default:
      return sql`(case when jsonb_typeof(${json}) = 'string' then ${text} collate "C" end)`;
  }
}
