import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

test('text of each length class comes back unchanged', () => {
  for (const text of [
    '',
    'a',
    '\u0000',
    '\u007f\u0080',
    '\u07ff\u0800',
    '\ud7ff\ue000\uffff',
    '\u{10000}\u{10ffff}',
    '\ufeffé',
  ]) {
    const bytes = encodeUtf8(text);
    expect(bytes).toEqual(new Uint8Array(Buffer.from(text)));
    expect(bytes === null ? null : decodeUtf8(bytes)).toBe(text);
  }
});

test.each([
  ['a lone continuation byte', [0x80]],
  ['a missing continuation byte', [0xc3]],
  ['a wrong continuation byte', [0xc3, 0x28]],
  ['an overlong slash of two bytes', [0xc0, 0xaf]],
  ['an overlong slash of three bytes', [0xe0, 0x80, 0xaf]],
  ['an overlong slash of four bytes', [0xf0, 0x80, 0x80, 0xaf]],
  ['a high surrogate', [0xed, 0xa0, 0x80]],
  ['a low surrogate', [0xed, 0xbf, 0xbf]],
  ['a point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a byte that UTF-8 never has', [0xff]],
  ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ['a text that is cut off', [0x61, 0xe2, 0x82]],
])('UTF-8 refuses %s (RFC 3629, Sections 3 and 10)', (_, bytes) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBeNull();
});

test('an unpaired surrogate has no encoding', () => {
  for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800']) expect(encodeUtf8(text)).toBeNull();
});

test('decoding agrees with the platform on any bytes', () => {
  const platform = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      let expected: string | null = null;
      try {
        expected = platform.decode(bytes);
      } catch {
        expected = null;
      }
      expect(decodeUtf8(bytes)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('decoding what was encoded gives the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const bytes = encodeUtf8(text);
      expect(bytes === null ? null : decodeUtf8(bytes)).toBe(text);
    }),
  );
});

test('a text longer than any argument list comes back whole', () => {
  const text = 'aé€\u{1f600}'.repeat(50_000);
  expect(decodeUtf8(encodeUtf8(text) ?? new Uint8Array())).toBe(text);
});
