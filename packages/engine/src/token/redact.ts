import { base64UrlValue } from './base64.ts';

/** What stands in the place of a token. */
export const TOKEN_MARK = '[token removed]';
/** What stands in the place of any other secret. */
export const SECRET_MARK = '[secret removed]';

/**
 * Removes what could let somebody else in from any text: JWTs, also wrapped over lines; values of `Authorization`,
 * `Cookie` and the like; client secrets, assertions, passwords, refresh tokens and authorization codes in JSON, forms,
 * URLs, headers and command lines; user information in URLs.
 *
 * Rather removes too much than too little, and reads the text once, so time grows linearly.
 *
 * This does NOT remove names, addresses and ids of people or tenants.
 */
export function redact(text: string): string {
  return new Redactor(text).run();
}

/** Headers whose whole value is secret, without separators and in lower case. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'cookies',
  'setcookie',
  'oauth2bearer',
]);

/** Endings of names whose value is secret, without separators and in lower case. */
const SECRET_ENDINGS: readonly string[] = [
  'secret',
  'secrettext',
  'clientassertion',
  'userassertion',
  'samlassertion',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'bearertoken',
  'authtoken',
  'idtokenhint',
  'graphtoken',
  'codeverifier',
  'devicecode',
  'authorizationcode',
  'authcode',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'privatekey',
  'accountkey',
  'sharedaccesskey',
  'subscriptionkey',
  'apikey',
  'clientinfo',
  'sastoken',
];

/** Whole names whose value is secret only where it looks like a secret, since they also name harmless things. */
const MAYBE_SECRET: ReadonlySet<string> = new Set(['token', 'jwt', 'bearer', 'assertion', 'sig', 'key']);

const LONGEST_NAME = 80;

class Redactor {
  readonly #text: string;
  readonly #out: string[] = [];
  readonly #isCommandLine: boolean;
  /** Everything before is written out. */
  #kept = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#isCommandLine = /\bcurl(?:\.exe)?\s/i.test(text);
  }

  run(): string {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (isTokenChar(code)) this.#word();
      else if (code === 0x3a && text.startsWith('://', this.#at)) this.#userInformation();
      else this.#at++;
    }
    this.#out.push(text.slice(this.#kept));
    return this.#out.join('');
  }

  #replace(from: number, to: number, mark: string): void {
    this.#out.push(this.#text.slice(this.#kept, from), mark);
    this.#kept = this.#at = to;
  }

  /** One maximal run of characters that tokens and names are made of. */
  #word(): void {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    let lastDot = -1;
    while (end < text.length && isTokenChar(text.charCodeAt(end))) {
      if (text.charCodeAt(end) === 0x2e) lastDot = end;
      end++;
    }
    const jwt = this.#findJwt(start, end, lastDot);
    if (jwt >= 0) {
      // A token in the other base64 alphabet is none, but its claims could be read.
      while (end < text.length && isCredentialChar(text.charCodeAt(end))) end++;
      this.#replace(jwt, this.#wrappedEnd(jwt, end), TOKEN_MARK);
      return;
    }
    this.#at = end;
    this.#nameOrScheme(start, end, lastDot);
  }

  /**
   * Where a JWT starts in a run, or -1: where the base64url form of `{"` (or `{` and white space) is followed by a dot,
   * or by enough that decodes to text to be the start of a token that was cut off.
   */
  #findJwt(start: number, end: number, lastDot: number): number {
    const text = this.#text;
    for (let at = start; at + 12 <= end; at++) {
      if (text.charCodeAt(at) !== 0x65 || !this.#opensObject(at)) continue;
      if (at + 10 < lastDot || this.#decodesToText(at, end)) return at;
    }
    return -1;
  }

  #byteAt(from: number, index: number): number {
    const group = from + Math.floor(index / 3) * 4;
    const first = (index % 3) + group;
    const high = base64UrlValue(this.#text.charCodeAt(first));
    const low = base64UrlValue(this.#text.charCodeAt(first + 1));
    if (high < 0 || low < 0) return -1;
    const shift = (index % 3) * 2;
    return ((high << (2 + shift)) | (low >> (4 - shift))) & 0xff;
  }

  #opensObject(at: number): boolean {
    if (this.#byteAt(at, 0) !== 0x7b) return false;
    const next = this.#byteAt(at, 1);
    return next === 0x22 || next === 0x20 || next === 0x0a || next === 0x0d || next === 0x09;
  }

  #decodesToText(at: number, end: number): boolean {
    const length = Math.min(18, Math.floor(((end - at) * 3) / 4));
    for (let index = 0; index < length; index++) {
      const byte = this.#byteAt(at, index);
      if (byte < 0x20 ? byte !== 0x0a && byte !== 0x0d && byte !== 0x09 : byte === 0x7f) return false;
    }
    return true;
  }

  /** End of a token that goes on in the following lines, as terminals and mails wrap it. */
  #wrappedEnd(start: number, end: number): number {
    const text = this.#text;
    let last = end;
    let width = end - start;
    // A wider line was not wrapped by a terminal, a narrower one is the end.
    while (width >= 24 && width <= 400) {
      let from = last;
      while (from < text.length && from - last < 16 && isLineGap(text.charCodeAt(from))) from++;
      if (from === last || !text.slice(last, from).includes('\n')) break;
      let to = from;
      while (to < text.length && isTokenChar(text.charCodeAt(to))) to++;
      const next = text.charAt(to);
      const alone = next === '' || next === '\n' || next === '\r' || next === '"' || next === "'" || next === '\\';
      if (to === from || !alone || (to - from < 24 && !mixed(text.slice(from, to)))) break;
      width = to - from;
      last = to;
    }
    return last;
  }

  /** End of a value whose last word goes on in the following lines. */
  #wrappedTail(from: number, to: number): number {
    let start = to;
    while (start > from && to - start <= 400 && isTokenChar(this.#text.charCodeAt(start - 1))) start--;
    return this.#wrappedEnd(start, to);
  }

  #nameOrScheme(start: number, end: number, lastDot: number): void {
    const text = this.#text;
    // Dots separate names of objects from those of their members (`options.clientSecret`).
    const name = text.slice(Math.max(start, lastDot + 1, end - LONGEST_NAME), end);
    const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    if (plain === '') return;
    if (SECRET_HEADERS.has(plain)) this.#headerValue(start);
    else if (SECRET_ENDINGS.some((ending) => plain.endsWith(ending))) this.#value(start, 'any');
    else if (plain === 'code') this.#value(start, 'code');
    else if (MAYBE_SECRET.has(plain) && !this.#scheme(plain)) this.#value(start, 'long');
    else if (plain === 'basic') this.#scheme(plain);
    else if (this.#isCommandLine) this.#option(name);
  }

  /** `Bearer` or `Basic` with a credential behind it. */
  #scheme(plain: string): boolean {
    if (plain !== 'bearer' && plain !== 'basic') return false;
    const text = this.#text;
    let from = this.#at;
    while (from - this.#at < 8 && (text.charAt(from) === ' ' || text.startsWith('%20', from))) {
      from += text.charAt(from) === ' ' ? 1 : 3;
    }
    if (from === this.#at) return false;
    let to = from;
    while (to < text.length && isCredentialChar(text.charCodeAt(to))) to++;
    // Words that follow these two have no digits (`Bearer authorization_uri=…`).
    if (to - from < (plain === 'bearer' ? 16 : 8) || !mixed(text.slice(from, from + 200))) return false;
    this.#replace(from, to, plain === 'bearer' ? TOKEN_MARK : SECRET_MARK);
    return true;
  }

  /** Options of command lines that carry credentials under a name that is too common elsewhere. */
  #option(name: string): void {
    if (name.startsWith('-u') && this.#text.charAt(this.#at) === ':') this.#replaceValue(this.#at + 1, 'any');
    if (!['-u', '--user', '-b', '--cookie', '-U', '--proxy-user', '--oauth2-bearer'].includes(name)) return;
    const from = this.#skipBlanks(this.#at);
    if (from > this.#at) this.#replaceValue(from, 'any');
  }

  #skipBlanks(at: number): number {
    let next = at;
    while (next - at < 64 && (this.#text.charAt(next) === ' ' || this.#text.charAt(next) === '\t')) next++;
    return next;
  }

  /** Offset behind `=` or `:` that separates a name from its value, or -1. Passes over the quote that ends the name. */
  #separator(): { readonly at: number; readonly sign: string } | null {
    const text = this.#text;
    let at = this.#at;
    while (at - this.#at < 4 && text.charAt(at) === '\\') at++;
    if (isQuote(text.charAt(at))) at++;
    else at = this.#at;
    if (text.charAt(at) === ']') at++;
    at = this.#skipBlanks(at);
    if (text.startsWith('%3D', at) || text.startsWith('%3d', at)) return { at: at + 3, sign: '=' };
    const sign = text.charAt(at);
    if (sign !== '=' && sign !== ':') return null;
    at++;
    if (text.charAt(at) === '>' || text.charAt(at) === '=') at++;
    return { at: this.#skipBlanks(at), sign };
  }

  /** `"name": "Authorization", "value": "…"`, as HAR files write headers; the offset of the value's quote, or -1. */
  #pairedValue(): number {
    const text = this.#text;
    const quote = text.charAt(this.#at);
    if (!isQuote(quote)) return -1;
    let at = this.#at + 1;
    const skip = (): void => {
      const from = at;
      while (at - from < 200 && at < text.length && text.charCodeAt(at) <= 0x20) at++;
    };
    skip();
    if (text.charAt(at) !== ',') return -1;
    at++;
    skip();
    if (text.slice(at + 1, at + 6).toLowerCase() !== 'value' || !isQuote(text.charAt(at))) return -1;
    at += 7;
    skip();
    if (text.charAt(at) !== ':') return -1;
    at++;
    skip();
    return at;
  }

  #headerValue(start: number): void {
    const text = this.#text;
    const paired = this.#pairedValue();
    if (paired >= 0) {
      this.#replaceValue(paired, 'any');
      return;
    }
    const separator = this.#separator();
    if (separator === null) {
      if (this.#isCommandLine) this.#option(text.slice(start, this.#at));
      return;
    }
    const from = separator.at;
    const opening = text.charAt(from);
    if (isQuote(opening) || opening === '\\') {
      this.#replaceValue(from, 'any');
    } else if (opening === '[') {
      const end = text.indexOf(']', from);
      this.#replace(from + 1, end < 0 ? text.length : end, SECRET_MARK);
    } else if (opening === '{') {
      return;
    } else {
      // A header within quotes ends with them, otherwise with its line.
      const quote = text.charAt(start - 1);
      const line = this.#lineEnd(from);
      const end = isQuote(quote) ? text.indexOf(quote, from) : -1;
      const to = end < 0 || end > line ? line : end;
      if (to > from) this.#replace(from, this.#wrappedTail(from, to), SECRET_MARK);
    }
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    if (end < 0) return this.#text.length;
    return end > from && this.#text.charAt(end - 1) === '\r' ? end - 1 : end;
  }

  #value(start: number, which: Which): void {
    const separator = this.#separator();
    if (separator === null) {
      // The value of an option can stand behind a blank (`--client-secret x`).
      const from = this.#skipBlanks(this.#at);
      if (which === 'any' && this.#text.charAt(start) === '-' && from > this.#at) this.#replaceValue(from, which);
      return;
    }
    // `"code": "UnknownError"` is what errors say; only forms and URLs carry authorization codes.
    if (which === 'code' && separator.sign !== '=') return;
    this.#replaceValue(separator.at, which);
  }

  #replaceValue(from: number, which: Which): void {
    const text = this.#text;
    let slashes = from;
    while (slashes - from < 8 && text.charAt(slashes) === '\\') slashes++;
    const quote = text.charAt(slashes);
    const quoted = isQuote(quote);
    const begin = quoted ? slashes + 1 : from;
    // The start of a value tells whether it is secret. Nothing is read further in vain, which keeps the time linear.
    const head = Math.min(text.length, begin + 100);
    const end = (limit: number): number =>
      quoted ? this.#closingQuote(begin, quote, slashes - from, limit) : this.#bareEnd(begin, limit);
    const first = end(head);
    if (!isSecret(text.slice(begin, first), which)) return;
    const last = first < head ? first : end(text.length);
    this.#replace(begin, quoted ? last : this.#wrappedTail(begin, last), SECRET_MARK);
  }

  #bareEnd(begin: number, limit: number): number {
    let at = begin;
    while (at < limit && !endsBareValue(this.#text, at)) at++;
    return at;
  }

  /** The quote that ends a value whose opening quote had so many backslashes before it. */
  #closingQuote(begin: number, quote: string, slashes: number, limit: number): number {
    const text = this.#text;
    const closing = quote === '\u201c' ? '\u201d' : quote;
    let before = 0;
    for (let at = begin; at < limit; at++) {
      const char = text.charAt(at);
      if (char === closing && before <= slashes) return at - before;
      if (char === closing && before % 2 === 0 && slashes === 0) return at;
      before = char === '\\' ? before + 1 : 0;
    }
    return limit;
  }

  #userInformation(): void {
    const text = this.#text;
    const from = this.#at + 3;
    this.#at = from;
    let password = false;
    for (let at = from; at - from < 300 && at < text.length; at++) {
      const char = text.charAt(at);
      if (char === ':') password = true;
      if (char === '@' && password) {
        this.#replace(from, at, SECRET_MARK);
        return;
      }
      if (char === '/' || char === '?' || char === '#' || char === '"' || char === "'" || char <= ' ') return;
    }
  }
}

/** `any`: whatever stands there; `code`: unless it is a number or a word; `long`: only if it can be a credential. */
type Which = 'any' | 'code' | 'long';

const HARMLESS: ReadonlySet<string> = new Set(['null', 'undefined', 'true', 'false', 'none', '']);

function isSecret(value: string, which: Which): boolean {
  if (HARMLESS.has(value.toLowerCase()) || value.startsWith('{') || value.startsWith('[')) return false;
  if (which === 'any') return true;
  if (which === 'code') return !/^(?:\d+|[A-Za-z_]+|AADSTS\d+)$/.test(value);
  return value.length >= 16 && !value.includes(' ') && mixed(value);
}

/** Both letters and digits, as in credentials and not in words. */
function mixed(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text);
}

function endsBareValue(text: string, at: number): boolean {
  const char = text.charAt(at);
  return char <= ' ' || '&"\'`,;)}]<>\\|'.includes(char) || (char === '%' && text.slice(at, at + 3) === '%26');
}

function isQuote(char: string): boolean {
  return char === '"' || char === "'" || char === '`' || char === '\u201c' || char === '\u201d';
}

/** Blank, line break, or what marks a wrapped line in mails and scripts. */
function isLineGap(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0x3e || code === 0x5c;
}

function isTokenChar(code: number): boolean {
  return base64UrlValue(code) >= 0 || code === 0x2e;
}

function isCredentialChar(code: number): boolean {
  return (
    isTokenChar(code) ||
    code === 0x2b ||
    code === 0x2f ||
    code === 0x3d ||
    code === 0x7e ||
    code === 0x21 ||
    code === 0x2a ||
    code === 0x24
  );
}
