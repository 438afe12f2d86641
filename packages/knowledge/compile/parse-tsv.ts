import type { Problem } from './parse-problem.ts';

/** Reports one bad cell; `help` is empty when there is nothing to suggest. */
export type Fail = (message: string, help?: string) => void;

/** How one column is read and written. */
export interface Codec<T> {
  /** Reads a cell. What is wrong goes to `fail`; the value returned then is not used. */
  parse(cell: string, fail: Fail): T;
  /** Writes a value so that `parse` gives it back. */
  format(value: T): string;
}

/** One kind of file: a codec for every member of its rows, in the order of the columns. */
export interface Table<Row> {
  readonly columns: { readonly [K in keyof Row]-?: Codec<Row[K]> };
  /** Members whose cell must not be empty. */
  readonly required: readonly (keyof Row & string)[];
}

/** A row with the place it was read from. */
export interface Placed<Row> {
  readonly row: Row;
  readonly file: string;
  readonly line: number;
}

/** Text as it stands; tabs and line ends cannot occur in it. */
export const text: Codec<string> = { parse: (cell) => cell, format: (value) => value };

/** Names without white space, separated by a single space; empty means an empty list. */
export const words: Codec<readonly string[]> = list(' ');

/** Names that may contain spaces, separated by `|`; empty means an empty list. */
export const phrases: Codec<readonly string[]> = list('|');

/** `yes` or `no`. */
export const flag: Codec<boolean> = {
  parse(cell, fail) {
    if (cell !== 'yes' && cell !== 'no') fail(`\`${cell}\` is neither \`yes\` nor \`no\``);
    return cell === 'yes';
  },
  format: (value) => (value ? 'yes' : 'no'),
};

/** `yes`, `no`, or empty for "not stated". */
export const optionalFlag: Codec<boolean | null> = {
  parse: (cell, fail) => (cell === '' ? null : flag.parse(cell, fail)),
  format: (value) => (value === null ? '' : flag.format(value)),
};

/** A whole number without sign, or empty for "not stated". */
export const optionalNumber: Codec<number | null> = {
  parse(cell, fail) {
    if (cell === '') return null;
    if (!/^\d{1,9}$/.test(cell)) fail(`\`${cell}\` is not a whole number`);
    return Number(cell);
  },
  format: (value) => (value === null ? '' : String(value)),
};

/**
 * One of a closed set of names.
 *
 * @param names The set; an empty name allows an empty cell.
 */
export function choice<const T extends string>(names: readonly T[]): Codec<T> {
  return {
    parse(cell, fail) {
      const found = names.find((name) => name === cell);
      if (found === undefined) fail(`\`${cell}\` is not one of ${names.map((name) => `\`${name}\``).join(', ')}`);
      return found ?? names[0]!;
    },
    format: (value) => value,
  };
}

/** Some of a closed set of names, separated by a single space; empty means none. */
export function choices<const T extends string>(names: readonly T[]): Codec<readonly T[]> {
  const one = choice(names);
  return {
    parse: (cell, fail) => words.parse(cell, fail).map((item) => one.parse(item, fail)),
    format: words.format,
  };
}

function list(separator: string): Codec<readonly string[]> {
  return {
    parse(cell, fail) {
      if (cell === '') return [];
      const items = cell.split(separator);
      if (items.some((item) => item === '' || item !== item.trim())) {
        fail(`\`${cell}\` has an empty item or white space around one`);
      }
      const seen = new Set<string>();
      for (const item of items) {
        if (seen.has(item)) fail(`\`${item}\` stands twice in the list`);
        seen.add(item);
      }
      return items;
    },
    format: (value) => value.join(separator),
  };
}

/**
 * Reads the text of one table: lines that start with `#`, a header with the names of the columns, then the rows.
 *
 * This does check the header, the number of cells, every cell by its codec, and that required cells are not empty. This
 * does NOT check what rows mean to each other.
 *
 * @param file Name used in the problems.
 *
 * @returns The good rows with their lines; every bad line is among the problems instead.
 */
export function parseTable<Row>(
  content: string,
  file: string,
  table: Table<Row>,
): { readonly rows: readonly Placed<Row>[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const rows: Placed<Row>[] = [];
  const names = columnNames(table);
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let header = false;
  for (const [index, line] of lines.entries()) {
    const report = (message: string, column = 0, help = ''): void => {
      problems.push({ file, line: index + 1, column, message, help });
    };
    if (!header && line.startsWith('#')) continue;
    if (line.endsWith('\r')) {
      report('line ends with a carriage return', line.length, 'use line feeds only');
      continue;
    }
    const cells = line.split('\t');
    if (!header) {
      header = true;
      if (line !== names.join('\t')) {
        report('header is not the one expected', 0, `expected \`${names.join(' ')}\`, separated by tabs`);
        return { rows, problems };
      }
      continue;
    }
    if (cells.length !== names.length) {
      report(`${cells.length} cells, expected ${names.length}`);
      continue;
    }
    const before = problems.length;
    const row: Record<string, unknown> = {};
    let column = 1;
    for (const [position, name] of names.entries()) {
      const cell = cells[position] ?? '';
      const at = column;
      if (cell !== cell.trim()) report(`\`${name}\` has white space around it`, at);
      if (cell === '' && table.required.includes(name)) report(`\`${name}\` must not be empty`, at);
      row[name] = table.columns[name].parse(cell, (message, help) => report(`\`${name}\`: ${message}`, at, help));
      column += cell.length + 1;
    }
    // Every member of Row was read by the codec that the table declares for it.
    if (problems.length === before) rows.push({ row: row as Row, file, line: index + 1 });
  }
  if (!header) problems.push({ file, line: 0, column: 0, message: 'no header line', help: '' });
  return { rows, problems };
}

/**
 * Writes one table.
 *
 * @param comments Lines for the top of the file, without the leading `# `.
 *
 * @returns Text that ends with a line feed and that {@link parseTable} reads back to equal rows.
 *
 * @throws TypeError if a value contains a tab or a line end.
 */
export function formatTable<Row>(table: Table<Row>, rows: readonly Row[], comments: readonly string[]): string {
  const names = columnNames(table);
  const lines = comments.map((comment) => `# ${comment}`);
  lines.push(names.join('\t'));
  for (const row of rows) {
    const cells = names.map((name) => table.columns[name].format(row[name]));
    if (cells.some((cell) => /[\t\r\n]/.test(cell))) throw new TypeError('a cell contains a tab or a line end');
    lines.push(cells.join('\t'));
  }
  return `${lines.join('\n')}\n`;
}

function columnNames<Row>(table: Table<Row>): (keyof Row & string)[] {
  // Object.keys types its result as string[]; the members of `columns` are exactly those of Row.
  return Object.keys(table.columns) as (keyof Row & string)[];
}
