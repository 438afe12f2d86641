// Installs the dependencies when node_modules does not match package-lock.json; a few milliseconds when it does.
//
// Stops the mistake of running on a half-installed or outdated node_modules. It is called by the scripts themselves
// (not as `pretest`, which npm skips with ignore-scripts) and imports nothing but Node, since nothing else is there yet.
//
// Not covered: somebody running `npm ci` by hand at the same moment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Tells whether node_modules holds what package-lock.json names, in these versions.
 *
 * Optional packages are not looked at: which of them are installed depends on the platform.
 *
 * @param {string} root Folder of package-lock.json.
 * @returns {boolean}
 */
export function isInstalled(root) {
  const lock = readJson(join(root, 'package-lock.json'));
  if (!lock?.packages) throw new Error('package-lock.json is missing or unreadable');
  // npm writes this file as the last step of a complete install.
  if (readJson(join(root, 'node_modules/.package-lock.json')) === undefined) return false;
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.optional || entry.devOptional) return true;
    if (entry.link) return existsSync(join(root, path, 'package.json'));
    return readJson(join(root, path, 'package.json'))?.version === entry.version;
  });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Installs what is missing and waits for another install of this script that is under way.
 *
 * @param {string} root Folder of package-lock.json.
 * @returns {Promise<number>} Exit code: 0 when everything is there.
 */
export async function ensureDependencies(root) {
  const busy = join(root, '.installing'); // holds the process id of a running npm ci
  while (!isInstalled(root)) {
    try {
      writeFileSync(busy, String(process.pid), { flag: 'wx' });
    } catch {
      let pid = 0;
      try {
        pid = Number(readFileSync(busy, 'utf8'));
      } catch {
        continue;
      }
      if (isAlive(pid)) await sleep(200);
      else rmSync(busy, { force: true });
      continue;
    }
    try {
      const npm = startNpmCi(root);
      // The id of npm, not ours: npm goes on when its parent is killed.
      writeFileSync(busy, String(npm.pid));
      const [code] = await once(npm, 'exit');
      if (code !== 0 || !isInstalled(root)) {
        console.error(
          "\nThe dependencies could not be installed (see npm's message above). With a network connection, run: npm ci",
        );
        return code || 1;
      }
    } finally {
      rmSync(busy, { force: true });
    }
  }
  return 0;
}

/** @param {string} root */
function startNpmCi(root) {
  // --include=dev: NODE_ENV=production or omit=dev must not leave out the build and test tools.
  const args = ['ci', '--include=dev', '--include=optional', '--prefer-offline', '--no-audit', '--no-fund'];
  args.push('--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000');
  const cli = process.env['npm_execpath'] ?? '';
  return cli.endsWith('npm-cli.js')
    ? spawn(process.execPath, [cli, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawn('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await ensureDependencies(fileURLToPath(new URL('..', import.meta.url)));
}
