import type { Gap } from './exchange.ts';

/** Headers with secrets apart. */
export interface SortedHeaders {
  /** Names in lower case, repeated ones joined by `, `; without the secret ones. */
  readonly headers: Readonly<Record<string, string>>;
  /** The credential of `Authorization` as it was sent, `null` when there is none or only a placeholder. */
  readonly token: string | null;
  readonly gaps: readonly Gap[];
}

const SECRET: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/**
 * Puts headers into order: names in lower case, secrets apart.
 *
 * `Authorization` counts as a token unless its scheme is another one than `Bearer`. Obvious placeholders
 * (`$TOKEN`, `<token>`, `eyJ…`) are none; whatever else stands there was sent and is evidence, even `Bearer null`.
 */
export function sortHeaders(pairs: Iterable<readonly [string, string]>): SortedHeaders {
  const headers = new Map<string, string[]>();
  const gaps: Gap[] = [];
  let token: string | null = null;
  for (const [given, value] of pairs) {
    const name = given.trim().toLowerCase();
    if (name === '') continue;
    if (name === 'authorization') {
      const credential = credentialOf(value);
      if (credential === 'placeholder') gaps.push('token-placeholder');
      else if (credential !== null) token = value.trim();
    }
    if (SECRET.has(name)) continue;
    const before = headers.get(name);
    if (before === undefined) headers.set(name, [value.trim()]);
    else before.push(value.trim());
  }
  const joined = [...headers].map(([name, values]): [string, string] => [name, values.join(', ')]);
  return { headers: Object.fromEntries(joined), token, gaps };
}

function credentialOf(value: string): 'placeholder' | 'token' | null {
  const words = value.trim().split(/\s/, 3);
  const scheme = words[0]?.toLowerCase() ?? '';
  const hasScheme = words.length > 1;
  if (hasScheme && scheme !== 'bearer') return null;
  if (['basic', 'digest', 'negotiate', 'ntlm'].includes(scheme)) return null;
  const credential = hasScheme ? value.trim().slice(scheme.length).trim() : scheme === 'bearer' ? '' : value.trim();
  return isPlaceholder(credential) ? 'placeholder' : 'token';
}

/** Whether a text only stands for a token. */
export function isPlaceholder(text: string): boolean {
  const short = text.slice(0, 200);
  return (
    /[${}<>[\]%]|\.\.\.|\u2026|\*\*|\bredacted\b|^x+$/i.test(short) || /^[a-z_-]{0,40}token[a-z_-]{0,40}$/i.test(short)
  );
}

/** Splits `Name: value`; `null` if it is no header line. */
export function headerLine(line: string): readonly [string, string] | null {
  const colon = line.indexOf(':', line.startsWith(':') ? 1 : 0);
  if (colon <= 0 || colon > 256) return null;
  const name = line.slice(0, colon);
  return isHeaderName(name.trim()) ? [name.trim(), line.slice(colon + 1).trim()] : null;
}

/** Whether a text can be the name of a header (RFC 9110, Section 5.1), or of a pseudo-header of HTTP/2. */
export function isHeaderName(name: string): boolean {
  return name.length <= 256 && /^:?[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}
