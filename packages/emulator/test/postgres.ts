import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL server in a temporary folder, for one test file. */
export interface TestPostgres {
  /** Address of an empty database of its own, each time it is called. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** Folder with the server's programs, or null where no server is installed. */
export function findPostgres(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).filter((version) => existsSync(join(root, version, 'bin', 'initdb')));
  return versions.length === 0 ? null : join(root, String(Math.max(...versions.map(Number))), 'bin');
}

/** Why tests against PostgreSQL are left out here; empty where they run. */
export const POSTGRES_LEFT_OUT: string =
  findPostgres() === null ? 'left out: no PostgreSQL server is installed (looked in /usr/lib/postgresql)' : '';

/** Starts a server as an ordinary user: PostgreSQL refuses to run as root. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = findPostgres();
  if (bin === null) throw new Error(POSTGRES_LEFT_OUT);
  const folder = mkdtempSync(join(tmpdir(), 'why403-pg-'));
  const asRoot = process.getuid?.() === 0;
  const prefix = asRoot ? ['runuser', '-u', 'nobody', '--'] : [];
  if (asRoot) {
    const nobody = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find((fields) => fields[0] === 'nobody');
    chownSync(folder, Number(nobody?.[2]), Number(nobody?.[3]));
  }
  const command = async (program: string, ...args: readonly string[]): Promise<void> => {
    const [file = '', ...rest] = [...prefix, join(bin, program), ...args];
    await run(file, rest);
  };
  const port = await freePort();
  await command('initdb', '-D', join(folder, 'data'), '-A', 'trust', '-U', 'test', '--no-sync', '--no-instructions');
  // -l: without a log file of its own the server keeps our pipe open and pg_ctl never ends for us.
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
  await command('pg_ctl', '-D', join(folder, 'data'), '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  let databases = 0;
  return {
    async database() {
      databases += 1;
      const name = `test${databases}`;
      await run(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'test', name]);
      return `postgres://test@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await command('pg_ctl', '-D', join(folder, 'data'), '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
