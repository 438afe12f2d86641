// Lists the files of the project as git sees them: tracked, or new and not ignored.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What git would ignore, for a copy of the project without git. */
const ignored = new Set(['.git', '.cache', 'coverage', 'dist', 'node_modules', 'reports']);

/**
 * @param {string} root
 * @returns {string[]} Paths relative to `root`, sorted, with `/`.
 */
export function projectFiles(root) {
  const paths = listByGit(root) ?? walk(root, '');
  return [...new Set(paths)].filter((path) => path !== '' && existsSync(join(root, path))).sort();
}

/** @param {string} root @returns {string[] | undefined} `undefined` where git is missing or does not serve this folder. */
function listByGit(root) {
  try {
    return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\0');
  } catch {
    return undefined;
  }
}

/** @param {string} root @param {string} folder @returns {string[]} */
function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (ignored.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(root, path) : [path];
  });
}
