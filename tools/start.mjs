// `npm start`: installs what is missing, builds the command when it is outdated, and runs it.
// Without arguments it starts the tenant emulator with the workbench, and prints where to look.
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './ensure-deps.mjs';

const code = await ensureDependencies(fileURLToPath(new URL('..', import.meta.url)));
if (code !== 0) process.exit(code);
if (process.argv.length === 2) process.argv.push('emulate');
await import('../packages/cli/bin/why403.mjs');
