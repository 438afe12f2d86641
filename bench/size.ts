// Sizes of the knowledge table, its memory, and the time from the first line of a fresh process to the first decision.
//
// Run: npm run bench:size, or as a part of npm run bench.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { openTable, expandTable } from '@why403/engine';
import { buildSync } from 'esbuild';
import { median } from './alternate.ts';

/** A figure and the limit that it is to keep. */
export interface Goal {
  readonly name: string;
  readonly limit: number;
  readonly value: number;
  readonly atMost: boolean;
}

/** What {@link sizeReport} measured. */
export interface SizeReport {
  readonly lines: readonly string[];
  readonly goals: readonly Goal[];
  readonly bytes: Readonly<Record<string, number>>;
  /** Medians in milliseconds, of fresh processes. */
  readonly firstDecision: Readonly<Record<string, number>>;
}

const PROCESSES = 15;
const compact = fileURLToPath(new URL('../packages/knowledge/data/table.bin', import.meta.url));

export function sizeReport(): SizeReport {
  const shipped = readFileSync(compact);
  const image = expandTable(shipped);
  const bytes: Record<string, number> = {};
  for (const [name, content] of [
    ['compact', shipped],
    ['image', image],
  ] as const) {
    bytes[name] = content.length;
    bytes[`${name}, gzip -9`] = gzipSync(content, { level: 9 }).length;
    bytes[`${name}, brotli 11`] = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }).length;
  }
  const table = openTable(image);
  // A string costs 12 bytes and its characters; a place in an array 8, with a full pointer.
  const texts = [...table.permissionNames, ...table.roleIds];
  bytes['in memory'] = image.length + texts.reduce((sum, text) => sum + 20 + ((text.length + 7) & ~7), 0);
  const firstDecision = firstDecisions(image);
  return {
    bytes,
    firstDecision,
    lines: [
      ...Object.entries(bytes).map(([name, count]) => `${count.toString().padStart(9)} bytes  table, ${name}`),
      ...Object.entries(firstDecision).map(
        ([name, ms]) =>
          `${ms.toFixed(2).padStart(9)} ms     first line to first decision, ${name} (p50 of ${PROCESSES})`,
      ),
    ],
    goals: [
      { name: 'table, kB brotli', limit: 52, value: (bytes['compact, brotli 11'] ?? 0) / 1000, atMost: true },
      { name: 'first decision from the image, ms', limit: 6, value: firstDecision.image ?? 0, atMost: true },
      { name: 'table in memory, MB', limit: 1, value: (bytes['in memory'] ?? 0) / 1e6, atMost: true },
    ],
  };
}

function firstDecisions(image: Uint8Array): Readonly<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'why403-bench-'));
  try {
    const file = join(folder, 'table.img');
    writeFileSync(file, image);
    const program = join(folder, 'cold-start.mjs');
    buildSync({
      entryPoints: [fileURLToPath(new URL('cold-start.ts', import.meta.url))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['@why403/source'],
      banner: { js: 'const start = process.hrtime.bigint();' },
    });
    const variants = [
      ['image', file],
      ['compact form', compact],
    ] as const;
    const times = new Map(variants.map(([name]) => [name, [] as number[]]));
    for (let round = -1; round < PROCESSES; round++) {
      for (const [name, table] of variants) {
        const { stdout, stderr, status } = spawnSync(process.execPath, [program, table], { encoding: 'utf8' });
        if (status !== 0) throw new Error(`the process that starts cold ended with ${status}: ${stderr}`);
        if (round >= 0) times.get(name)?.push(Number(stdout));
      }
    }
    return Object.fromEntries([...times].map(([name, list]) => [name, median(list)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = sizeReport();
  console.log(report.lines.join('\n'));
  for (const { name, limit, value } of report.goals) {
    console.log(`${value <= limit ? 'met   ' : 'MISSED'}  ${name}: ${value.toFixed(2)} (goal ≤ ${limit})`);
    if (value > limit) process.exitCode = 1;
  }
}
