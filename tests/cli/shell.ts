import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Run } from './run.ts';

/** Runs one line of shell, as a user would. */
export async function shell(line: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Run> {
  try {
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', line], {
      cwd,
      env: { ...process.env, ...env },
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Error & Run;
    return { code, stdout, stderr };
  }
}

/**
 * Runs one line of shell that serves until it is interrupted, and interrupts it when it has printed an address of plain HTTP.
 *
 * @param visit What is done at the first address before that.
 */
export async function serve(
  line: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  visit: (url: string) => Promise<void> = () => Promise.resolve(),
): Promise<Run> {
  const child = spawn('bash', ['-c', `exec ${line}`], { cwd, env: { ...process.env, ...env } });
  const written = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString('utf8')));
  const told = new Promise<string | null>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      written.stdout += chunk.toString('utf8');
      const url = /http:\/\/\S+(?=\n)/.exec(written.stdout);
      if (url !== null) resolve(url[0]);
    });
    child.once('exit', () => resolve(null));
  });
  const closed = once(child, 'close');
  const url = await told;
  try {
    if (url !== null) await visit(url);
  } finally {
    child.kill('SIGINT');
  }
  const [code] = await closed;
  return { code: typeof code === 'number' ? code : -1, ...written };
}
