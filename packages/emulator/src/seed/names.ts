import { createHash } from 'node:crypto';
import { formatGuid } from '../random.ts';

/** A GUID made from names: the same names give the same one, on every machine. */
export function guidOf(...names: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16);
  // RFC 9562, Section 5.8: version 8 is for what an application makes by its own rule.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return formatGuid(bytes);
}
