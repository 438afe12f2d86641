import { createHash } from 'node:crypto';

/** Files of one version of the knowledge. */
export const FILES = ['table.bin', 'details.json'] as const;

/** File beside them, in the form of `sha256sum`, so that people can check it too. */
export const SUMS = 'SHA256SUMS';

/** Content of {@link SUMS} for the content of both files. */
export function sumsOf(contents: Readonly<Record<(typeof FILES)[number], Uint8Array>>): string {
  return FILES.map((name) => `${createHash('sha256').update(contents[name]).digest('hex')}  ${name}\n`).join('');
}
