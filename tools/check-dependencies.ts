// Fails when docs/dependencies.md and the dependencies in the package.json files differ, or a version is not exact.
//
// Stops the mistake of a dependency that nobody decided on: each has a version and a written reason.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFiles } from './project-files.mjs';

/** The dependencies of one package.json. */
export interface Dependencies {
  /** Path of the package.json. */
  readonly file: string;
  /** Version by name. */
  readonly versions: Readonly<Record<string, string>>;
}

interface Row {
  readonly version: string;
  readonly reason: string;
}

/**
 * Compares the tables of docs/dependencies.md (`| name | version | … | reason |`) with what is declared.
 *
 * @returns Everything that is wrong.
 */
export function checkDependencies(document: string, declared: readonly Dependencies[]): readonly string[] {
  const rows = readRows(document);
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { file, versions } of declared) {
    for (const [name, version] of Object.entries(versions)) {
      if (name.startsWith('@why403/') || name === 'why403') continue;
      seen.add(name);
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) problems.push(`${file}: \`${name}\` is \`${version}\`: be exact`);
      const row = rows.get(name);
      if (row === undefined) problems.push(`docs/dependencies.md: \`${name}\` of ${file} is not there`);
      else if (row.version !== version) {
        problems.push(`docs/dependencies.md: \`${name}\` is ${version} in ${file}, not ${row.version}`);
      } else if (row.reason === '') problems.push(`docs/dependencies.md: \`${name}\` has no reason`);
    }
  }
  for (const name of rows.keys()) {
    if (!seen.has(name)) problems.push(`docs/dependencies.md: nothing depends on \`${name}\``);
  }
  return problems;
}

function readRows(document: string): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of document.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`([^`]+)`$/.exec(cells[1] ?? '')?.[1];
    if (name === undefined || cells.length < 5) continue;
    rows.set(name, { version: cells[2] ?? '', reason: cells.at(-2) ?? '' });
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const declared = projectFiles(root)
    .filter((file) => /^(packages\/[^/]+\/)?package\.json$/.test(file))
    .map((file) => {
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, Record<string, string>>;
      return { file, versions: { ...manifest['dependencies'], ...manifest['devDependencies'] } };
    });
  const problems = checkDependencies(readFileSync(join(root, 'docs/dependencies.md'), 'utf8'), declared);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
