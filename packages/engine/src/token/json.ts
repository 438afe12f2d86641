/** A JSON object that nobody has looked into yet. Read members with {@link member}, which ignores the prototype. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What became of a JSON text. `not-json`: a syntax error; `too-deep`: nested deeper than was allowed, not parsed. */
export type JsonReading =
  | { readonly form: 'json'; readonly value: unknown }
  | { readonly form: 'not-json' }
  | { readonly form: 'too-deep' };

/** Deepest nesting that is parsed unless a caller asks for more. Nothing Microsoft Graph writes comes near it. */
export const MAX_JSON_DEPTH = 64;

/**
 * Parses JSON from an untrusted place.
 *
 * This does check the nesting depth before parsing, so that neither the parser nor anybody who walks the value can run
 * out of stack. Time grows linearly with the text.
 *
 * This does NOT check for duplicate members: the last one wins, as in `JSON.parse`.
 */
export function readJson(text: string, maxDepth: number = MAX_JSON_DEPTH): JsonReading {
  if (deeperThan(text, maxDepth)) return { form: 'too-deep' };
  try {
    return { form: 'json', value: JSON.parse(text) as unknown };
  } catch {
    // The parser's message quotes the text, which can be a secret.
    return { form: 'not-json' };
  }
}

function deeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return false;
}

/** Whether a value is a JSON object: neither `null` nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Value of an object's own member, `undefined` if it has none of that name. */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The member if it is a string that is not empty, otherwise `null`. */
export function stringMember(object: JsonObject, name: string): string | null {
  const value = member(object, name);
  return typeof value === 'string' && value !== '' ? value : null;
}
