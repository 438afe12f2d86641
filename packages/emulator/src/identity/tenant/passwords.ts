import { scrypt, timingSafeEqual, createHash } from 'node:crypto';
import type { Random } from '../../random.ts';

// 2^13: about 20 ms. A laptop's tenant guards nothing; this only keeps a copied state from showing passwords at once.
const COST = 8192;
const LENGTH = 32;

/** Hashes a password for the state. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = Buffer.from(random.bytes(16));
  return `scrypt$${COST}$${salt.toString('base64url')}$${(await derive(password, salt, COST)).toString('base64url')}`;
}

/** Compares a password with its hash in constant time. A hash of unknown form matches nothing. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, cost = '', salt = '', expected = ''] = hash.split('$');
  const rounds = Number(cost);
  if (scheme !== 'scrypt' || !Number.isInteger(rounds) || rounds < 2 || rounds > 65_536) return false;
  const actual = await derive(password, Buffer.from(salt, 'base64url'), rounds);
  const wanted = Buffer.from(expected, 'base64url');
  return wanted.length === actual.length && timingSafeEqual(actual, wanted);
}

/** Hash under which a code, token, cookie or client secret is kept: SHA-256, base64url. All of them are random. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Compares a secret with a hash of {@link hashSecret} in constant time. */
export function matchesSecret(secret: string, hash: string): boolean {
  const actual = createHash('sha256').update(secret).digest();
  const wanted = Buffer.from(hash, 'base64url');
  return wanted.length === actual.length && timingSafeEqual(actual, wanted);
}

function derive(password: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Hashed first: the HMAC inside takes a password and the same one with zero bytes after it for equal.
    scrypt(createHash('sha256').update(password).digest(), salt, LENGTH, { N: cost }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
