import { decodeBase64, decodeBase64Url } from '../../token/base64.ts';
import { isJsonObject, readJson } from '../../token/json.ts';
import { decodeUtf8 } from '../../token/utf8.ts';
import type { RefusalReading } from './refusal.ts';

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
function decodeClaims(claims: string): unknown {
  const bytes = decodeBase64(claims) ?? decodeBase64Url(claims.replace(/=+$/, ''));
  for (const text of [claims, bytes === null ? null : decodeUtf8(bytes)]) {
    const reading = text === null ? null : readJson(text);
    // Cut off, or not JSON: what cannot be decoded is told as absent.
    if (reading?.form === 'json' && isJsonObject(reading.value)) return reading.value;
  }
  return null;
}

function parameter(header: string, name: string): string | null {
  const match = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:\\\\*"([^"]*?)\\\\*"|([^\\s,"]+))`, 'i').exec(header);
  const value = match?.[1] ?? match?.[2] ?? null;
  return value === null || value === '' ? null : value;
}
