import { AadError } from '../errors/aad-error.ts';

/**
 * Reads from the `claims` parameter whether the client handles claims challenges: capability `cp1` in
 * `access_token.xms_cc`. Nothing else of it has an effect.
 *
 * @throws {@link AadError} 90023 if it is no JSON object.
 *
 * @see [Client capabilities](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function readChallengeCapability(claims: string | null): boolean {
  if (claims === null) return false;
  const document = parse(claims);
  const accessToken = member(document, 'access_token');
  const values = member(member(accessToken, 'xms_cc'), 'values');
  return Array.isArray(values) && values.some((value) => typeof value === 'string' && value.toLowerCase() === 'cp1');
}

function parse(claims: string): unknown {
  try {
    const document: unknown = JSON.parse(claims);
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  } catch {
    // Falls through: not JSON at all.
  }
  throw new AadError(90023, ['claims is not a JSON object']);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
