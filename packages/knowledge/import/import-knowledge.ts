import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AcceptRow } from '../compile/model.ts';
import { compareText, sorted } from '../compile/order.ts';
import { compareProblems, formatProblem, type Problem } from '../compile/parse-problem.ts';
import {
  alsoTable,
  cloudsTable,
  operationFactsTable,
  operationsTable,
  permissionsTable,
  rolesTable,
  sourcesTable,
  spellingsTable,
} from '../compile/parse-tables.ts';
import { formatTable, parseTable, type Table } from '../compile/parse-tsv.ts';
import { PERMISSION_TABLE_SOURCE } from '../compile/parse.ts';
import { readClouds } from './clouds.ts';
import { readJson, type JsonValue } from './json-document.ts';
import { readOperationFacts } from './operation-facts.ts';
import { operationsFile, Spellings } from './path-template.ts';
import { readPermissionTable } from './permission-table.ts';
import { joinPermissions } from './provisioning.ts';
import { readRoles } from './roles.ts';

/** Id of the row of `sources.tsv` for the file with the permissions' ids. */
export const PROVISIONING_SOURCE = 'permission-provisioning';

/** What to import, and where to. */
export interface ImportRequest {
  /** Path of Microsoft's `permissions.json`. */
  readonly permissions: string;
  /** Path of Microsoft's `provisioningInfo.json`. */
  readonly provisioning: string;
  /** Folder with the other fact files; without it, roles, clouds and operation facts stay as they are. */
  readonly facts: string | undefined;
  /** Folder of the sources; it must hold a reviewed `sources.tsv`. */
  readonly out: string;
  /** Commit of both permission files; without it, `sources.tsv` keeps what it says. */
  readonly commit: string | undefined;
  /** Date of that commit, `2026-08-07`. */
  readonly date: string | undefined;
}

/** What an import did. With problems, nothing was written. */
export interface ImportReport {
  readonly problems: readonly Problem[];
  /** What was left out on purpose, one line each. */
  readonly notes: readonly string[];
  /** Figures for the reader, such as `917 permissions`. */
  readonly counts: readonly string[];
}

/**
 * Writes the machine-derived part of the reviewed text.
 *
 * Equal inputs give equal bytes. Facts only: names, ids, kinds, methods, templates, flags; no text that describes a
 * permission is carried over.
 *
 * This does check the whole input first and collects every problem; with any, no file is touched. This does NOT touch
 * the files that are reviewed by hand, other than commit and date of the two permission files in `sources.tsv`.
 *
 * @throws the system's error if a file cannot be read or written.
 */
export function importKnowledge(request: ImportRequest): ImportReport {
  const problems: Problem[] = [];
  const spellings = new Spellings();
  for (const row of readReviewed(request.out, 'spellings.tsv', spellingsTable, problems))
    spellings.review(row.spelling);
  const sources = readReviewed(request.out, 'sources.tsv', sourcesTable, problems);
  for (const id of [PERMISSION_TABLE_SOURCE, PROVISIONING_SOURCE]) {
    if (sources.some((row) => row.id === id)) continue;
    problems.push({ file: 'sources.tsv', line: 0, column: 0, message: `no row \`${id}\``, help: 'write it first' });
  }

  const files = new Map<string, string>();
  const counts: string[] = [];
  const notes: string[] = [];
  const table = readJson(request.permissions, problems);
  const provisioning = readJson(request.provisioning, problems);
  if (table !== undefined && provisioning !== undefined) {
    const { declared, accepts, also, queries } = readPermissionTable(table, spellings, problems);
    const permissions = joinPermissions(provisioning, declared);
    const origin = [
      'Written by import/main.ts; do not edit.',
      `permissions.json sha-256 ${sha256(request.permissions)}`,
      `provisioningInfo.json sha-256 ${sha256(request.provisioning)}`,
    ];
    files.set('permissions.tsv', formatTable(permissionsTable, permissions, origin));
    files.set('also-requires.tsv', formatTable(alsoTable, also, origin.slice(0, 2)));
    for (const [name, rows] of groupByFile(accepts)) {
      files.set(`operations/${name}`, formatTable(operationsTable, rows, origin.slice(0, 1)));
    }
    for (const path of queries) notes.push(`left out, since it speaks of a query: ${path}`);
    counts.push(
      `${new Set(declared.map((row) => row.permission)).size} permissions in the table`,
      `${permissions.length} rows of permissions and kinds`,
      `${accepts.length} rows of operations and kinds`,
      `${also.length} rows of permissions that need another`,
    );
    const updated = sources.map((row) =>
      row.id === PERMISSION_TABLE_SOURCE || row.id === PROVISIONING_SOURCE
        ? { ...row, commit: request.commit ?? row.commit, date: request.date ?? row.date }
        : row,
    );
    files.set('sources.tsv', formatTable(sourcesTable, updated, readComments(request.out, 'sources.tsv')));
  }

  if (request.facts !== undefined) {
    const dir = request.facts;
    const read = (name: string): JsonValue | undefined => readJson(join(dir, name), problems);
    const derived = ['Written by import/main.ts; do not edit.'];
    const roles = read('entra-roles.json');
    const clouds = read('national-clouds.json');
    const security = read('security-operations.json');
    const endpoints = read('endpoint-roles.json');
    if (roles !== undefined) {
      const rows = readRoles(roles);
      files.set('roles.tsv', formatTable(rolesTable, rows, derived));
      counts.push(`${rows.filter((row) => row.type === 'role').length} directory roles`);
    }
    if (clouds !== undefined) files.set('clouds.tsv', formatTable(cloudsTable, readClouds(clouds), derived));
    if (security !== undefined && endpoints !== undefined) {
      const rows = readOperationFacts(security, endpoints, spellings);
      files.set('operation-facts.tsv', formatTable(operationFactsTable, rows, derived));
      counts.push(`${rows.length} rows of operation facts`);
    }
  }

  if (problems.length > 0) return { problems: sorted(problems, compareProblems), notes: [], counts: [] };
  writeAll(request.out, files);
  return { problems: [], notes, counts };
}

/**
 * Writes a report for people: problems, else notes and figures.
 *
 * @returns Lines without line ends.
 */
export function formatReport(report: ImportReport): readonly string[] {
  if (report.problems.length > 0) {
    return [
      ...report.problems.map(formatProblem),
      `${report.problems.length} problem${report.problems.length === 1 ? '' : 's'}; nothing was written`,
    ];
  }
  return [...report.notes, ...report.counts];
}

function readReviewed<Row>(dir: string, file: string, table: Table<Row>, problems: Problem[]): readonly Row[] {
  const path = join(dir, file);
  if (!existsSync(path)) return [];
  const parsed = parseTable(readFileSync(path, 'utf8'), file, table);
  problems.push(...parsed.problems);
  return parsed.rows.map(({ row }) => row);
}

function readComments(dir: string, file: string): readonly string[] {
  const lines = readFileSync(join(dir, file), 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end).map((line) => line.replace(/^# ?/, ''));
}

function groupByFile(accepts: readonly AcceptRow[]): ReadonlyMap<string, readonly AcceptRow[]> {
  const groups = new Map<string, AcceptRow[]>();
  for (const row of accepts) {
    const name = operationsFile(row.path);
    const group = groups.get(name) ?? [];
    group.push(row);
    groups.set(name, group);
  }
  return new Map(sorted(groups, ([a], [b]) => compareText(a, b)));
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function writeAll(out: string, files: ReadonlyMap<string, string>): void {
  const operations = join(out, 'operations');
  mkdirSync(operations, { recursive: true });
  // A first segment that is no longer in the table must not leave its old operations behind.
  for (const name of readdirSync(operations)) {
    if (name.endsWith('.tsv') && !files.has(`operations/${name}`)) rmSync(join(operations, name));
  }
  for (const [file, content] of files) writeFileSync(join(out, ...file.split('/')), content);
}
