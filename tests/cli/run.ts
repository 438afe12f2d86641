import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from '../../packages/cli/src/main.ts';
import { NOW } from '../support/tokens.ts';

/** The checkout. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

/** What a command printed and how it ended. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in process. */
export async function why403(
  args: readonly string[],
  input: string | Buffer | null = null,
  more: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<Run> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[name] += chunk.toString('utf8');
        done();
      },
    });
  const stdin = Readable.from(input === null ? [] : [typeof input === 'string' ? Buffer.from(input) : input]);
  const code = await main(args, {
    stdin: Object.assign(stdin, { isTTY: input === null }),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: more.env ?? {},
    cwd: more.cwd ?? ROOT,
    now: () => NOW * 1000,
  });
  return { code, ...written };
}
