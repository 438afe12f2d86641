import { KNOWN_CLAIMS } from './claim-names.ts';
import { MAX_JSON_DEPTH, type JsonObject } from './json.ts';

/** Something in the text that is not JSON and was read nevertheless. A closed set. */
export type ClaimsRepair =
  | 'missing-braces'
  | 'missing-comma'
  | 'extra-comma'
  | 'single-quotes'
  | 'smart-quotes'
  | 'unquoted-name'
  | 'unquoted-value'
  | 'unclosed-text'
  | 'wrapped-text'
  | 'unclosed-bracket'
  | 'bad-escape'
  | 'comment'
  | 'omission'
  | 'table'
  | 'surrounding-text';

/** What each repair means, without a full stop. */
export const CLAIMS_REPAIRS: Readonly<Record<ClaimsRepair, string>> = {
  'missing-braces': 'the members stood without braces around them',
  'missing-comma': 'a comma between members or values was missing',
  'extra-comma': 'there was a comma too many',
  'single-quotes': 'text stood in single quotes or backticks',
  'smart-quotes': 'text stood in typographic quotes',
  'unquoted-name': 'a name stood without quotes',
  'unquoted-value': 'a value stood without quotes',
  'unclosed-text': 'a closing quote was missing',
  'wrapped-text': 'a text went on in the next line',
  'unclosed-bracket': 'a closing bracket or brace was missing or did not match',
  'bad-escape': 'a backslash did not start a JSON escape',
  comment: 'there were comments',
  omission: 'an ellipsis shows that something was left out',
  table: 'the claims stood in a table',
  'surrounding-text': 'other text around the claims was passed over',
};

/** How often something was repaired, and the line where it came first. */
export interface RepairCount {
  readonly repair: ClaimsRepair;
  readonly count: number;
  readonly line: number;
}

/** A place in a text: UTF-16 offset from 0, line and column from 1. */
export interface TextPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset. A line ends with a line feed. */
export function positionOf(text: string, offset: number): TextPosition {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { offset, line, column: offset - start + 1 };
}

const LIST_CLAIMS: ReadonlySet<string> = new Set(['scp', 'roles', 'wids', 'amr', 'xms_cc', 'signin_state']);

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['\u201c', '\u201d'],
  ['\u201d', '\u201d'],
  ['\u201e', '\u201c'],
  ['\u00ab', '\u00bb'],
  ['\u2018', '\u2019'],
  ['\u2019', '\u2019'],
]);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const LITERALS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
  ['none', null],
  ['(none)', null],
  ['undefined', null],
]);

/** Everything that was found in a text. */
export interface TolerantDocument {
  /** Objects in braces, in order. */
  readonly objects: readonly JsonObject[];
  /** Members that stood outside braces. */
  readonly members: JsonObject;
  readonly tooDeepAt: number | null;
  readonly firstUnreadAt: number;
}

/** Recursive descent that never goes back over what it read by more than a name. */
export class TolerantReader {
  readonly #text: string;
  readonly #repairs = new Map<ClaimsRepair, { count: number; at: number }>();
  #at = 0;
  #depth = 0;
  #tooDeepAt: number | null = null;
  #firstUnreadAt: number | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether something of an object can have been left out or lost. */
  get lossy(): boolean {
    return (['omission', 'unclosed-bracket', 'unclosed-text'] as const).some((repair) => this.#repairs.has(repair));
  }

  repairs(): readonly RepairCount[] {
    return [...this.#repairs].map(([repair, { count, at }]) => ({
      repair,
      count,
      line: positionOf(this.#text, at).line,
    }));
  }

  #repair(repair: ClaimsRepair, at: number = this.#at): void {
    const seen = this.#repairs.get(repair);
    if (seen === undefined) this.#repairs.set(repair, { count: 1, at });
    else seen.count++;
  }

  document(): TolerantDocument {
    const objects: JsonObject[] = [];
    const members = new Map<string, unknown>();
    let comma = true;
    while (this.#tooDeepAt === null) {
      this.#skipSpace();
      if (this.#at >= this.#text.length) break;
      const char = this.#text.charAt(this.#at);
      if (char === '{') {
        objects.push(this.#object());
        comma = true;
      } else if (char === ',' || char === ';') {
        if (comma) this.#repair('extra-comma');
        comma = true;
        this.#at++;
      } else {
        const start = this.#at;
        const name = this.#name();
        if (name === null) {
          this.#unread(start);
        } else {
          // A list of `name: value` lines needs no commas.
          if (!comma && (this.#isQuote(char) || !this.#atLineStart(start))) this.#repair('missing-comma', start);
          this.#put(members, name, this.#value('line'));
          comma = false;
        }
      }
    }
    if (members.size > 0 && objects.length === 0) this.#repair('missing-braces', 0);
    return {
      objects,
      members: Object.fromEntries(members),
      tooDeepAt: this.#tooDeepAt,
      firstUnreadAt: this.#firstUnreadAt ?? 0,
    };
  }

  #put(members: Map<string, unknown>, name: string, value: unknown): void {
    const before = members.get(name);
    if (before === undefined || !LIST_CLAIMS.has(name)) {
      members.set(name, value);
      return;
    }
    const list: unknown[] = Array.isArray(before) ? before : [before];
    for (const item of Array.isArray(value) ? value : [value]) list.push(item);
    members.set(name, list);
  }

  /** Passes over one word that is nothing of ours. */
  #unread(start: number): void {
    this.#firstUnreadAt ??= start;
    this.#repair('surrounding-text', start);
    this.#at = start + 1;
    while (this.#at < this.#text.length && isWordChar(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #atLineStart(at: number): boolean {
    for (let i = at - 1; i >= 0 && i > at - 64; i--) {
      const char = this.#text.charAt(i);
      if (char === '\n') return true;
      if (!isSpace(char.charCodeAt(0))) return false;
    }
    return true;
  }

  /** Whether a `#` or `//` here stands apart from what is before it. */
  #startsComment(at: number): boolean {
    return at === 0 || isSpace(this.#text.charCodeAt(at - 1));
  }

  #isQuote(char: string): boolean {
    return CLOSING.has(char);
  }

  /** White space, comments, omissions, the fences of code blocks. */
  #skipSpace(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (isSpace(code)) {
        this.#at++;
      } else if (code === 0x2f && text.charAt(this.#at + 1) === '/') {
        this.#repair('comment');
        this.#toLineEnd();
      } else if (code === 0x2f && text.charAt(this.#at + 1) === '*') {
        this.#repair('comment');
        const end = text.indexOf('*/', this.#at + 2);
        this.#at = end < 0 ? text.length : end + 2;
      } else if (code === 0x23 && this.#startsComment(this.#at)) {
        this.#repair('comment');
        this.#toLineEnd();
      } else if (code === 0x2026 || (code === 0x2e && text.startsWith('...', this.#at))) {
        this.#repair('omission');
        while (text.charAt(this.#at) === '.' || text.charAt(this.#at) === '\u2026') this.#at++;
      } else if (code === 0x60 && text.startsWith('```', this.#at)) {
        this.#toLineEnd();
      } else if ((code === 0x3e || code === 0x7c) && this.#atLineStart(this.#at)) {
        // The mark of quoted mail or Markdown, or the edge of a table.
        this.#at++;
      } else {
        return;
      }
    }
  }

  #toLineEnd(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  /** A name with what separates it from its value, or `null` with nothing consumed. */
  #name(): string | null {
    const start = this.#at;
    const char = this.#text.charAt(start);
    let name: string;
    const isQuoted = this.#isQuote(char);
    if (isQuoted) {
      const quoted = this.#quotedName(CLOSING.get(char) ?? char);
      if (quoted === null) return null;
      name = quoted.text;
      this.#at = quoted.end;
    } else {
      let end = start;
      while (end < this.#text.length && end - start < 256 && isNameChar(this.#text.charCodeAt(end))) end++;
      if (end === start) return null;
      name = this.#text.slice(start, end);
      this.#at = end;
    }
    if (!this.#separator()) {
      this.#at = start;
      return null;
    }
    if (!isQuoted) this.#repair('unquoted-name', start);
    else this.#quoteRepair(char, start);
    return name;
  }

  /** No claim's name is longer than 256, so looking for the end and not finding it stays cheap. */
  #quotedName(closing: string): { readonly text: string; readonly end: number } | null {
    const start = this.#at + 1;
    let name = '';
    let at = start;
    while (at - start < 256) {
      const char = this.#text.charAt(at);
      if (char === '' || char === '\n') return null;
      if (this.#closes(char, closing)) return { text: name, end: at + 1 };
      if (char === '\\') {
        const escape = this.#escape(at);
        name += escape.text;
        at = escape.end;
      } else {
        name += char;
        at++;
      }
    }
    return null;
  }

  #quoteRepair(char: string, at: number): void {
    if (char === "'" || char === '`') this.#repair('single-quotes', at);
    else if (char !== '"') this.#repair('smart-quotes', at);
  }

  #separator(): boolean {
    const text = this.#text;
    let at = this.#at;
    while (at - this.#at < 64 && isBlank(text.charCodeAt(at)) && text.charAt(at) !== '\t') at++;
    const char = text.charAt(at);
    if (char === ':' || char === '=') {
      this.#at = at + (text.charAt(at + 1) === '>' ? 2 : 1);
      return true;
    }
    if (char === '\t' || char === '|') {
      this.#repair('table', at);
      this.#at = at + 1;
      return true;
    }
    return false;
  }

  #value(where: 'line' | 'object' | 'array'): unknown {
    const text = this.#text;
    if (where !== 'line') this.#skipSpace();
    while (this.#at < text.length && isBlank(text.charCodeAt(this.#at))) this.#at++;
    // After `name:` the value can stand in the next line, if it is bracketed or quoted.
    if (where === 'line' && isSpace(text.charCodeAt(this.#at))) {
      const back = this.#at;
      this.#skipSpace();
      const next = text.charAt(this.#at);
      if (next !== '{' && next !== '[') {
        this.#at = back;
        return '';
      }
    }
    const char = text.charAt(this.#at);
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    if (this.#isQuote(char)) return this.#quoted();
    return this.#bare(where);
  }

  #enter(): boolean {
    if (++this.#depth <= MAX_JSON_DEPTH) return true;
    this.#tooDeepAt ??= this.#at;
    this.#at = this.#text.length;
    return false;
  }

  #object(): JsonObject {
    const members = new Map<string, unknown>();
    const opened = this.#at;
    if (this.#enter()) {
      this.#at++;
      let comma = true;
      for (;;) {
        this.#skipSpace();
        const start = this.#at;
        const char = this.#text.charAt(start);
        if (char === '' || char === ']') {
          this.#repair('unclosed-bracket', opened);
          if (char === ']') this.#at++;
          break;
        }
        if (char === '}') {
          if (comma && members.size > 0) this.#repair('extra-comma');
          this.#at++;
          break;
        }
        if (char === ',' || char === ';') {
          if (comma) this.#repair('extra-comma');
          comma = true;
          this.#at++;
          continue;
        }
        const name = this.#name();
        if (name === null) {
          this.#unread(start);
          continue;
        }
        if (!comma) this.#repair('missing-comma', start);
        members.set(name, this.#value('object'));
        comma = false;
      }
    }
    this.#depth--;
    return Object.fromEntries(members);
  }

  #array(): readonly unknown[] {
    const values: unknown[] = [];
    const opened = this.#at;
    const omissions = this.#repairs.get('omission')?.count ?? 0;
    if (this.#enter()) {
      this.#at++;
      let comma = true;
      for (;;) {
        this.#skipSpace();
        const start = this.#at;
        const char = this.#text.charAt(start);
        if (char === '' || char === '}') {
          // The brace closes the object around, so it stays.
          this.#repair('unclosed-bracket', opened);
          break;
        }
        if (char === ']') {
          if (comma && values.length > 0) this.#repair('extra-comma');
          this.#at++;
          break;
        }
        if (char === ',' || char === ';') {
          if (comma) this.#repair('extra-comma');
          comma = true;
          this.#at++;
          continue;
        }
        if (!comma) this.#repair('missing-comma', start);
        const value = this.#value('array');
        if (this.#at === start) {
          this.#unread(start);
        } else {
          values.push(value);
          comma = false;
        }
      }
    }
    this.#depth--;
    // Whoever takes the list must know that it is not whole.
    if ((this.#repairs.get('omission')?.count ?? 0) > omissions) values.push('\u2026');
    return values;
  }

  #closes(char: string, closing: string): boolean {
    if (char === closing) return true;
    // Typographic quotes get mixed with each other and with straight ones.
    if (closing === '\u201d' || closing === '\u201c') return char === '\u201d' || char === '\u201c' || char === '"';
    return closing === '\u2019' && (char === '\u2018' || char === "'");
  }

  #quoted(): string {
    const text = this.#text;
    const start = this.#at;
    const opening = text.charAt(start);
    const closing = CLOSING.get(opening) ?? opening;
    this.#quoteRepair(opening, start);
    const pieces: string[] = [];
    let from = start + 1;
    let at = from;
    for (;;) {
      const char = text.charAt(at);
      if (char === '') {
        this.#repair('unclosed-text', start);
        break;
      }
      if (this.#closes(char, closing)) break;
      if (char === '\\') {
        pieces.push(text.slice(from, at));
        const escape = this.#escape(at);
        pieces.push(escape.text);
        at = from = escape.end;
      } else if (char === '\n' || char === '\r') {
        pieces.push(text.slice(from, at));
        const next = this.#nextText(at);
        if (this.#startsMember(next)) {
          this.#repair('unclosed-text', start);
          this.#at = at;
          return trimComma(pieces.join(''));
        }
        this.#repair('wrapped-text', start);
        pieces.push(' ');
        at = from = next;
      } else {
        at++;
      }
    }
    pieces.push(text.slice(from, at));
    this.#at = Math.min(at + 1, text.length);
    return pieces.join('');
  }

  #escape(at: number): { readonly text: string; readonly end: number } {
    const char = this.#text.charAt(at + 1);
    const plain = ESCAPES.get(char);
    if (plain !== undefined) return { text: plain, end: at + 2 };
    if (char === 'u') {
      const digits = this.#text.slice(at + 2, at + 6);
      if (/^[0-9a-f]{4}$/i.test(digits)) {
        return { text: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 };
      }
    }
    this.#repair('bad-escape', at);
    // `\'` and the `\_` that Markdown editors write stand for the character itself.
    return { text: char === "'" || char === '_' ? char : `\\${char}`, end: at + 1 + char.length };
  }

  #nextText(at: number): number {
    let next = at;
    while (next < this.#text.length && isSpace(this.#text.charCodeAt(next))) next++;
    return next;
  }

  /** Whether what starts at an offset can only be outside a text: the end, a bracket, a name with its separator. */
  #startsMember(at: number): boolean {
    const char = this.#text.charAt(at);
    if (char === '' || char === '}' || char === ']' || char === '{' || char === '[') return true;
    if (this.#isQuote(char)) {
      // A lone quote that closes a wrapped text is followed by the end of the value.
      const after = this.#text.charAt(this.#nextText(at + 1));
      return after !== '' && after !== ',' && after !== '}' && after !== ']';
    }
    let end = at;
    while (end - at < 64 && isNameChar(this.#text.charCodeAt(end))) end++;
    return end > at && this.#text.charAt(end) === ':' && KNOWN_CLAIMS.has(this.#text.slice(at, end));
  }

  #bare(where: 'line' | 'object' | 'array'): unknown {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    while (end < text.length) {
      const char = text.charAt(end);
      if (char === '\n' || char === '\r') break;
      if ((char === '#' || (char === '/' && text.charAt(end + 1) === '/')) && this.#startsComment(end)) break;
      if (
        where === 'line' ? char === '\t' || (char === '|' && isBlank(text.charCodeAt(end - 1))) : BARE_END.has(char)
      ) {
        break;
      }
      end++;
    }
    if (where === 'line' && (text.charAt(end) === '\t' || text.charAt(end) === '|')) {
      // What follows in the row of a table is a remark.
      this.#at = end;
      this.#toLineEnd();
    } else {
      this.#at = end;
    }
    const raw = trimComma(text.slice(start, end));
    if (LITERALS.has(raw)) return LITERALS.get(raw);
    // `1.0` stays a text, since that is what a version is.
    if (raw.length < 32 && /^-?\d/.test(raw) && String(Number(raw)) === raw) return Number(raw);
    if (raw !== '') this.#repair('unquoted-value', start);
    if (raw.endsWith('...') || raw.endsWith('\u2026')) this.#repair('omission', start);
    return raw;
  }
}

const BARE_END: ReadonlySet<string> = new Set([',', '}', ']', '{', '[', '"']);

function trimComma(text: string): string {
  const trimmed = text.trim();
  return trimmed.endsWith(',') || trimmed.endsWith(';') ? trimmed.slice(0, -1).trimEnd() : trimmed;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0xa0;
}

function isSpace(code: number): boolean {
  return (
    isBlank(code) ||
    (code >= 0x0a && code <= 0x0d) ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200d) ||
    code === 0x2028 ||
    code === 0x2029
  );
}

function isNameChar(code: number): boolean {
  return isWordChar(code) || code === 0x2e || code === 0x2d || code === 0x24 || code === 0x40;
}

function isWordChar(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
  );
}
