import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FlowResult } from './scenario.ts';

const RESULTS = fileURLToPath(new URL('../../node_modules/.cache/client-results.json', import.meta.url));

/** Keeps the results of one client, for the table that `tests/clients/write-table.ts` writes. */
export function recordResults(name: string, results: readonly FlowResult[]): void {
  const all = readResults();
  mkdirSync(fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url)), { recursive: true });
  writeFileSync(RESULTS, JSON.stringify({ ...all, [name]: results }, null, 2));
}

/** All results that were kept. */
export function readResults(): Readonly<Record<string, readonly FlowResult[]>> {
  return existsSync(RESULTS)
    ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Record<string, readonly FlowResult[]>)
    : {};
}
