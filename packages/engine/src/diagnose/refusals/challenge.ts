import type { RefusalReading } from './refusal.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A challenge longer than this is not read: real ones have some hundred characters. */
const MAX_CHALLENGE = 16_384;

/**
 * Reads the claims challenge of a `WWW-Authenticate` header.
 *
 * @param header Value of the header, several challenges joined by commas.
 *
 * @returns The `error` and the decoded `claims`; `null` when the header has neither. `claims` is `null` where they are
 * absent or cannot be decoded.
 *
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function readChallenge(header: string): RefusalReading['challenge'] {
  const text = header.slice(0, MAX_CHALLENGE);
  const error = parameter(text, 'error');
  const claims = parameter(text, 'claims');
  if (error === null && claims === null) return null;
  return { error, claims: claims === null ? null : decodeClaims(claims) };
}

/** Decodes claims: base64 or base64url of JSON, or the JSON itself as some clients print it. */
export function decodeClaims(claims: string): unknown {
  for (const text of [claims, decodeBase64(claims)]) {
    if (text === null || !/^\s*\{/.test(text)) continue;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // Cut off, or not JSON: what cannot be decoded is told as absent.
    }
  }
  return null;
}

function parameter(header: string, name: string): string | null {
  const match = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:\\\\*"([^"]*?)\\\\*"|([^\\s,"]+))`, 'i').exec(header);
  const value = match?.[1] ?? match?.[2] ?? null;
  return value === null || value === '' ? null : value;
}

/** The engine has no `atob`: base64 and base64url to text, bytes as UTF-8. `null` when it is no base64. */
function decodeBase64(text: string): string | null {
  const digits = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const digit of digits) {
    const value = BASE64.indexOf(digit);
    if (value < 0) return null;
    buffer = ((buffer << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
    }
  }
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return null;
  }
}
