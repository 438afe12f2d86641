// How long a whole process of the command takes, as a multiple of `node -e 0` on the same machine at the same time.
//
// Run: npm run bench:startup [-- <rounds>]
// Exit code 1 when `explain` takes more than 2.5 times as long.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { alternate, type Variant } from './alternate.ts';

const limit = 2.5;
const shim = fileURLToPath(new URL('../packages/cli/bin/why403.mjs', import.meta.url));
const explain = ['explain', '--kind', 'delegated', '--scp', 'User.Read', '--request', 'GET /v1.0/security/alerts'];

const started = (name: string, args: readonly string[], statuses: readonly number[]): Variant => ({
  name,
  run: () => {
    const { status, stderr } = spawnSync(process.execPath, [...args], { encoding: 'utf8' });
    if (status === null || !statuses.includes(status)) throw new Error(`${name} ended with ${status}: ${stderr}`);
  },
});

const timings = alternate(
  [
    started('node -e 0', ['-e', '0'], [0]),
    started('why403, an unknown command', [shim, 'no-such-command'], [2]),
    started('why403 explain', [shim, ...explain], [0, 3, 5]),
  ],
  Number(process.argv[2] ?? 21),
);
for (const { name, medianMs, ratio } of timings) {
  console.log(`${medianMs.toFixed(1).padStart(8)} ms  ${ratio.toFixed(2).padStart(5)} ×  ${name}`);
}
if (timings.some(({ name, ratio }) => name === 'why403 explain' && ratio > limit)) {
  console.error(`\`why403 explain\` takes more than ${limit} times \`node -e 0\``);
  process.exitCode = 1;
}
