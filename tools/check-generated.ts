// Fails when a generated file is not what its generator writes today.
//
// Stops the mistake of changing a source without generating again, and of editing a generated file by hand. The list is
// tools/generated.json: `{ "command": ["node", …], "outputs": ["path", …] }`, run in the folder of the checkout.
//
// Compares bytes before and after, not with git, so that it passes in the same change that generates anew. It leaves
// the new files in place: look at them with `git diff` and commit them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One generator. */
export interface Generator {
  /** Program and arguments; `node` means the Node that runs the check. */
  readonly command: readonly string[];
  /** Files or folders that it writes, relative to the checkout. */
  readonly outputs: readonly string[];
}

/**
 * Runs every generator and compares what it wrote.
 *
 * @returns Everything that is wrong: outputs that changed, appeared, vanished or were never written, and generators
 *   that ended badly.
 */
export function checkGenerated(root: string, generators: readonly Generator[]): readonly string[] {
  const problems: string[] = [];
  for (const { command, outputs } of generators) {
    const shown = command.join(' ');
    const before = snapshot(root, outputs);
    const [program = '', ...args] = command;
    const run = spawnSync(program === 'node' ? process.execPath : program, args, { cwd: root, encoding: 'utf8' });
    if (run.error !== undefined || run.status !== 0) {
      problems.push(`\`${shown}\` ended with ${run.error?.message ?? run.status ?? run.signal}\n${run.stderr}`);
      continue;
    }
    const after = snapshot(root, outputs);
    for (const output of outputs) {
      if (!existsSync(join(root, output))) problems.push(`${output}: \`${shown}\` does not write it`);
    }
    for (const file of new Set([...before.keys(), ...after.keys()])) {
      const [old, current] = [before.get(file), after.get(file)];
      if (old !== undefined && current !== undefined && old.equals(current)) continue;
      problems.push(`${file}: not what \`${shown}\` writes; it was written anew, commit it`);
    }
  }
  return problems;
}

function snapshot(root: string, paths: readonly string[]): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  const read = (path: string): void => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path))) read(`${path}/${name}`);
    else found.set(path, readFileSync(join(root, path)));
  };
  for (const path of paths) read(path);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const generators = JSON.parse(readFileSync(join(root, 'tools/generated.json'), 'utf8')) as readonly Generator[];
  const problems = checkGenerated(root, generators);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
