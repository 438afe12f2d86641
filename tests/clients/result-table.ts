import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FlowResult } from './scenario.ts';

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
const RESULTS = `${FOLDER}client-results.json`;
const DOCUMENT = fileURLToPath(new URL('../../docs/emulator-identity.md', import.meta.url));
const BEGIN = '<!-- clients: written by the client tests -->';
const END = '<!-- /clients -->';

/** Names of all results; the table is written when a run had every one of them. */
const ALL: readonly string[] = ['msal-node', 'azure-identity', 'openid-client', 'jwks-rsa', 'browser', 'hosts-mode'];

/** Forgets the results of earlier runs. */
export function clearResults(): void {
  rmSync(RESULTS, { force: true });
}

/** Keeps the results of one client. */
export function recordResults(name: string, results: readonly FlowResult[]): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(RESULTS, JSON.stringify({ ...readResults(), [name]: results }, null, 2));
}

/** Writes the table of clients, flows and results into the documentation, unless the run left something out. */
export function writeTable(): void {
  const all = readResults();
  if (!ALL.every((name) => Object.hasOwn(all, name))) return;
  const rows = Object.values(all).flat().map(rowOf).sort();
  const head = ['| client | flow | result | permissions in | `wids` |', '| --- | --- | --- | --- | --- |'];
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  const written = `${before}${BEGIN}\n\n${[...head, ...rows].join('\n')}\n\n${END}${after}`;
  if (written !== text) writeFileSync(DOCUMENT, written);
}

function rowOf({ client, flow, token, problem }: FlowResult): string {
  const carries = token?.roles === undefined ? '`scp`' : '`roles`';
  const wids = token?.wids === undefined ? 'no' : 'yes';
  return `| ${client} | ${flow} | ${problem === undefined ? 'works' : 'FAILS'} | ${carries} | ${wids} |`;
}

function readResults(): Readonly<Record<string, readonly FlowResult[]>> {
  if (!existsSync(RESULTS)) return {};
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Record<string, readonly FlowResult[]>;
}
