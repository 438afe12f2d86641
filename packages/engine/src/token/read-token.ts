import { decodeBase64Url } from './base64.ts';
import type { TokenFacts } from './facts.ts';
import { factsFromClaims, unknownFacts } from './from-claims.ts';
import { isJsonObject, member, readJson, stringMember, type JsonObject } from './json.ts';
import { decodeUtf8 } from './utf8.ts';

/** Longest text that is read as a token, in UTF-16 code units: 256 KiB. Microsoft's own tokens stay below 10. */
export const MAX_TOKEN_LENGTH = 262_144;

/** Why a text is no readable JWT. A closed set. */
export type OpaqueReason =
  | 'empty'
  | 'too-long'
  | 'one-part'
  | 'too-many-parts'
  | 'encrypted'
  | 'header-encoding'
  | 'header-not-json'
  | 'payload-encoding'
  | 'payload-not-utf8'
  | 'payload-not-json'
  | 'payload-not-object'
  | 'payload-too-deep';

/** What each reason means, without a full stop. */
export const OPAQUE_REASONS: Readonly<Record<OpaqueReason, string>> = {
  empty: 'there is no token',
  'too-long': 'the text is longer than any token',
  'one-part': 'the text has no dots, so it is no JWT; tokens of personal Microsoft accounts look like this',
  'too-many-parts': 'the text has more parts than a JWT',
  encrypted: 'the token is encrypted, so only Microsoft Graph can read it',
  'header-encoding': 'the first part is not base64url of UTF-8 text',
  'header-not-json': 'the first part holds no JSON object',
  'payload-encoding': 'the second part is not base64url, so the token was altered or cut off',
  'payload-not-utf8': 'the second part is not UTF-8 text, so the token was altered',
  'payload-not-json': 'the second part holds no JSON, so the token was altered or cut off',
  'payload-not-object': 'the second part holds JSON, but no object with claims',
  'payload-too-deep': 'the claims are nested deeper than those of any token',
};

/**
 * Something unusual about a token that can be read nevertheless. A closed set. `bearer-repeated`: the word `Bearer`
 * came twice, which Microsoft Graph refuses if it was sent so. `signature-missing` and `signature-malformed`: Microsoft
 * Graph refuses it as it stands, unless only the copy was shortened.
 */
export type TokenOddity = 'bearer-repeated' | 'wrapped' | 'padded' | 'signature-missing' | 'signature-malformed';

/** What a text that should be a token turned out to be. */
export type TokenReading =
  | {
      readonly form: 'jwt';
      readonly facts: TokenFacts;
      readonly header: JsonObject;
      readonly claims: JsonObject;
      readonly oddities: readonly TokenOddity[];
    }
  | {
      readonly form: 'opaque';
      readonly why: OpaqueReason;
      /** What it means, without a full stop; never holds the text. */
      readonly says: string;
      readonly facts: TokenFacts;
    };

/**
 * Reads an access token: a JWT, bare or as people copy it, with `Bearer`, `Authorization:`, quotes, line breaks, or
 * inside the token service's answer (`access_token`, `accessToken`).
 *
 * This does check length, base64url, UTF-8, JSON and nesting, in linear time.
 *
 * This does NOT check the signature: Microsoft Graph's tokens can be checked by Microsoft Graph only. It does not check
 * issuer, audience or lifetime either.
 *
 * @see [RFC 7519, Section 7.2 - Validating a JWT](https://www.rfc-editor.org/rfc/rfc7519.html#section-7.2)
 */
export function readToken(text: string): TokenReading {
  if (text.length > MAX_TOKEN_LENGTH) return opaque('too-long');
  const { token, oddities } = unwrap(text);
  if (token === '') return opaque('empty');
  const parts = token.split('.', 6);
  const [first = '', second, third] = parts;
  if (second === undefined) return opaque('one-part');
  const header = readHeader(first);
  if (parts.length > 3) return opaque(parts.length === 5 && isEncrypted(header) ? 'encrypted' : 'too-many-parts');
  if (typeof header === 'string') return opaque(header);
  const payload = readPayload(second, oddities);
  if (typeof payload === 'string') return opaque(payload);
  if (third === undefined || third === '') oddities.add('signature-missing');
  else if (decodeBase64Url(third) === null) oddities.add('signature-malformed');
  return { form: 'jwt', facts: factsFromClaims(payload), header, claims: payload, oddities: [...oddities] };
}

function opaque(why: OpaqueReason): TokenReading {
  return { form: 'opaque', why, says: OPAQUE_REASONS[why], facts: unknownFacts('opaque') };
}

function isEncrypted(header: JsonObject | OpaqueReason): boolean {
  return typeof header !== 'string' && stringMember(header, 'enc') !== null;
}

function readHeader(part: string): JsonObject | OpaqueReason {
  const bytes = decodeBase64Url(part);
  const text = bytes === null ? null : decodeUtf8(bytes);
  if (text === null) return 'header-encoding';
  const json = readJson(text);
  return json.form === 'json' && isJsonObject(json.value) ? json.value : 'header-not-json';
}

function readPayload(part: string, oddities: Set<TokenOddity>): JsonObject | OpaqueReason {
  const end = part.endsWith('==') ? part.length - 2 : part.endsWith('=') ? part.length - 1 : part.length;
  if (end < part.length) oddities.add('padded');
  const bytes = decodeBase64Url(part.slice(0, end));
  if (bytes === null) return 'payload-encoding';
  const text = decodeUtf8(bytes);
  if (text === null) return 'payload-not-utf8';
  const json = readJson(text);
  if (json.form === 'too-deep') return 'payload-too-deep';
  if (json.form === 'not-json') return 'payload-not-json';
  return isJsonObject(json.value) ? json.value : 'payload-not-object';
}

/** Takes off what people copy along with a token. */
function unwrap(text: string): { readonly token: string; readonly oddities: Set<TokenOddity> } {
  const oddities = new Set<TokenOddity>();
  let rest = trimWrapping(fromTokenResponse(text) ?? text);
  if (startsWithWord(rest, 'authorization')) rest = trimWrapping(rest.slice('authorization'.length));
  let bearers = 0;
  while (startsWithWord(rest, 'bearer')) {
    rest = trimWrapping(rest.slice('bearer'.length));
    bearers++;
  }
  if (bearers > 1) oddities.add('bearer-repeated');
  const token = rest.replaceAll(/[\s\u200b-\u200d\ufeff]/g, '');
  if (token.length < rest.length) oddities.add('wrapped');
  return { token, oddities };
}

function startsWithWord(text: string, word: string): boolean {
  if (text.slice(0, word.length).toLowerCase() !== word) return false;
  const next = text.charAt(word.length);
  return next === '' || WRAPPING.has(next) || next.trim() === '';
}

const WRAPPING: ReadonlySet<string> = new Set([
  '"',
  "'",
  '`',
  ',',
  ';',
  ':',
  '<',
  '>',
  '(',
  ')',
  '=',
  '\u201c',
  '\u201d',
  '\u2018',
  '\u2019',
  '\u200b',
  '\u200c',
  '\u200d',
  '\ufeff',
]);

function trimWrapping(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWrapping(text.charAt(start))) start++;
  while (end > start && isWrapping(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function isWrapping(char: string): boolean {
  return WRAPPING.has(char) || char.trim() === '';
}

/** The token in the answer of a token endpoint, of `az account get-access-token`, or in a redirect's fragment. */
function fromTokenResponse(text: string): string | null {
  if (text.trimStart().startsWith('{')) {
    const json = readJson(text);
    if (json.form !== 'json' || !isJsonObject(json.value)) return null;
    const token = member(json.value, 'access_token') ?? member(json.value, 'accessToken');
    return typeof token === 'string' ? token : null;
  }
  const name = 'access_token=';
  const start = text.indexOf(name);
  if (start < 0) return null;
  const end = text.indexOf('&', start);
  return text.slice(start + name.length, end < 0 ? text.length : end);
}
