// Fails when package-lock.json cannot be installed everywhere.
//
// Stops two mistakes: a lock without the binaries of other platforms (`npm install` drops those that the registry does
// not have, without a word, and `npm ci` then stops), and a lock that names the registry of the machine it was made on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} LockEntry
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @param {{ packages: Record<string, LockEntry> }} lock Content of package-lock.json.
 * @returns {string[]} Everything that is wrong.
 */
export function checkLock({ packages }) {
  const problems = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isFound(packages, path, name)) {
        problems.push(`${path || 'the workspace'} needs the optional \`${name}\`, which is not in the lock`);
      }
    }
    if (entry.resolved !== undefined && !entry.link) {
      problems.push(`${path} names where it was downloaded; run \`npm install\` with the .npmrc of this project`);
    }
  }
  return problems;
}

/**
 * Looks a dependency up as Node does: in the folder of the package, then in each folder above.
 *
 * @param {Record<string, unknown>} packages
 * @param {string} from
 * @param {string} name
 */
function isFound(packages, from, name) {
  let folder = from;
  for (;;) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
    const at = folder.lastIndexOf('node_modules/');
    folder = at <= 0 ? '' : folder.slice(0, at - 1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(fileURLToPath(new URL('..', import.meta.url)), 'package-lock.json');
  const problems = checkLock(JSON.parse(readFileSync(file, 'utf8')));
  for (const problem of problems) console.error(`package-lock.json: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
