import { execFile } from 'node:child_process';
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
