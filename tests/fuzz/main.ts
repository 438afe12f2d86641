// The long run: `npm run fuzz -- --seconds 60 --seed 7`, seconds per target. Exit code 1 when a defect was found.
import { parseArgs } from 'node:util';
import { randomFrom } from '../oracle/random.ts';
import { fuzz, type FuzzReport, type Target } from './guided.ts';
import { loaderTarget, resolverTarget, tokenTarget } from './targets.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
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
