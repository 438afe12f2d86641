import type { Call } from '../call.ts';

/** Reads a cookie; null when the browser did not send it. */
export function readCookie(call: Call, name: string): string | null {
  const wanted = `${cookieName(call, name)}=`;
  const pairs = (call.request.headers.get('cookie') ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length) ?? null;
}

/**
 * Writes a cookie. Over HTTPS it also goes with requests from frames on other sites, because applications renew tokens in
 * a hidden frame; forms are protected on their own (see form-protection.ts).
 *
 * @param seconds Lifetime; 0 removes it.
 */
export function writeCookie(call: Call, name: string, value: string, seconds: number): string {
  const isSecure = call.url.protocol === 'https:';
  return [
    `${cookieName(call, name)}=${value}`,
    'Path=/',
    `Max-Age=${seconds}`,
    'HttpOnly',
    isSecure ? 'Secure; SameSite=None' : 'SameSite=Lax',
  ].join('; ');
}

// The prefix keeps other hosts and plain HTTP from setting the cookie; it needs HTTPS itself.
function cookieName(call: Call, name: string): string {
  return call.url.protocol === 'https:' ? `__Host-${name}` : name;
}
