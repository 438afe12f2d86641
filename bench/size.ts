/** Size of the knowledge table and time from load to first decision in a fresh process: `npm run bench:size`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expandTable } from '@why403/engine';

const PROCESSES = 15;
const root = fileURLToPath(new URL('..', import.meta.url));
const compact = readFileSync(join(root, 'packages/knowledge/data/table.bin'));
const image = expandTable(compact);
const brotli = (bytes: Uint8Array): number =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } })
    .length;
console.log('| table | bytes | gzip -9 | brotli 11 |');
console.log('| --- | ---: | ---: | ---: |');
for (const [name, bytes] of [
  ['compact, as shipped', compact],
  ['image, as run', image],
] as const) {
  console.log(`| ${name} | ${bytes.length} | ${gzipSync(bytes, { level: 9 }).length} | ${brotli(bytes)} |`);
}

const folder = mkdtempSync(join(tmpdir(), 'why403-size-'));
try {
  writeFileSync(join(folder, 'table.bin'), compact);
  writeFileSync(join(folder, 'table.img'), image);
  for (const [form, open] of [
    ['image', "openTable(readFileSync(new URL('table.img', import.meta.url)))"],
    ['compact', "openTable(expandTable(readFileSync(new URL('table.bin', import.meta.url))))"],
  ] as const) {
    const entry = `const start = performance.now();
import { readFileSync } from 'node:fs';
import { createEngine, expandTable, openTable } from '@why403/engine';
void expandTable;
const engine = createEngine(${open}, { version: '', sources: [], permissions: {}, roles: [], corrections: [], contested: [], roleStatements: [], operationFacts: [] });
const caller = engine.prepare({ kind: 'application', permissions: 'SecurityAlert.Read.All' });
const handle = engine.decide('GET', 'https://graph.microsoft.com/v1.0/security/alerts_v2', caller, 0);
console.log(JSON.stringify({ ms: performance.now() - start, handle }));`;
    const { outputFiles } = await build({
      stdin: { contents: entry, resolveDir: root, loader: 'ts' },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['@why403/source'],
      minify: true,
    });
    const module = join(folder, `${form}.mjs`);
    writeFileSync(module, outputFiles[0]?.contents ?? '');
    const times = Array.from({ length: PROCESSES + 1 }, () => {
      const { stdout, stderr } = spawnSync(process.execPath, [module], { encoding: 'utf8' });
      if (stderr !== '') throw new Error(stderr);
      return (JSON.parse(stdout) as { readonly ms: number }).ms;
    })
      .slice(1)
      .sort((a, b) => a - b);
    console.log(
      `\nfrom ${form} to the first decision: median ${times[Math.floor(times.length / 2)]?.toFixed(1)} ms, fastest ${times[0]?.toFixed(1)} ms, ${PROCESSES} processes`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
