import { randomBytes } from 'node:crypto';

/** Source of randomness; an argument everywhere, so that tests can repeat a run. */
export interface Random {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}

const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);
let used = 0;

/** The machine's cryptographic randomness, fetched in larger pieces; no byte is given out twice. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > POOL_BYTES / 4) return randomBytes(length);
    if (used + length > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  },
};

/** A version 4 GUID in lower case. */
export function randomGuid(random: Random): string {
  const bytes = Uint8Array.from(random.bytes(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return formatGuid(bytes);
}

/** An unguessable text of letters, digits, `-` and `_` with 8 bits for each of `length` bytes. */
export function randomText(random: Random, length: number): string {
  return Buffer.from(random.bytes(length)).toString('base64url');
}

/** Writes 16 bytes as a GUID. */
export function formatGuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
