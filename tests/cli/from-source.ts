// The command from its sources, for tests that need it in a process of its own and no build.
import { main } from '../../packages/cli/src/main.ts';

const { stdin, stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env, cwd: process.cwd(), now: Date.now });
