import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { recordResults } from './result-table.ts';
import type { FlowResult } from './scenario.ts';

/** A namespace of its own, as any user may make one: Microsoft's names and port 443 belong to the test alone. */
const NAMESPACE = ['unshare', '--map-root-user', '--net', '--mount', '--'];
const canIsolate = spawnSync('unshare', [...NAMESPACE.slice(1), 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const leftOut = canIsolate
  ? ''
  : ' (left out: this machine lets ordinary users make no network namespace, or has no ip)';

test.skipIf(!canIsolate)(`in hosts mode clients work with no configuration at all${leftOut}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'why403-hosts-'));
  try {
    const hosts = join(folder, 'hosts');
    writeFileSync(hosts, '127.0.0.1 localhost login.microsoftonline.com graph.microsoft.com\n');
    const script = fileURLToPath(new URL('hosts-mode-inside.ts', import.meta.url));
    const [command = '', ...prefix] = NAMESPACE;
    const inside = 'ip link set lo up && mount --bind "$1" /etc/hosts && shift && exec "$@"';
    const node = [process.execPath, '--conditions=@why403/source', '--import', 'tsx', script];
    const child = spawnSync(command, [...prefix, 'sh', '-c', inside, 'sh', hosts, ...node], {
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      timeout: 100_000,
    });
    const results = child.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as FlowResult);
    expect([child.status, child.stderr]).toEqual([0, '']);
    expect(results.filter((result) => result.problem !== undefined)).toEqual([]);
    expect(results.map((result) => result.token?.roles ?? result.token?.scp?.split(' '))).toEqual([
      ['SecurityEvents.Read.All'],
      expect.arrayContaining(['SecurityEvents.Read.All']),
      ['SecurityEvents.Read.All'],
    ]);
    recordResults('hosts-mode', results);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
