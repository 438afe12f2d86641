// Fails when a file of the project names something of the machine or the registry that it was written with.
//
// Stops the mistake of a script or a document that works on one machine only. The rules are general forms, so that this
// file does not hold any of the names itself.
//
// Does NOT read binary files, nor package-lock.json, which check-lock.mjs checks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFiles } from './project-files.mjs';

/** A path begins here: not inside a longer path, a URL, a template or a regular expression. */
const pathStart = String.raw`(?<![\w.~:/}\])*\\-])`;

/** @type {readonly { readonly name: string, readonly pattern: RegExp }[]} */
const rules = [
  {
    name: 'an absolute path of a machine',
    pattern: new RegExp(`${pathStart}/(?:work|root|home|Users|mnt|srv|workspace)/[\\w.-]`),
  },
  { name: 'an absolute path of a machine', pattern: /\b[A-Z]:\\\\?Users\\/ },
  {
    name: 'the address of a package registry',
    pattern:
      /\bhttps?:\/\/(?!www\.)(?:[\w-]+\.)*(?:registry|npm|pypi|mirror|artifactory|nexus)[\w-]*\.[\w.-]+(?::\d+)?(?:\/|\b)/i,
  },
  {
    name: 'a mark of who typed it',
    pattern: /\bco-authored-by:|\b(?:generated|written) (?:by|with) (?:an? )?(?:AI|LLM)\b/i,
  },
];

/** Files whose content comes from elsewhere and may name anything. */
const exempt = new Set(['package-lock.json']);

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]} One line per finding, without the found text.
 */
export function checkNames(file, text) {
  const problems = [];
  for (const [index, line] of text.split('\n').entries()) {
    for (const { name, pattern } of rules) {
      if (pattern.test(line)) problems.push(`${file}:${index + 1}: ${name}`);
    }
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const problems = [];
  for (const file of projectFiles(root)) {
    if (exempt.has(file)) continue;
    const bytes = readFileSync(join(root, file));
    if (bytes.subarray(0, 8000).includes(0)) continue;
    problems.push(...checkNames(file, bytes.toString('utf8')));
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
