// Prints the milliseconds from the first line of its bundle, where size.ts has `start` defined, to its first decision.
import { readFileSync } from 'node:fs';
import { createEngine, expandTable, openTable, wholeOf, type KnowledgeDetails } from '@why403/engine';

declare const start: bigint;

const file = process.argv[2] ?? '';
const bytes = readFileSync(file);
const table = openTable(file.endsWith('.img') ? bytes : expandTable(bytes));
// What is printed beside a decision is read later, by who wants it explained.
const engine = createEngine(table, {} as KnowledgeDetails);
const principal = engine.prepare({ kind: 'delegated', permissions: 'SecurityEvents.Read.All User.Read' });
const handle = engine.decide('GET', 'https://graph.microsoft.com/v1.0/security/alerts/x1', principal, 0);
const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
if (wholeOf(handle) !== 1) throw new Error('the first decision is not an allow');
process.stdout.write(String(milliseconds));
