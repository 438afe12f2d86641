/**
 * Compiles the reviewed text under `sources/` to `data/table.bin` and `data/details.json`.
 *
 *     npm run compile              write the files
 *     npm run compile -- --check   fail when they are not what the text gives
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { compactOf } from '@why403/engine';
import { buildTable } from './build.ts';
import { buildDetails } from './details.ts';
import { formatProblem } from './parse-problem.ts';
import { parseSources } from './parse.ts';
import { validate } from './validate.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const parsed = parseSources(join(root, 'sources'));
const validated = validate(parsed.model, parsed.places);
const errors = [...parsed.errors, ...validated.errors];
for (const warning of [...parsed.warnings, ...validated.warnings]) console.error(`warning: ${formatProblem(warning)}`);
for (const error of errors) console.error(`error: ${formatProblem(error)}`);
if (errors.length > 0) {
  console.error(`${errors.length} errors, nothing written`);
  process.exit(1);
}
const table = compactOf(buildTable(parsed.model));
const details = `${JSON.stringify(buildDetails(parsed.model))}\n`;
const files = [
  { path: join(root, 'data', 'table.bin'), content: Buffer.from(table) },
  { path: join(root, 'data', 'details.json'), content: Buffer.from(details) },
];
if (process.argv.includes('--check')) {
  const stale = files.filter(({ path, content }) => !isSame(path, content));
  for (const { path } of stale) console.error(`${path} is not current: run \`npm run compile\` and commit the result`);
  process.exit(stale.length > 0 ? 1 : 0);
}
mkdirSync(join(root, 'data'), { recursive: true });
for (const { path, content } of files) {
  writeFileSync(path, content);
  console.log(`${path}: ${content.length} bytes, ${compressed(content)} compressed (brotli)`);
}

function isSame(path: string, content: Buffer): boolean {
  try {
    return readFileSync(path).equals(content);
  } catch {
    return false;
  }
}

function compressed(content: Buffer): number {
  return brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  }).length;
}
