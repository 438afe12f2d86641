import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactOf, createEngine, type Engine } from '@why403/engine';
import { FILES, SUMS, loadKnowledge, sumsOf } from '@why403/knowledge';
import { buildTable } from '../compile/build.ts';
import { buildDetails } from '../compile/details.ts';
import type { KnowledgeModel, PermissionRow } from '../compile/model.ts';
import { formatProblem, type Problem } from '../compile/parse-problem.ts';
import { parseSources, type Places } from '../compile/parse.ts';
import { validate } from '../compile/validate.ts';
import { importKnowledge } from './import-knowledge.ts';

/** What to make a table of. */
export interface RebuildRequest {
  /** Path of Microsoft's `permissions.json`. */
  readonly permissions: string;
  /** Path of Microsoft's `provisioningInfo.json`; without it, the ids of the reviewed text are kept. */
  readonly provisioning: string | undefined;
  /** Folder of the reviewed text: roles, corrections and what else Microsoft's file does not say. It is only read. */
  readonly sources: string;
  /** Folder that gets `table.bin`, `details.json` and their `SHA256SUMS`. */
  readonly out: string;
  readonly commit: string | undefined;
  /** Date of the file, `2026-08-07`; leads the version of the knowledge. */
  readonly date: string | undefined;
}

/** What was made. With problems, nothing was written. */
export interface RebuildReport {
  /** One line each. */
  readonly problems: readonly string[];
  /** Reviewed rows that no longer fit the new table and were left out, one line each. */
  readonly leftOut: readonly string[];
  /** What the import left out on purpose, and figures, one line each. */
  readonly notes: readonly string[];
  /** Version of the knowledge; empty with problems. */
  readonly version: string;
  readonly operations: number;
}

/** Lists of a model that people review, by the member that holds them. */
const REVIEWED = [
  'roleRequirements',
  'operationFacts',
  'permissionCorrections',
  'operationCorrections',
  'contested',
  'queryNeeds',
  'policies',
] as const satisfies readonly (keyof KnowledgeModel)[];

/** Rounds of leaving rows out: what is left out can leave a reference behind, which goes in the next round. */
const MOST_ROUNDS = 5;

/**
 * Makes a table from Microsoft's files and the reviewed text, and writes it to a folder.
 *
 * A reviewed row about an operation or permission that the new table no longer has is left out and named: its
 * statement has nothing to be about. Any other problem stops everything.
 *
 * This does check the files, the references of all rows, and the finished table: it is opened as a reader would open
 * it, and every operation must be found by its own path. This does NOT check that the files are Microsoft's.
 *
 * @throws the system's error if a file cannot be read or written.
 */
export function rebuildKnowledge(request: RebuildRequest): RebuildReport {
  const work = mkdtempSync(join(tmpdir(), 'why403-knowledge-'));
  try {
    return rebuildIn(work, request);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function rebuildIn(work: string, request: RebuildRequest): RebuildReport {
  const stop = (problems: readonly string[]): RebuildReport => ({
    problems,
    leftOut: [],
    notes: [],
    version: '',
    operations: 0,
  });
  const text = join(work, 'sources');
  cpSync(request.sources, text, { recursive: true });
  const imported = importKnowledge({
    permissions: request.permissions,
    provisioning: request.provisioning ?? keptProvisioning(text, work),
    facts: undefined,
    out: text,
    commit: request.commit,
    date: request.date,
  });
  if (imported.problems.length > 0) return stop(imported.problems.map(formatProblem));
  const parsed = parseSources(text);
  if (parsed.errors.length > 0) return stop(parsed.errors.map(formatProblem));
  const { model, leftOut, errors } = withoutStale(parsed.model, parsed.places);
  if (errors.length > 0) return stop(errors.map(formatProblem));
  const made = join(work, 'data');
  mkdirSync(made);
  writeFileSync(join(made, 'table.bin'), compactOf(buildTable(model)));
  writeFileSync(join(made, 'details.json'), `${JSON.stringify(buildDetails(model))}\n`);
  const { table, details } = loadKnowledge(made);
  const lost = lostOperations(createEngine(table, details));
  if (lost.problems.length > 0) return stop(lost.problems);
  const contents = {
    'table.bin': readFileSync(join(made, 'table.bin')),
    'details.json': readFileSync(join(made, 'details.json')),
  };
  mkdirSync(request.out, { recursive: true });
  for (const name of FILES) writeFileSync(join(request.out, name), contents[name]);
  writeFileSync(join(request.out, SUMS), sumsOf(contents));
  // An image beside the table would be opened instead of it.
  if (existsSync(join(request.out, 'table.img'))) rmSync(join(request.out, 'table.img'));
  return {
    problems: [],
    leftOut: leftOut.map(formatProblem),
    notes: [...imported.notes, ...imported.counts],
    version: details.version,
    operations: lost.operations,
  };
}

/** The ids of the reviewed text in the form of Microsoft's file, for a permission table that comes alone. */
function keptProvisioning(sources: string, work: string): string {
  const schemes: Readonly<Record<PermissionRow['kind'], string>> = {
    delegated: 'DelegatedWork',
    'delegated-personal': 'DelegatedPersonal',
    application: 'Application',
  };
  const deployments: Record<string, unknown[]> = {};
  for (const row of parseSources(sources).model.permissions) {
    (deployments[row.permission] ??= []).push({
      id: row.id,
      scheme: schemes[row.kind],
      environment: 'public',
      isHidden: row.hidden,
      isEnabled: row.enabled,
    });
  }
  const file = join(work, 'provisioningInfo.json');
  writeFileSync(file, JSON.stringify({ permissionDeployments: deployments }));
  return file;
}

/** A model without the reviewed rows that do not fit it, and what is wrong beside. */
function withoutStale(
  model: KnowledgeModel,
  places: Places,
): { readonly model: KnowledgeModel; readonly leftOut: readonly Problem[]; readonly errors: readonly Problem[] } {
  const leftOut: Problem[] = [];
  let kept = model;
  for (let round = 0; ; round++) {
    const { errors } = validate(kept, places);
    const stale = new Set(errors.map(({ file, line }) => `${file}:${line}`));
    const isStale = (row: object): boolean => {
      const place = places.get(row);
      return place !== undefined && stale.has(`${place.file}:${place.line}`);
    };
    const rows = new Set<object>(REVIEWED.flatMap((name) => [...kept[name]]));
    const reviewed = new Set(
      [...rows].filter(isStale).map((row) => `${places.get(row)?.file}:${places.get(row)?.line}`),
    );
    const fatal = errors.filter(({ file, line }) => !reviewed.has(`${file}:${line}`));
    if (errors.length === 0 || fatal.length > 0 || round === MOST_ROUNDS) {
      return { model: kept, leftOut, errors: round === MOST_ROUNDS ? errors : fatal };
    }
    leftOut.push(...errors);
    const fitting = <Row extends object>(list: readonly Row[]): readonly Row[] => list.filter((row) => !isStale(row));
    kept = {
      ...kept,
      roleRequirements: fitting(kept.roleRequirements),
      operationFacts: fitting(kept.operationFacts),
      permissionCorrections: fitting(kept.permissionCorrections),
      operationCorrections: fitting(kept.operationCorrections),
      contested: fitting(kept.contested),
      queryNeeds: fitting(kept.queryNeeds),
      policies: fitting(kept.policies),
    };
  }
}

/** Operations that their own paths do not lead to: none in a table that is whole. */
function lostOperations(engine: Engine): { readonly operations: number; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let operations = 0;
  for (const { method, path } of engine.operations(0)) {
    operations++;
    const found = engine.request(method, path.replaceAll('{id}', 'a1').replaceAll('{value}', 'b2'), 0).operation;
    if (found?.path !== path) problems.push(`\`${method} ${path}\` is not found in the table that was made`);
  }
  return { operations, problems: operations === 0 ? ['the table that was made has no operation'] : problems };
}
