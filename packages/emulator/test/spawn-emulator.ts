import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** An emulator in another process. */
export interface SpawnedEmulator {
  /** Address over plain HTTP. */
  readonly origin: string;
  /** Ends it as a power loss would, without a chance to clean up. */
  kill(): Promise<void>;
}

/** Starts an emulator in another process. @throws Error when it ends before it listens. */
export async function spawnEmulator(environment: Readonly<Record<string, string>>): Promise<SpawnedEmulator> {
  const script = fileURLToPath(new URL('emulator-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@why403/source', '--import', 'tsx', script], {
    env: { ...process.env, ...environment },
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const first = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => String(text)),
    ended.then(() => null),
  ]);
  if (first === null) throw new Error(`the emulator ended: ${errors.slice(-800)}`);
  return {
    origin: first.trim(),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
