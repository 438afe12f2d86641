import { KNOWN_CLAIMS } from './claim-names.ts';
import type { TokenFacts } from './facts.ts';
import { factsFromClaims, isClaimsObject } from './from-claims.ts';
import { isJsonObject, member, readJson, type JsonObject } from './json.ts';
import { positionOf, TolerantReader, type RepairCount, type TextPosition } from './tolerant-reader.ts';

/** Longest text that is read as claims, in UTF-16 code units. */
export const MAX_CLAIMS_LENGTH = 1_048_576;

/** Why no claims could be read. A closed set. */
export type ClaimsFailure = 'empty' | 'too-long' | 'too-deep' | 'is-a-token' | 'no-claims';

/** What each failure means, without a full stop. */
export const CLAIMS_FAILURES: Readonly<Record<ClaimsFailure, string>> = {
  empty: 'there is no text',
  'too-long': 'the text is longer than decoded claims can be',
  'too-deep': 'the text is nested deeper than decoded claims are',
  'is-a-token': 'the text is an encoded token, not its decoded claims',
  'no-claims': 'the text holds no claim of an access token',
};

/** What was read from text that somebody pasted as decoded claims. */
export type ClaimsReading =
  | {
      readonly form: 'claims';
      readonly facts: TokenFacts;
      /** The claims as given. Those with a masked value (`...`, `***`) count as not known in the facts. */
      readonly claims: JsonObject;
      /** The token's header, where it stood beside the claims. */
      readonly header: JsonObject | null;
      /** Whether a claim that is not there is absent from the token; otherwise it may merely not be shown. */
      readonly complete: boolean;
      /** What had to be repaired, each once, in the order of its first occurrence. */
      readonly repairs: readonly RepairCount[];
    }
  | {
      readonly form: 'unreadable';
      readonly why: ClaimsFailure;
      /** What it means, without a full stop; never holds the text. */
      readonly says: string;
      /** Where reading stopped. */
      readonly position: TextPosition;
    };

/** A whole token has at least these; fewer mean that the text is a part of it. */
const ALWAYS_PRESENT: readonly string[] = ['aud', 'iss', 'exp', 'tid'];

/**
 * Reads decoded claims as people paste them: a JSON object, some of its members without the braces, missing or extra
 * commas, any quotes or none, comments, omissions, a `name: value` list, a table, or the whole page of a token decoder
 * with header and signature around the claims. Every departure from JSON is reported.
 *
 * Where a name comes twice the last one wins; in a table or list the values of `scp`, `roles` and `wids` add up.
 *
 * Reads each character a bounded number of times.
 *
 * This does NOT check that the claims come from a token, nor that they belong together.
 */
export function readClaims(text: string): ClaimsReading {
  if (text.length > MAX_CLAIMS_LENGTH) return unreadable('too-long', text, 0);
  const strict = readJson(text);
  if (strict.form === 'too-deep') return unreadable('too-deep', text, 0);
  if (strict.form === 'json') {
    const exported = headerAndClaims(strict.value);
    if (exported !== null) return understood(exported.claims, exported.header, true, []);
    if (isClaimsObject(strict.value, KNOWN_CLAIMS)) return understood(strict.value, null, true, []);
  }
  const reader = new TolerantReader(text);
  const found = reader.document();
  if (found.tooDeepAt !== null) return unreadable('too-deep', text, found.tooDeepAt);
  const repairs = reader.repairs();
  const whole = found.objects.filter((object) => isClaimsObject(object, KNOWN_CLAIMS));
  // A decoder's page shows header and claims as two objects; the header's names are no claims.
  const claims = whole.find((object) => ALWAYS_PRESENT.some((name) => Object.hasOwn(object, name))) ?? whole[0];
  if (claims !== undefined) {
    const header = found.objects.find((object) => object !== claims && Object.hasOwn(object, 'alg')) ?? null;
    return understood(claims, header, !reader.lossy, repairs);
  }
  if (isClaimsObject(found.members, KNOWN_CLAIMS)) return understood(found.members, null, false, repairs);
  if (text.trim() === '') return unreadable('empty', text, 0);
  return unreadable(looksEncoded(text) ? 'is-a-token' : 'no-claims', text, found.firstUnreadAt);
}

function understood(
  claims: JsonObject,
  header: JsonObject | null,
  whole: boolean,
  repairs: readonly RepairCount[],
): ClaimsReading {
  // `true` is no value of these claims, so it stands for one that is there and not known.
  const known = Object.entries(claims).map(([name, value]): [string, unknown] => [
    name,
    isMasked(value) ? true : value,
  ]);
  const masked = known.some(([name, value]) => value !== claims[name]);
  const complete = whole && !masked && ALWAYS_PRESENT.every((name) => Object.hasOwn(claims, name));
  const facts = factsFromClaims(masked ? Object.fromEntries(known) : claims, { form: 'claims', complete });
  return { form: 'claims', facts, claims, header, complete, repairs };
}

/** Whether somebody put dots, stars or crosses in the place of a value or of a part of a list. */
function isMasked(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => isMasked(item));
  return (
    typeof value === 'string' &&
    (/^(?:\*+|x{3,}|X{3,})$/.test(value) || value.includes('...') || value.includes('\u2026'))
  );
}

function unreadable(why: ClaimsFailure, text: string, offset: number): ClaimsReading {
  return { form: 'unreadable', why, says: CLAIMS_FAILURES[why], position: positionOf(text, offset) };
}

function looksEncoded(text: string): boolean {
  const at = text.indexOf('eyJ');
  return at >= 0 && text.indexOf('.eyJ', at) > at;
}

/** The `header` and the claims of an object that holds both, as some decoders export them, or `null`. */
function headerAndClaims(value: unknown): { readonly header: JsonObject | null; readonly claims: JsonObject } | null {
  if (!isJsonObject(value)) return null;
  for (const name of ['payload', 'claims']) {
    const claims = member(value, name);
    if (isClaimsObject(claims, KNOWN_CLAIMS)) {
      const header = member(value, 'header');
      return { header: isJsonObject(header) ? header : null, claims };
    }
  }
  return null;
}
