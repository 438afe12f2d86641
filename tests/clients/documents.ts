// Writes the tables of clients into README.md and the documents of the emulator, from results.json, which the client
// tests write. `npm run check` runs it and fails when a table is not what it writes.
//
// Run: node --import tsx tests/clients/documents.ts
// Exit code 1 when a client has another version than the one that was run, or a flow has no row.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flowsWithoutRow, graphMatrix, tokenMatrix, tokenTable, type Results } from './tables.ts';

const ROOT = new URL('../../', import.meta.url);

/** The file with the results of the last complete run. */
export const RESULTS_FILE: string = fileURLToPath(new URL('results.json', import.meta.url));

/** The npm packages that are clients. */
const CLIENTS: readonly string[] = [
  '@azure/identity',
  '@azure/msal-browser',
  '@azure/msal-node',
  '@microsoft/microsoft-graph-client',
  '@microsoft/msgraph-sdk',
  'jwks-rsa',
  'msal',
  'openid-client',
];

/** A complete run. */
export interface ClientRun {
  /** Version of each client. */
  readonly versions: Readonly<Record<string, string>>;
  readonly results: Results;
}

/** The versions that this checkout has. */
export function readVersions(): Readonly<Record<string, string>> {
  const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  return Object.fromEntries(CLIENTS.map((name) => [name, devDependencies[name] ?? 'none']));
}

/**
 * Writes all tables.
 *
 * @returns Files that were changed.
 *
 * @throws Error when a flow has no row, or a document has no place for its table.
 */
export function writeDocuments({ results }: ClientRun): readonly string[] {
  const missing = flowsWithoutRow(results);
  if (missing.length > 0) throw new Error(`tests/clients/tables.ts has no row for: ${missing.join('; ')}`);
  const matrices = [tokenMatrix(results), graphMatrix(results)];
  return [
    ...write('README.md', matrices.join('\n\n')),
    ...write('docs/emulator-identity.md', tokenTable(results)),
    ...write('docs/emulator-graph.md', graphMatrix(results)),
  ];
}

function write(name: string, table: string): readonly string[] {
  const file = new URL(name, ROOT);
  const text = readFileSync(file, 'utf8');
  const place = /(<!-- clients: [^>]*-->)[^]*(<!-- \/clients -->)/;
  if (!place.test(text)) throw new Error(`${name} has no place for the table of clients`);
  const written = text.replace(place, (_all, begin: string, end: string) => `${begin}\n\n${table}\n\n${end}`);
  if (written === text) return [];
  writeFileSync(file, written);
  return [name];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const run = JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as ClientRun;
  for (const [name, version] of Object.entries(readVersions())) {
    if (run.versions[name] === version) continue;
    console.error(`${name} ${version} was not run yet: npm test -- --runner clients`);
    process.exitCode = 1;
  }
  writeDocuments(run);
}
