// The long run of the fuzzers.
import { parseArgs } from 'node:util';
import { randomFrom } from '../oracle/random.ts';
import { fuzz, type FuzzReport, type Target } from './guided.ts';
import { loaderTarget, resolverTarget, tokenTarget } from './targets.ts';

const HELP = `Looks for inputs that break the reading of URLs, of tokens and of tables.

  npm run fuzz -- [--seconds <number>] [--seed <number>]

  --seconds  for each of the three; 60 unless told
  --seed     equal seeds try equal inputs; 1 unless told

Exit code 1 when one was found, which is then printed.
Example: npm run fuzz -- --seconds 600 --seed 7`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const reports = [run(resolverTarget), run(tokenTarget), run(loaderTarget)];
for (const { name, executions, kept, blocks, failures } of reports) {
  console.log(
    `${name}: ${executions} executions, ${kept} inputs kept, ${blocks} blocks reached, ${failures.length} failures`,
  );
  for (const { input, error } of failures) console.log(`  ${error} on ${input}`);
}
process.exitCode = reports.every(({ failures }) => failures.length === 0) ? 0 : 1;

function run<Input>(target: Target<Input>): FuzzReport {
  const end = performance.now() + Number(values.seconds) * 1000;
  return fuzz(target, randomFrom(Number(values.seed)), () => performance.now() > end);
}
