import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, decodeBase64Url, encodeBase64Url } from './base64.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

test.each([
  // RFC 4648, Section 10 - Test Vectors, without the padding.
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
])('base64url of `%s` is `%s` (RFC 4648, Section 10)', (text, encoded) => {
  expect(encodeBase64Url(ascii(text))).toBe(encoded);
  expect(decodeBase64Url(encoded)).toEqual(ascii(text));
});

test('base64url uses - and _ (RFC 7515, Appendix C)', () => {
  expect(encodeBase64Url(Uint8Array.of(3, 236, 255, 224, 193))).toBe('A-z_4ME');
  expect(decodeBase64Url('A-z_4ME')).toEqual(Uint8Array.of(3, 236, 255, 224, 193));
});

test.each(['Zg==', 'A', 'Zm9vA', 'Zm+v', 'Zm/v', 'Zm 9', 'Zm\n9', 'Zm9\u0000', 'Zm9é', 'Zm9\u{1f600}'])(
  'base64url refuses `%s`',
  (text) => {
    expect(decodeBase64Url(text)).toBeNull();
  },
);

test('base64url refuses a second form of the same bytes (unused bits set)', () => {
  expect(decodeBase64Url('Zg')).toEqual(ascii('f'));
  expect(decodeBase64Url('Zh')).toBeNull();
});

test('standard base64 is read with and without padding', () => {
  expect(decodeBase64('Zg==')).toEqual(ascii('f'));
  expect(decodeBase64('Zm8=')).toEqual(ascii('fo'));
  expect(decodeBase64('Zm8')).toEqual(ascii('fo'));
  expect(decodeBase64('+/+/')).toEqual(Uint8Array.of(0xfb, 0xff, 0xbf));
  for (const wrong of ['Zg=', 'Zg===', '====', 'Zm-v', '-_-_', 'Z']) expect(decodeBase64(wrong)).toBeNull();
});

test('decoding what was encoded gives the same bytes, as Node does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const encoded = encodeBase64Url(bytes);
      expect(encoded).toBe(Buffer.from(bytes).toString('base64url'));
      expect(decodeBase64Url(encoded)).toEqual(bytes);
      expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    }),
  );
});

test('whatever decodes is the one encoding of its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('A', 'Q', 'g', 'w', '8', '-', '_', '='), maxLength: 9 }), (text) => {
      const bytes = decodeBase64Url(text);
      expect(bytes === null ? text : encodeBase64Url(bytes)).toBe(text);
    }),
  );
});
