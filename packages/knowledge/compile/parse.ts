import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KnowledgeModel } from './model.ts';
import { compareText, sorted } from './order.ts';
import { compareProblems, type Problem } from './parse-problem.ts';
import {
  alsoTable,
  cloudsTable,
  contestedTable,
  operationCorrectionsTable,
  operationFactsTable,
  operationsTable,
  permissionCorrectionsTable,
  permissionsTable,
  policiesTable,
  queryNeedsTable,
  roleRequirementsTable,
  rolesTable,
  rulesTable,
  sourcesTable,
} from './parse-tables.ts';
import { parseTable, type Table } from './parse-tsv.ts';

/** Id of the row of `sources.tsv` whose date leads the version of the knowledge. */
export const PERMISSION_TABLE_SOURCE = 'permission-table';

/** Where a row stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The place of every row of a model, by the row itself. */
export type Places = ReadonlyMap<object, Place>;

/** What reading a folder of sources gives. Any error means that `model` must not be compiled. */
export interface ParseResult {
  readonly model: KnowledgeModel;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Give it to `validate` so that its problems name files and lines. */
  readonly places: Places;
}

/**
 * Reads the reviewed text of a folder into the typed model.
 *
 * This does check that every file is there and every cell by itself; all problems are collected, with file and line.
 * This does NOT check references between rows (that is `validate`), nor that the facts are true.
 *
 * @param dir Folder with `permissions.tsv`, `operations/` and the other files of `sources/README.md`.
 *
 * @returns The model with the good rows, whose `version` depends on the text only, and all problems in order.
 */
export function parseSources(dir: string): ParseResult {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const places = new Map<object, Place>();
  const hash = createHash('sha256');

  const read = <Row extends object>(file: string, table: Table<Row>): readonly Row[] => {
    const path = join(dir, ...file.split('/'));
    if (!existsSync(path)) {
      errors.push({ file, line: 0, column: 0, message: 'file is missing', help: '' });
      return [];
    }
    const bytes = readFileSync(path);
    const content = bytes.toString('utf8');
    // The name goes in too: the same rows in another file are other knowledge.
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
    if (content.includes('\uFFFD')) {
      errors.push({ file, line: 0, column: 0, message: 'file is not valid UTF-8', help: '' });
    }
    const { rows, problems } = parseTable(content, file, table);
    errors.push(...problems);
    for (const placed of rows) places.set(placed.row, { file, line: placed.line });
    if (rows.length === 0 && problems.length === 0) {
      warnings.push({ file, line: 0, column: 0, message: 'file has no rows', help: '' });
    }
    return rows.map(({ row }) => row);
  };

  const operationsDir = join(dir, 'operations');
  const operationFiles = sorted(
    (existsSync(operationsDir) ? readdirSync(operationsDir) : []).filter((name) => name.endsWith('.tsv')),
    compareText,
  );
  if (operationFiles.length === 0) {
    errors.push({ file: 'operations', line: 0, column: 0, message: 'folder has no table', help: '' });
  }

  const sources = read('sources.tsv', sourcesTable);
  const facts: Omit<KnowledgeModel, 'version'> = {
    sources,
    permissions: read('permissions.tsv', permissionsTable),
    accepts: operationFiles.flatMap((name) => read(`operations/${name}`, operationsTable)),
    also: read('also-requires.tsv', alsoTable),
    roles: read('roles.tsv', rolesTable),
    roleRequirements: read('role-requirements.tsv', roleRequirementsTable),
    operationFacts: read('operation-facts.tsv', operationFactsTable),
    clouds: read('clouds.tsv', cloudsTable),
    permissionCorrections: read('corrections/permissions.tsv', permissionCorrectionsTable),
    operationCorrections: read('corrections/operations.tsv', operationCorrectionsTable),
    contested: read('corrections/contested.tsv', contestedTable),
    rules: read('corrections/rules.tsv', rulesTable),
    queryNeeds: read('query-needs.tsv', queryNeedsTable),
    policies: read('policies.tsv', policiesTable),
  };

  const date = sources.find((row) => row.id === PERMISSION_TABLE_SOURCE)?.date ?? '';
  return {
    model: { version: `${date === '' ? 'undated' : date}-${hash.digest('hex').slice(0, 8)}`, ...facts },
    errors: sorted(errors, compareProblems),
    warnings: sorted(warnings, compareProblems),
    places,
  };
}
