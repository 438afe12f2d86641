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

/** Runs one line of shell that serves until it is interrupted, and interrupts it when it has printed an address. */
export async function serve(line: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const child = spawn('bash', ['-c', `exec ${line}`], { cwd, env: { ...process.env, ...env } });
  const written = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString('utf8')));
  child.stdout.on('data', (chunk: Buffer) => {
    written.stdout += chunk.toString('utf8');
    if (/https?:\/\/\S+\n/.test(written.stdout)) child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : -1, ...written };
}
