import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CliContext } from './context.ts';
import { UsageError } from './errors.ts';

/** Largest file that is read, in bytes: recorded traffic can be large, and everything is held in memory. */
const LARGEST = 256 * 1024 * 1024;

/** Reads what options name: `@file`, `-` for standard input (once), or the text itself. */
export class InputReader {
  readonly #context: CliContext;
  #stdinTaken: string | null = null;

  constructor(context: CliContext) {
    this.#context = context;
  }

  /** The text that an option's value means. */
  async text(option: string, value: string): Promise<string> {
    if (value === '-') return this.stdin(option);
    return value.startsWith('@') ? this.file(option, value.slice(1)) : value;
  }

  /** The text of a file, named with or without `@`, or of standard input. */
  async fileText(option: string, value: string): Promise<string> {
    if (value === '-') return this.stdin(option);
    return this.file(option, value.startsWith('@') ? value.slice(1) : value);
  }

  /** Standard input as text. It can be read once. */
  async stdin(option: string): Promise<string> {
    if (this.#stdinTaken !== null) {
      throw new UsageError(
        `standard input is read for \`${this.#stdinTaken}\` already`,
        `give the text for \`${option}\` as a file: ${option} @file`,
      );
    }
    this.#stdinTaken = option;
    const chunks: Buffer[] = [];
    for await (const chunk of this.#context.stdin) {
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    }
    return decode(Buffer.concat(chunks));
  }

  private async file(option: string, path: string): Promise<string> {
    if (path === '') throw new UsageError(`\`${option}\` names no file after the @`, `example: ${option} @file.txt`);
    try {
      const content = await readFile(resolve(this.#context.cwd, path));
      if (content.length > LARGEST) throw new UsageError(`file \`${clean(path)}\` is larger than 256 MiB`);
      return decode(content);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const code = (error as NodeJS.ErrnoException).code ?? 'error';
      const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
      throw new UsageError(`cannot read \`${clean(path)}\` for \`${option}\`: ${why}`);
    }
  }
}

/** Text of bytes: UTF-8, or UTF-16 where a byte order mark says so, as PowerShell writes files. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** A user's text for a message: one line, no control characters, not endless. */
export function clean(text: string, longest = 300): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ');
  return plain.length <= longest ? plain : `${plain.slice(0, longest)}… (${plain.length} characters)`;
}
