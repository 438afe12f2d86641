// The long comparison: `npm run oracle -- --requests 10000000 --seed 7`. Exit code 1 when anything disagrees.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createEngine } from '@why403/engine';
import { loadKnowledge } from '@why403/knowledge';
import { compareEverything, compareRandom, emptyComparison, reportOf } from './compare.ts';
import { randomFrom } from './random.ts';
import { Reference } from './reference.ts';
import { requestsOf } from './requests.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    'skip-everything': { type: 'boolean', default: false },
    knowledge: { type: 'string', default: fileURLToPath(new URL('../../packages/knowledge', import.meta.url)) },
  },
});
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
compareRandom(
  engine,
  { count: Number(values.requests), random: randomFrom(Number(values.seed)), make: requestsOf(reference) },
  made,
);
failures += made.failures;
console.log([`Random requests from seed ${values.seed}:`, ...reportOf(made)].join('\n'));
process.exitCode = failures === 0 ? 0 : 1;
