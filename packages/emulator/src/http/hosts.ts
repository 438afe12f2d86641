/** Names of this machine that the emulator always answers to. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/**
 * Tells whether a `Host` header names the emulator. Any other name is refused: a web page whose own name was made to
 * point at this machine (DNS rebinding) could otherwise talk to it.
 *
 * @param allowed Further names, in lower case.
 */
export function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  if (header === undefined) return false;
  const host = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(header.toLowerCase())?.[1];
  if (host === undefined) return false;
  const name = host.replace(/^\[|\]$/g, '');
  return LOOPBACK_NAMES.includes(name) || name.endsWith('.localhost') || allowed.includes(name);
}

/** Tells whether an address to listen on is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}
