// Installs the dependencies when node_modules does not match package-lock.json. Costs a few milliseconds when it does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const busy = join(root, '.installing'); // holds the process id of a running npm ci

const json = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
};
/** npm writes node_modules/.package-lock.json as the last step of a complete install. */
function installed() {
  const lock = json('package-lock.json');
  if (!lock) throw new Error('package-lock.json is missing or unreadable');
  return (
    json('node_modules/.package-lock.json') !== undefined &&
    Object.entries(lock.packages).every(
      ([path, p]) =>
        !path.includes('node_modules/') ||
        p.link ||
        p.optional ||
        p.devOptional ||
        json(`${path}/package.json`)?.version === p.version,
    )
  );
}
const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (e) {
    return e.code === 'EPERM';
  }
};

while (!installed()) {
  try {
    writeFileSync(busy, String(process.pid), { flag: 'wx' });
  } catch {
    let pid = 0;
    try {
      pid = Number(readFileSync(busy, 'utf8'));
    } catch {
      continue;
    }
    if (!alive(pid)) rmSync(busy, { force: true });
    else await sleep(200); // another start or test is installing
    continue;
  }
  try {
    // --include=dev: NODE_ENV=production or omit=dev must not leave out the build and test tools.
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=5000',
    ];
    const cli = process.env.npm_execpath ?? '';
    const npm = cli.endsWith('npm-cli.js')
      ? spawn(process.execPath, [cli, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawn('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
    writeFileSync(busy, String(npm.pid));
    const [code] = await once(npm, 'exit');
    if (code !== 0 || !installed()) {
      console.error(
        "\nThe dependencies could not be installed (see npm's message above). With a network connection, run: npm ci",
      );
      process.exitCode = code || 1;
      break;
    }
  } finally {
    rmSync(busy, { force: true });
  }
}
