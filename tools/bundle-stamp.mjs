// Tells whether the built command is older than its sources, by the list of inputs that the build wrote beside it.
//
// Stops the mistake of running yesterday's build. Runs on every `why403` in a checkout, so it only stats files: the
// inputs are exactly those that went into the bundle, and a new file cannot take part without a change in one of them.
import { readFileSync, statSync, writeFileSync } from 'node:fs';

/** @param {string} file */
const stat = (file) => statSync(file, { throwIfNoEntry: false });

/**
 * @param {string} root Folder that the paths in the stamp are relative to, with a slash at the end.
 * @param {string} stampFile File that {@link writeStamp} wrote.
 * @returns {boolean} `true` when an input or an output is missing or has changed since the build.
 */
export function isStale(root, stampFile) {
  let text;
  try {
    text = readFileSync(stampFile, 'latin1');
  } catch {
    return true;
  }
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [time, size, path] = line.split('\t');
    const found = stat(root + path);
    if (found === undefined || String(found.mtimeMs) !== time || String(found.size) !== size) return true;
  }
  return false;
}

/**
 * @param {string} root Folder that `paths` are relative to, with a slash at the end.
 * @param {string} stampFile File to write.
 * @param {readonly string[]} paths Inputs and outputs of the build.
 * @param {number} startedAt When the build began, in milliseconds since 1970.
 */
export function writeStamp(root, stampFile, paths, startedAt) {
  const lines = paths.map((path) => {
    const found = stat(root + path);
    if (found === undefined) throw new Error(`build input \`${path}\` does not exist`);
    return { path, time: found.mtimeMs, size: found.size };
  });
  const outputs = new Set(paths.filter((path) => path.includes('/dist/')));
  const text = lines
    // INVARIANT: an input that changed while the build ran may have been read before the change; time 0 never matches.
    .map(({ path, time, size }) => `${time > startedAt && !outputs.has(path) ? 0 : time}\t${size}\t${path}\n`)
    .join('');
  writeFileSync(stampFile, text, 'latin1');
}
