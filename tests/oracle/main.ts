// The long comparison. Exit code 1 when anything disagrees.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createEngine } from '@why403/engine';
import { loadKnowledge } from '@why403/knowledge';
import { compareEverything, compareRandom, emptyComparison, reportOf } from './compare.ts';
import { randomFrom } from './random.ts';
import { Reference } from './reference.ts';
import { requestsOf } from './requests.ts';

/** Requests between two lines about the progress. */
const STEP = 1_000_000;
const HELP = `Compares the engine with the reference that reads the reviewed text by itself.

  npm run oracle -- [--requests <count>] [--seed <number>] [--skip-everything] [--knowledge <folder>]

  --requests         random requests; 200000 unless told
  --seed             equal seeds make equal requests; 1 unless told
  --skip-everything  leaves out every permission on every operation, which goes before the random requests
  --knowledge        folder with \`sources\` and \`data\`

WHY403_PERMISSIONS_JSON names Microsoft's own table, to be read in place of the reviewed copy of it.
Example: npm run oracle -- --skip-everything --requests 10000000 --seed 7`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    'skip-everything': { type: 'boolean', default: false },
    knowledge: { type: 'string', default: fileURLToPath(new URL('../../packages/knowledge', import.meta.url)) },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const reference = new Reference(join(values.knowledge, 'sources'), process.env.WHY403_PERMISSIONS_JSON);
const { table, details } = loadKnowledge(join(values.knowledge, 'data'));
const engine = createEngine(table, details);
let failures = 0;
if (!values['skip-everything']) {
  const everything = emptyComparison(reference);
  compareEverything(engine, everything);
  failures += everything.failures;
  console.log(['Every permission on every operation:', ...reportOf(everything)].join('\n'));
}
const made = emptyComparison(reference);
const random = randomFrom(Number(values.seed));
const make = requestsOf(reference);
for (let left = Number(values.requests); left > 0; left -= STEP) {
  compareRandom(engine, { count: Math.min(left, STEP), random, make }, made);
  if (left > STEP) console.error(`${made.decisions} compared, ${made.failures} disagreements`);
}
failures += made.failures;
console.log([`Random requests from seed ${values.seed}:`, ...reportOf(made)].join('\n'));
process.exitCode = failures === 0 ? 0 : 1;
