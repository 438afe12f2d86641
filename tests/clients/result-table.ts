import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { readVersions, RESULTS_FILE, writeDocuments, type ClientRun } from './documents.ts';
import { GRAPH_CLIENTS, type FlowResult } from './scenario.ts';
import type { Results } from './tables.ts';

/** One file for each scenario, because test files run at the same time. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/client-results/', import.meta.url));

/** Names of all results; the tables are written when a run had every one of them. */
const ALL: readonly string[] = [
  'msal-node',
  'azure-identity',
  'openid-client',
  'jwks-rsa',
  'browser',
  'hosts-mode',
  ...GRAPH_CLIENTS,
];

/** Forgets the results of earlier runs. */
export function clearResults(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** Keeps the results of one client. */
export function recordResults(name: string, results: readonly FlowResult[]): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}${name}.json`, JSON.stringify(results));
}

/**
 * Writes results.json and the tables, unless the run left something out.
 *
 * @returns Files that were not what this run says.
 */
export function writeTables(): readonly string[] {
  const all = readResults();
  if (!ALL.every((name) => Object.hasOwn(all, name))) return [];
  const results = Object.fromEntries(ALL.map((name) => [name, all[name] ?? []]));
  const run: ClientRun = { versions: readVersions(), results };
  // The file is formatted like every other, so its text does not count.
  const isCurrent = existsSync(RESULTS_FILE) && isDeepStrictEqual(JSON.parse(readFileSync(RESULTS_FILE, 'utf8')), run);
  if (!isCurrent) writeFileSync(RESULTS_FILE, `${JSON.stringify(run, null, 2)}\n`);
  return [...(isCurrent ? [] : ['tests/clients/results.json']), ...writeDocuments(run)];
}

function readResults(): Results {
  if (!existsSync(FOLDER)) return {};
  const entries = readdirSync(FOLDER).map((file) => {
    const results = JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')) as readonly FlowResult[];
    return [file.slice(0, -'.json'.length), results] as const;
  });
  return Object.fromEntries(entries);
}
