import { describe, expect, it } from 'vitest';
import { formatProblem } from './parse-problem.ts';
import {
  choice,
  choices,
  flag,
  formatTable,
  optionalFlag,
  optionalNumber,
  parseTable,
  phrases,
  text,
  words,
  type Table,
} from './parse-tsv.ts';

interface Row {
  readonly name: string;
  readonly list: readonly string[];
  readonly roles: readonly string[];
  readonly on: boolean;
  readonly level: number | null;
  readonly consent: boolean | null;
  readonly kind: 'a' | 'b' | '';
  readonly marks: readonly ('x' | 'y')[];
}

const table: Table<Row> = {
  columns: {
    name: text,
    list: words,
    roles: phrases,
    on: flag,
    level: optionalNumber,
    consent: optionalFlag,
    kind: choice(['a', 'b', '']),
    marks: choices(['x', 'y']),
  },
  required: ['name'],
};

const HEADER = 'name\tlist\troles\ton\tlevel\tconsent\tkind\tmarks';
const GOOD = 'one\tA B\tSecurity Reader|Global Reader\tyes\t3\t\ta\tx y';

function problemsOf(...lines: readonly string[]): readonly string[] {
  return parseTable(`${lines.join('\n')}\n`, 'file.tsv', table).problems.map(formatProblem);
}

describe('reading a table', () => {
  it('reads every kind of cell, after lines of comment', () => {
    const { rows, problems } = parseTable(`# origin\n${HEADER}\n${GOOD}\ntwo\t\t\tno\t\tno\t\t\n`, 'file.tsv', table);
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        file: 'file.tsv',
        line: 3,
        row: {
          name: 'one',
          list: ['A', 'B'],
          roles: ['Security Reader', 'Global Reader'],
          on: true,
          level: 3,
          consent: null,
          kind: 'a',
          marks: ['x', 'y'],
        },
      },
      {
        file: 'file.tsv',
        line: 4,
        row: { name: 'two', list: [], roles: [], on: false, level: null, consent: false, kind: '', marks: [] },
      },
    ]);
  });

  it('gives back what it was written from', () => {
    const { rows } = parseTable(`${HEADER}\n${GOOD}\n`, 'file.tsv', table);
    const written = formatTable(
      table,
      rows.map(({ row }) => row),
      ['origin', 'date'],
    );
    expect(written).toBe(`# origin\n# date\n${HEADER}\n${GOOD}\n`);
  });

  it('reports every bad cell with line and column, and keeps the good lines', () => {
    const result = parseTable(`${HEADER}\n\tA  B\t\tmaybe\t-1\tx\tc\tz\n${GOOD}\n`, 'file.tsv', table);
    expect(result.rows).toHaveLength(1);
    expect(result.problems.map(formatProblem)).toEqual([
      'file.tsv:2:1: `name` must not be empty',
      'file.tsv:2:2: `list`: `A  B` has an empty item or white space around one',
      'file.tsv:2:8: `on`: `maybe` is neither `yes` nor `no`',
      'file.tsv:2:14: `level`: `-1` is not a whole number',
      'file.tsv:2:17: `consent`: `x` is neither `yes` nor `no`',
      'file.tsv:2:19: `kind`: `c` is not one of `a`, `b`, ``',
      'file.tsv:2:21: `marks`: `z` is not one of `x`, `y`',
    ]);
  });

  it('reports a header that is not the one expected, and reads no row under it', () => {
    expect(problemsOf('name\tlist', GOOD)).toEqual([
      'file.tsv:1: header is not the one expected (expected `name list roles on level consent kind marks`, separated by tabs)',
    ]);
    expect(problemsOf('# only a comment')).toEqual(['file.tsv: no header line']);
  });

  it('reports a wrong number of cells, white space, carriage returns and repeated items', () => {
    expect(problemsOf(HEADER, 'one\tA')).toEqual(['file.tsv:2: 2 cells, expected 8']);
    expect(problemsOf(HEADER, `${GOOD}\r`)).toEqual([
      `file.tsv:2:${GOOD.length + 1}: line ends with a carriage return (use line feeds only)`,
    ]);
    expect(problemsOf(HEADER, ' one\tA A\t\tyes\t\t\t\t')).toEqual([
      'file.tsv:2:1: `name` has white space around it',
      'file.tsv:2:6: `list`: `A` stands twice in the list',
    ]);
  });

  it('does not take a row for a comment', () => {
    expect(problemsOf(HEADER, '# late comment')).toEqual(['file.tsv:2: 1 cells, expected 8']);
  });
});

describe('writing a table', () => {
  it('refuses values that would break the line', () => {
    const row: Row = { name: 'a\tb', list: [], roles: [], on: true, level: null, consent: null, kind: '', marks: [] };
    expect(() => formatTable(table, [row], [])).toThrow(TypeError);
  });
});
