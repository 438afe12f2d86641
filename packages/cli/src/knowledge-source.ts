import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { loadKnowledge, sourcesFolder, type Knowledge } from '@why403/knowledge';
import { rebuildKnowledge, type RebuildReport } from '@why403/knowledge/import';
import type { CliContext } from './context.ts';
import { counted } from './counted.ts';
import { openFolder } from './engine-source.ts';
import { UsageError } from './errors.ts';
import { clean } from './read-input.ts';

/**
 * Loads the version of the knowledge that a word names: `shipped`, a folder with `table.bin` and `details.json`, one of
 * these two files, or Microsoft's `permissions.json`, which is compiled in passing.
 *
 * @throws {@link UsageError} when there is no such version, or it is damaged.
 */
export function readVersion(context: CliContext, name: string): Knowledge {
  if (name === 'shipped') return loadKnowledge();
  const path = resolve(context.cwd, name);
  if (!existsSync(path)) {
    throw new UsageError(
      `there is no \`${clean(name, 200)}\``,
      'name `shipped`, a folder that `why403 knowledge import` wrote, or a permissions.json',
    );
  }
  if (statSync(path).isDirectory()) return openFolder(path, name);
  return ['table.bin', 'details.json'].includes(basename(path))
    ? openFolder(dirname(path), name)
    : compiled(context, path, name);
}

function compiled(context: CliContext, path: string, name: string): Knowledge {
  const folder = mkdtempSync(join(tmpdir(), 'why403-version-'));
  try {
    const report = rebuildKnowledge({
      permissions: path,
      provisioning: undefined,
      sources: sourcesFolder(),
      out: folder,
      commit: undefined,
      date: undefined,
    });
    if (report.problems.length > 0) throw unusable(context, name, report);
    for (const line of report.leftOut) context.stderr.write(`note: left out, since it no longer fits: ${line}\n`);
    return loadKnowledge(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The error for a file that cannot be compiled; its problems go to standard error. */
function unusable(context: CliContext, name: string, report: RebuildReport): UsageError {
  for (const line of report.problems.slice(0, 20)) context.stderr.write(`why403: ${clean(line)}\n`);
  return new UsageError(
    `\`${clean(name, 200)}\` has ${counted(report.problems.length, 'problem')}`,
    "it must be Microsoft's permissions.json, a folder of the knowledge, or `shipped`",
  );
}
