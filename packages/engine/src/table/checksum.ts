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

/**
 * The same for the image, which a process reads before its first decision: only shifts and bit operations, since a
 * loop that has not been compiled yet pays for every call and every number that leaves 32 bits.
 *
 * A single flipped bit always changes the first checksum. The second one depends on places too.
 */
export function imageChecksum(words: Int32Array, from: number): readonly [number, number] {
  let a = 0x1e3779b9;
  let b = 0x05ebca6b;
  for (let index = from; index < words.length; index++) {
    a = ((a << 5) | (a >>> 27)) ^ (words[index] as number);
    b = ((b << 7) | (b >>> 25)) ^ (a | index);
  }
  return [a, b];
}
