import { badRequest } from '../errors/graph-error.ts';
import { lower, upper } from '../odata/letter-case.ts';
import { now as instantNow, printInstant } from '../odata/time.ts';
import type { HuntingExpression, HuntingOperator, HuntingQuery, HuntingValue, NamedExpression } from './query.ts';

/** Type of a column, as the answer's schema names it. */
export type ColumnType = 'String' | 'DateTime' | 'Int64' | 'SByte';

/** A column of a table. */
export interface HuntingColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Rows with their schema. */
export interface HuntingTable {
  readonly columns: readonly HuntingColumn[];
  readonly rows: readonly (readonly HuntingValue[])[];
}

/** What an answer holds. */
export interface HuntingAnswer {
  readonly schema: readonly HuntingColumn[];
  readonly results: readonly Readonly<Record<string, unknown>>[];
}

/** Most rows of an answer. */
export const MOST_ROWS = 100_000;

const NULL: HuntingValue = { kind: 'null' };

/**
 * Runs a query over a table in memory.
 *
 * @param now Milliseconds since 1970, for `now()` and `ago()`.
 *
 * @throws GraphError 400 for a column or function that does not exist, with its position
 */
export function runHuntingQuery(query: HuntingQuery, table: HuntingTable, now: number): HuntingAnswer {
  let current = table;
  for (const operator of query.operators) current = apply(operator, current, now);
  const rows = current.rows.slice(0, MOST_ROWS);
  return {
    schema: current.columns,
    results: rows.map((row) =>
      Object.fromEntries(current.columns.map((column, index) => [column.name, printed(row[index] ?? NULL)])),
    ),
  };
}

type Row = readonly HuntingValue[];

function apply(operator: HuntingOperator, table: HuntingTable, now: number): HuntingTable {
  const compile = (expression: HuntingExpression): Compiled => compileExpression(expression, table, now);
  switch (operator.kind) {
    case 'where': {
      const condition = compile(operator.condition);
      return { ...table, rows: table.rows.filter((row) => isTrue(condition.value(row))) };
    }
    case 'project':
      return project(operator.columns, table, compile);
    case 'extend': {
      const added = project(operator.columns, table, compile);
      const names = new Set(added.columns.map((column) => column.name));
      const kept = table.columns
        .map((column, index) => ({ column, index }))
        .filter(({ column }) => !names.has(column.name));
      return {
        columns: [...kept.map(({ column }) => column), ...added.columns],
        rows: table.rows.map((row, place) => [
          ...kept.map(({ index }) => row[index] ?? NULL),
          ...(added.rows[place] ?? []),
        ]),
      };
    }
    case 'distinct': {
      const projected = project(operator.columns, table, compile);
      const seen = new Map(projected.rows.map((row) => [keyOf(row), row]));
      return { ...projected, rows: [...seen.values()] };
    }
    case 'summarize':
      return summarize(operator.aggregates, operator.by, table, now);
    case 'sort': {
      const keys = operator.keys.map((key) => ({ ...compile(key.expression), descending: key.descending }));
      const rows = [...table.rows];
      rows.sort((a, b) => {
        for (const key of keys) {
          const order = compareHunting(key.value(a), key.value(b));
          if (order !== 0) return key.descending ? -order : order;
        }
        return 0;
      });
      return { ...table, rows };
    }
    case 'take':
      return { ...table, rows: table.rows.slice(0, operator.rows) };
    case 'count':
      return {
        columns: [{ name: 'Count', type: 'Int64' }],
        rows: [[{ kind: 'long', value: table.rows.length }]],
      };
  }
}

function project(
  columns: readonly NamedExpression[],
  table: HuntingTable,
  compile: (expression: HuntingExpression) => Compiled,
): HuntingTable {
  const compiled = columns.map((column) => ({ name: column.name, ...compile(column.expression) }));
  return {
    columns: compiled.map(({ name, type }) => ({ name, type })),
    rows: table.rows.map((row) => compiled.map(({ value }) => value(row))),
  };
}

function summarize(
  aggregates: readonly NamedExpression[],
  by: readonly NamedExpression[],
  table: HuntingTable,
  now: number,
): HuntingTable {
  const keys = by.map((column) => ({ name: column.name, ...compileExpression(column.expression, table, now) }));
  const made = aggregates.map((column) => ({ name: column.name, ...compileAggregate(column.expression, table, now) }));
  const groups = new Map<string, { readonly key: Row; readonly rows: Row[] }>();
  for (const row of table.rows) {
    const key = keys.map(({ value }) => value(row));
    const name = keyOf(key);
    const group = groups.get(name) ?? { key, rows: [] };
    group.rows.push(row);
    groups.set(name, group);
  }
  if (keys.length === 0 && groups.size === 0) groups.set('', { key: [], rows: [] });
  return {
    columns: [...keys, ...made].map(({ name, type }) => ({ name, type })),
    rows: [...groups.values()].map(({ key, rows }) => [...key, ...made.map(({ value }) => value(rows))]),
  };
}

interface Compiled {
  readonly type: ColumnType;
  readonly value: (row: Row) => HuntingValue;
}

interface CompiledAggregate {
  readonly type: ColumnType;
  readonly value: (rows: readonly Row[]) => HuntingValue;
}

function compileAggregate(expression: HuntingExpression, table: HuntingTable, now: number): CompiledAggregate {
  if (expression.kind !== 'call') throw badRequest('The query cannot be run: summarize needs an aggregation function.');
  const operands = expression.arguments.map((argument) => compileExpression(argument, table, now));
  const [operand] = operands;
  const long = (value: (rows: readonly Row[]) => number): CompiledAggregate => ({
    type: 'Int64',
    value: (rows) => ({ kind: 'long', value: value(rows) }),
  });
  if (expression.name === 'count' && operands.length === 0) return long((rows) => rows.length);
  if (operand === undefined || operands.length !== 1) throw noFunction(expression.name, expression.position);
  switch (expression.name) {
    case 'countif':
      return long((rows) => rows.filter((row) => isTrue(operand.value(row))).length);
    case 'dcount':
      return long((rows) => new Set(rows.map((row) => keyOf([operand.value(row)]))).size);
    case 'min':
    case 'max': {
      const sign = expression.name === 'max' ? 1 : -1;
      return {
        type: operand.type,
        value: (rows) =>
          rows
            .map((row) => operand.value(row))
            .reduce<HuntingValue>((best, value) => {
              if (value.kind === 'null') return best;
              return best.kind === 'null' || sign * compareHunting(value, best) > 0 ? value : best;
            }, NULL),
      };
    }
    default:
      throw noFunction(expression.name, expression.position);
  }
}

function compileExpression(expression: HuntingExpression, table: HuntingTable, now: number): Compiled {
  const compile = (inner: HuntingExpression): Compiled => compileExpression(inner, table, now);
  switch (expression.kind) {
    case 'literal':
      return { type: typeOf(expression.value), value: () => expression.value };
    case 'column': {
      const index = table.columns.findIndex((column) => column.name === expression.name);
      const column = table.columns[index];
      if (column === undefined) {
        throw badRequest(
          `The query cannot be run: there is no column '${expression.name.slice(0, 60)}' at position ${String(expression.position)}.`,
        );
      }
      return { type: column.type, value: (row) => row[index] ?? NULL };
    }
    case 'in': {
      const left = compile(expression.left);
      const values = expression.values.map(compile);
      return boolean((row) => {
        const wanted = textOf(left.value(row), expression.ignoreCase);
        const found = values.some((value) => textOf(value.value(row), expression.ignoreCase) === wanted);
        return found !== expression.negated;
      });
    }
    case 'binary':
      return compileBinary(expression.operator, compile(expression.left), compile(expression.right));
    case 'call':
      return compileCall(expression.name, expression.arguments.map(compile), expression.position, now);
  }
}

function compileBinary(operator: string, left: Compiled, right: Compiled): Compiled {
  if (operator === 'and') return boolean((row) => isTrue(left.value(row)) && isTrue(right.value(row)));
  if (operator === 'or') return boolean((row) => isTrue(left.value(row)) || isTrue(right.value(row)));
  if (operator === '+' || operator === '-') {
    const sign = operator === '+' ? 1 : -1;
    return {
      type: left.type,
      value: (row) => {
        const [a, b] = [left.value(row), right.value(row)];
        if (typeof valueOf(a) !== 'number' || typeof valueOf(b) !== 'number') return NULL;
        const value = Number(valueOf(a)) + sign * Number(valueOf(b));
        if (a.kind === 'datetime' && b.kind === 'datetime') return { kind: 'timespan', value };
        return a.kind === 'datetime' || b.kind === 'datetime'
          ? { kind: 'datetime', value }
          : { kind: a.kind === 'timespan' ? 'timespan' : 'long', value };
      },
    };
  }
  const negated = operator.startsWith('!') && operator !== '!=' && operator !== '!~';
  const bare = negated ? operator.slice(1) : operator;
  const holds = TEXT_OPERATORS[bare];
  if (holds !== undefined) {
    return boolean((row) => {
      const [text, part] = [left.value(row), right.value(row)];
      return holds(textOf(text, true), textOf(part, true)) !== negated;
    });
  }
  const compared = ORDER_OPERATORS[bare];
  return boolean((row) => {
    const [a, b] = [left.value(row), right.value(row)];
    if (bare === '==') return a.kind === b.kind && valueOf(a) === valueOf(b);
    if (bare === '!=') return a.kind !== b.kind || valueOf(a) !== valueOf(b);
    return a.kind === b.kind && a.kind !== 'null' && compared?.(compareHunting(a, b)) === true;
  });
}

const TEXT_OPERATORS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  '=~': (text, part) => text === part,
  '!~': (text, part) => text !== part,
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  has: hasTerm,
};
const ORDER_OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Whether a text holds another one as whole terms: nothing alphanumeric before or after it. */
function hasTerm(text: string, term: string): boolean {
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + term.length);
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}

function compileCall(name: string, values: readonly Compiled[], position: number, now: number): Compiled {
  const [first, second] = values;
  if (name === 'now' && values.length === 0) {
    return { type: 'DateTime', value: () => ({ kind: 'datetime', value: now }) };
  }
  if (first === undefined || values.length > 2) throw noFunction(name, position);
  const text = (change: (value: string) => string): Compiled => ({
    type: 'String',
    value: (row) => ({ kind: 'string', value: change(textOf(first.value(row), false)) }),
  });
  if (second !== undefined) {
    if (name !== 'bin') throw noFunction(name, position);
    return {
      type: first.type,
      value: (row) => {
        const [value, step] = [first.value(row), second.value(row)];
        const size = Number(valueOf(step));
        if ((value.kind !== 'datetime' && value.kind !== 'long') || !(size > 0)) return NULL;
        return { kind: value.kind, value: Math.floor(value.value / size) * size };
      },
    };
  }
  switch (name) {
    case 'ago':
      return {
        type: 'DateTime',
        value: (row) => {
          const span = first.value(row);
          return span.kind === 'timespan' ? { kind: 'datetime', value: now - span.value } : NULL;
        },
      };
    case 'not':
      return boolean((row) => !isTrue(first.value(row)));
    case 'isempty':
      return boolean((row) => textOf(first.value(row), false) === '');
    case 'isnotempty':
      return boolean((row) => textOf(first.value(row), false) !== '');
    case 'tolower':
      return text(lower);
    case 'toupper':
      return text(upper);
    case 'tostring':
      return text((value) => value);
    case 'strlen':
      return { type: 'Int64', value: (row) => ({ kind: 'long', value: textOf(first.value(row), false).length }) };
    default:
      throw noFunction(name, position);
  }
}

function boolean(holds: (row: Row) => boolean): Compiled {
  return { type: 'SByte', value: (row) => ({ kind: 'bool', value: holds(row) }) };
}

function noFunction(name: string, position: number): Error {
  return badRequest(
    `The query cannot be run: the function '${name.slice(0, 40)}' with these arguments is not supported at position ${String(position)}.`,
  );
}

function valueOf(value: HuntingValue): string | number | boolean | null {
  return value.kind === 'null' ? null : value.value;
}

function isTrue(value: HuntingValue): boolean {
  return value.kind === 'bool' && value.value;
}

function textOf(value: HuntingValue, ignoreCase: boolean): string {
  const text = value.kind === 'null' ? '' : String(printed(value));
  return ignoreCase ? text.toLowerCase() : text;
}

function compareHunting(a: HuntingValue, b: HuntingValue): number {
  const [left, right] = [valueOf(a), valueOf(b)];
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [x, y] = [String(left), String(right)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function keyOf(row: Row): string {
  return JSON.stringify(row.map((value) => [value.kind, valueOf(value)]));
}

function typeOf(value: HuntingValue): ColumnType {
  switch (value.kind) {
    case 'datetime':
      return 'DateTime';
    case 'long':
      return 'Int64';
    case 'bool':
      return 'SByte';
    default:
      return 'String';
  }
}

function printed(value: HuntingValue): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'datetime':
      return printInstant(instantNow(value.value));
    case 'timespan':
      return `${String(value.value / 1000)}s`;
    default:
      return value.value;
  }
}
