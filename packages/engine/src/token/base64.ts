const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const URL_VALUES = valuesOf(ALPHABET);
const STANDARD_VALUES = valuesOf(`${ALPHABET.slice(0, 62)}+/`);

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

/**
 * Six-bit value of a base64url character by its UTF-16 code, or -1.
 *
 * @param code What `charCodeAt` gives; `NaN` (past the end) is no base64url character.
 */
export function base64UrlValue(code: number): number {
  return code < 128 ? (URL_VALUES[code] ?? -1) : -1;
}

/**
 * Decodes base64url without padding.
 *
 * This does check the alphabet, the length, and that unused bits are zero, so that each byte sequence has one form only.
 *
 * @returns The bytes, or `null` if the text is not base64url.
 *
 * @see [RFC 7515, Section 2 - Base64url Encoding](https://www.rfc-editor.org/rfc/rfc7515.html#section-2)
 */
export function decodeBase64Url(text: string): Uint8Array | null {
  return decode(text, text.length, URL_VALUES);
}

/**
 * Decodes standard base64 (`+`, `/`), with or without its padding, as HAR files and headers carry it.
 *
 * @returns The bytes, or `null` if the text is not base64.
 *
 * @see [RFC 4648, Section 4 - Base 64 Encoding](https://www.rfc-editor.org/rfc/rfc4648.html#section-4)
 */
export function decodeBase64(text: string): Uint8Array | null {
  let length = text.length;
  if (length % 4 === 0 && text.endsWith('=')) length -= text.endsWith('==') ? 2 : 1;
  return decode(text, length, STANDARD_VALUES);
}

function decode(text: string, length: number, values: Int8Array): Uint8Array | null {
  if (length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? (values[code] ?? -1) : -1;
    if (value < 0) return null;
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >> held;
      bits &= (1 << held) - 1;
    }
  }
  return bits === 0 ? bytes : null;
}

/**
 * Encodes bytes as base64url without padding.
 *
 * @see [RFC 7515, Section 2 - Base64url Encoding](https://www.rfc-editor.org/rfc/rfc7515.html#section-2)
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    while (held >= 6) {
      held -= 6;
      text += ALPHABET.charAt(bits >> held);
      bits &= (1 << held) - 1;
    }
  }
  return held === 0 ? text : text + ALPHABET.charAt(bits << (6 - held));
}
