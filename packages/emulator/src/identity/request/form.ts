import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';

/** Body of a request to the token service, in bytes: on-behalf-of assertions are the largest honest ones. */
export const MAX_BODY = 262_144;

/** Parameters that RFC 6749 forbids to send twice; unknown ones are ignored whatever they are. */
const SINGLE: readonly string[] = [
  'assertion',
  'claims',
  'client_assertion',
  'client_assertion_type',
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'device_code',
  'grant_type',
  'login_hint',
  'nonce',
  'password',
  'prompt',
  'redirect_uri',
  'refresh_token',
  'requested_token_use',
  'resource',
  'response_mode',
  'response_type',
  'scope',
  'state',
  'user_code',
  'username',
];

/** Parameters of a request; empty ones count as missing (RFC 6749, Section 3.1). */
export interface Parameters {
  /** Value, or null when missing or empty. */
  get(name: string): string | null;
  /** Value. @throws {@link AadError} 900144 when missing. */
  need(name: string): string;
  /** All of them again, to carry through a page. */
  toString(): string;
}

/**
 * Reads parameters, refusing those that were sent twice.
 *
 * @throws {@link AadError} 9002313.
 *
 * @see [RFC 6749, Section 3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)
 */
export function readParameters(search: URLSearchParams): Parameters {
  for (const name of SINGLE) {
    if (search.getAll(name).length > 1) throw new AadError(9002313, [`${name} is there more than once`]);
  }
  const get = (name: string): string | null => {
    const value = search.get(name);
    return value === null || value === '' ? null : value;
  };
  return {
    get,
    need(name) {
      const value = get(name);
      if (value === null) throw new AadError(900144, [name]);
      return value;
    },
    toString: () => search.toString(),
  };
}

/**
 * Reads a form body.
 *
 * @throws {@link AadError} 9002313 if it is no form, too large, or has a parameter twice.
 */
export async function readForm(call: Call): Promise<Parameters> {
  const type = call.request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new AadError(9002313, ['the body must be application/x-www-form-urlencoded']);
  }
  const body = await readLimited(call.request, MAX_BODY);
  if (body === null) throw new AadError(9002313, [`the body is larger than ${MAX_BODY} bytes`]);
  return readParameters(new URLSearchParams(body));
}

/** Reads a body as text; null when it is larger than the limit, whatever its header says. */
export async function readLimited(message: Request | Response, limit: number): Promise<string | null> {
  const length = message.headers.get('content-length');
  if (Number(length ?? 0) > limit) return null;
  // With a length the HTTP parser lets no more through, so the short way is as safe.
  if (length !== null && /^\d+$/.test(length)) return message.text();
  if (message.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of message.body) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
