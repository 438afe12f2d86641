import { ODataFailure } from './problem.ts';

/** What a token is. `identifier` may hold dots (a qualified name) and start with `$` or `@`. */
export type TokenKind = 'identifier' | 'string' | 'number' | 'instant' | 'guid' | 'punctuation' | 'end';

/** One token of an expression. */
export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string its content, quotes removed and doubled quotes made single. */
  readonly text: string;
  readonly position: number;
}

/** No option longer than this is read; Microsoft Graph refuses long URLs before it reads them. */
const LONGEST = 16_384;

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy;
const INSTANT = /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2})?)?(?![\w-])/iy;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/iy;
const IDENTIFIER = /[$@]?[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/uy;
const PUNCTUATION = new Set(['(', ')', ',', '/', ':', '=', ';', '*', '[', ']']);

/**
 * Splits an OData expression into tokens; the last one is always `end`.
 *
 * Does NOT look names up and does NOT check that an instant is a date of the calendar.
 *
 * @throws ODataFailure for a character that begins no token, an open string, or a text that is too long
 */
export function tokenize(text: string): readonly Token[] {
  if (text.length > LONGEST) throw new ODataFailure('The expression is too long', LONGEST);
  const tokens: Token[] = [];
  let position = 0;
  const take = (shape: RegExp): string | null => {
    shape.lastIndex = position;
    return shape.exec(text)?.[0] ?? null;
  };
  while (position < text.length) {
    const character = text.charAt(position);
    if (character === ' ' || character === '\t' || character === '\n' || character === '\r') {
      position += 1;
      continue;
    }
    if (character === "'") {
      const { value, end } = readString(text, position);
      tokens.push({ kind: 'string', text: value, position });
      position = end;
      continue;
    }
    if (PUNCTUATION.has(character)) {
      tokens.push({ kind: 'punctuation', text: character, position });
      position += 1;
      continue;
    }
    const found = first([
      ['guid', take(GUID)],
      ['instant', take(INSTANT)],
      ['number', take(NUMBER)],
      ['identifier', take(IDENTIFIER)],
    ]);
    if (found === null) throw new ODataFailure('Syntax error', position);
    tokens.push({ ...found, position });
    position += found.text.length;
  }
  tokens.push({ kind: 'end', text: '', position: text.length });
  return tokens;
}

function first(
  candidates: readonly (readonly [TokenKind, string | null])[],
): { readonly kind: TokenKind; readonly text: string } | null {
  for (const [kind, text] of candidates) if (text !== null) return { kind, text };
  return null;
}

function readString(text: string, start: number): { readonly value: string; readonly end: number } {
  let value = '';
  let position = start + 1;
  for (;;) {
    const quote = text.indexOf("'", position);
    if (quote === -1) throw new ODataFailure('There is an unterminated string literal', start);
    value += text.slice(position, quote);
    if (text.charAt(quote + 1) !== "'") {
      // No text column and no JSON document can hold it: it would fail only in one of the two databases.
      if (value.includes('\0')) throw new ODataFailure('A string holds a character that is not allowed', start);
      return { value: wellFormed(value), end: quote + 1 };
    }
    value += "'";
    position = quote + 2;
  }
}

/** The text with lone surrogates replaced, as it comes out of any UTF-8 encoder. */
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
