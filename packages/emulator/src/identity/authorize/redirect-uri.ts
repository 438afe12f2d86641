import type { ApplicationTable } from '../../state/tables.ts';
import { AadError } from '../errors/aad-error.ts';
import { readRedirectUris } from '../tenant/application-json.ts';
import type { Platform } from '../tokens/refresh-tokens.ts';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const FORBIDDEN_SCHEMES: readonly string[] = ['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:'];

/**
 * Finds the registered redirect URI that a request names: exactly the same text, or the same but for the port where it is
 * a plain HTTP address of this machine (RFC 8252, Section 7.3).
 *
 * @returns The platform that it is registered for.
 *
 * @throws {@link AadError} 50011.
 */
export function matchRedirectUri(app: ApplicationTable, requested: string): Platform {
  const registered = readRedirectUris(app);
  const bare = withoutPort(requested);
  const matches = (uri: string): boolean => uri === requested || (bare !== null && bare === withoutPort(uri));
  const platform = (['web', 'spa', 'publicClient'] as const).find((candidate) => registered[candidate].some(matches));
  if (platform === undefined || !isUsable(requested)) throw new AadError(50011, [requested, app.app_id]);
  return platform;
}

/**
 * Compares the redirect URI of a token request with the one of the authorization request: the same text, or the same
 * but for the slash of an empty path, which clients add when they parse the address (RFC 3986, Section 6.2.3).
 */
export function isSameRedirectUri(a: string, b: string): boolean {
  return a === b || withSlash(a) === withSlash(b);
}

function withSlash(uri: string): string {
  return /^https?:\/\/[^/?#]+$/.test(uri) ? `${uri}/` : uri;
}

function isUsable(uri: string): boolean {
  try {
    const url = new URL(uri);
    // A fragment would swallow the answer (RFC 6749, Section 3.1.2); a user name can disguise the host.
    return !FORBIDDEN_SCHEMES.includes(url.protocol) && url.hash === '' && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

/** The address without its port; null where the port counts. */
function withoutPort(uri: string): string | null {
  const found = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?=[/?]|$)(.*)$/.exec(uri);
  const [, host = '', rest = ''] = found ?? [];
  return found === null || !LOOPBACK.includes(host) ? null : `http://${host}${rest === '/' ? '' : rest}`;
}
