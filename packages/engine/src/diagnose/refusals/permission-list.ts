import type { NamedPermissions } from './refusal.ts';

/** Scopes of OpenID Connect: no permissions on data, but they stand in the list of scopes that a token carries. */
const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/** Last parts that make a dotted word a host name rather than a permission. */
const HOST_ENDINGS: ReadonlySet<string> = new Set(['com', 'net', 'org', 'ms', 'us', 'cn', 'io', 'xyz']);

/** Names that are read from one list; no token carries as many. */
const MAX_NAMES = 500;

/** A name ends where none of these characters follows. */
const NAME_AT = /[A-Za-z0-9_.-]+/y;

/** Between two names. */
const SEPARATOR_AT = /(?:[\s,;|'"[\]]|\b(?:and|or)(?![\w.-]))+/iy;

/** The text itself says that something was left out. */
const ELLIPSIS_AT = /\s*(?:\.\.\.|…|\[?\(?truncated)/iy;

/** What may stand before a scope: the resource's address. */
const RESOURCE_AT = /https:\/\/(?:dod-)?(?:graph\.microsoft\.(?:com|us)|microsoftgraph\.chinacloudapi\.cn)\//iy;

/** How a list ends in the sentence that holds it. */
export interface ListOptions {
  /**
   * The sentence goes on after the list, so a text that ends with a name was cut. Otherwise the list may be the last
   * thing in the text.
   */
  readonly followed: boolean;
  /** OpenID Connect scopes count as names. */
  readonly openId?: boolean;
}

/**
 * Says whether a word has the form of a Microsoft Graph permission: `Word.Word[.Word …]`.
 *
 * This does NOT check that the permission exists.
 */
export function isPermissionName(word: string): boolean {
  if (word.length > 80 || !/^[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*){1,5}$/.test(word)) return false;
  const last = word.slice(word.lastIndexOf('.') + 1);
  // A host name is written in lower case only when the whole list is; `.com` is no permission in either case.
  return !HOST_ENDINGS.has(last.toLowerCase());
}

/**
 * Reads a list of permissions that starts at an offset of a decoded text, separated by commas, semicolons, spaces or
 * quotes. It ends at the first thing that is not a permission.
 *
 * @param text Decoded text (see `decodeText`).
 * @param from Offset of the list.
 * @param options How the list ends in its sentence.
 *
 * @returns The distinct names in their order. Names cut off by the text's end are left out and `truncated` is set.
 */
export function readPermissionList(text: string, from: number, options: ListOptions): NamedPermissions {
  const names = new Set<string>();
  let position = skip(SEPARATOR_AT, text, from);
  let truncated = false;
  for (;;) {
    const start = skip(RESOURCE_AT, text, position);
    NAME_AT.lastIndex = start;
    const found = NAME_AT.exec(text);
    if (found === null) {
      truncated =
        start >= text.length &&
        (options.followed || names.size === 0) &&
        !closed(text, from, position, names.size === 0);
      break;
    }
    const raw = found[0];
    const end = start + raw.length;
    const word = raw.replace(/\.+$/, '');
    const cut = raw.endsWith('...') || startsAt(ELLIPSIS_AT, text, end);
    if (!isPermissionName(word) && !(options.openId === true && OPENID_SCOPES.has(word.toLowerCase()))) {
      truncated = cut || (end >= text.length && looksUnfinished(word, options));
      break;
    }
    if (cut) {
      truncated = true;
      break;
    }
    if (end >= text.length && options.followed && word === raw) {
      // Without the rest of the sentence nobody can tell `User.Read` from the beginning of `User.Read.All`.
      truncated = true;
      break;
    }
    if (names.size >= MAX_NAMES) {
      truncated = true;
      break;
    }
    names.add(word);
    // A full stop ends the sentence and with it the list.
    if (word !== raw) break;
    const next = skip(SEPARATOR_AT, text, end);
    if (next === end) break;
    position = next;
  }
  return { names: [...names], truncated };
}

/** Says whether two lists share a name, without regard to case. */
export function shareName(a: NamedPermissions, b: NamedPermissions): boolean {
  const folded = new Set(a.names.map((name) => name.toLowerCase()));
  return b.names.some((name) => folded.has(name.toLowerCase()));
}

/** The text ends with the quote that closes the list: an empty list needs both quotes. */
function closed(text: string, from: number, position: number, empty: boolean): boolean {
  const quotes = text.slice(empty ? from : Math.max(from, position - 3), position).match(/['"]/g) ?? [];
  return quotes.length >= (empty ? 2 : 1);
}

/** The last word of a text, if it can be the beginning of a permission's name. */
function looksUnfinished(word: string, options: ListOptions): boolean {
  return options.followed && /^[A-Za-z][A-Za-z0-9_-]*$/.test(word);
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function startsAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
