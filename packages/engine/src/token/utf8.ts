/** Code units joined at once; more arguments than this could overflow the stack of an engine. */
const CHUNK = 4096;

/**
 * Decodes UTF-8.
 *
 * This does check everything that makes UTF-8 unambiguous: continuation bytes, overlong forms, surrogates, the upper
 * limit. A byte order mark is kept as U+FEFF.
 *
 * @returns The text, or `null` if the bytes are not UTF-8; nothing is replaced.
 *
 * @see [RFC 3629, Section 3 - UTF-8 definition](https://www.rfc-editor.org/rfc/rfc3629.html#section-3)
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  let text = '';
  let units: number[] = [];
  const length = bytes.length;
  for (let i = 0; i < length;) {
    const first = bytes[i] ?? 0;
    const size = sizeOf(first);
    if (size === 0 || i + size > length) return null;
    let point = size === 1 ? first : first & (0x7f >> size);
    for (let j = 1; j < size; j++) {
      const next = bytes[i + j] ?? 0;
      if ((next & 0xc0) !== 0x80) return null;
      point = (point << 6) | (next & 0x3f);
    }
    if (size === 3 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) return null;
    if (size === 4 && (point < 0x10000 || point > 0x10ffff)) return null;
    if (point > 0xffff) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
    else units.push(point);
    i += size;
    if (units.length >= CHUNK) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

function sizeOf(first: number): 0 | 1 | 2 | 3 | 4 {
  if (first < 0x80) return 1;
  // 0xC0 and 0xC1 could only start overlong forms, 0xF5 and above exceed U+10FFFF.
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/**
 * Encodes text as UTF-8.
 *
 * @returns The bytes, or `null` if the text holds an unpaired surrogate, which UTF-8 cannot express.
 *
 * @see [RFC 3629, Section 3 - UTF-8 definition](https://www.rfc-editor.org/rfc/rfc3629.html#section-3)
 */
export function encodeUtf8(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) return null;
    if (point < 0x80) {
      bytes[at++] = point;
    } else if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else {
      i++;
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes.slice(0, at);
}
