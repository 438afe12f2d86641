/**
 * Two 32-bit checksums over the words of a table, so that a damaged file is refused instead of misread.
 *
 * This finds accidents (truncation, flipped bytes, mixed versions). It does NOT protect against somebody who
 * rebuilds the checksums on purpose.
 *
 * @param words All words of the table, with zeros where the checksums will stand.
 * @param from First word that counts.
 */
export function checksum(words: Int32Array, from: number): readonly [number, number] {
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  for (let index = from; index < words.length; index++) {
    const word = words[index] as number;
    a = Math.imul(a ^ word, 0x01000193);
    b = (Math.imul((b << 13) | (b >>> 19), 5) + word) | 0;
  }
  return [a ^ (a >>> 15), b ^ (b >>> 16)];
}
