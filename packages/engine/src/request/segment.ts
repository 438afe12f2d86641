/** Text of URLs is compared without regard to the case of ASCII letters, and exactly otherwise. */

/** End of the segment of a URL that begins at a place: the next slash, or the end of the path. */
export function segmentEnd(url: string, at: number, limit: number): number {
  const end = url.indexOf('/', at);
  return end < 0 || end > limit ? limit : end;
}

/**
 * Hash of a name from its length and three of its characters: of permissions, and of names in a {@link NameSet}.
 *
 * Two of the characters stand in the middle, since Graph's names begin alike (`get…`) and end alike (`…Report`).
 */
export function hashSegment(length: number, quarter: number, half: number, last: number): number {
  return (
    (Math.imul(quarter | 32, 0x2f0b4c47) ^
      Math.imul(half | 32, 0x1b873593) ^
      Math.imul(last | 32, 0x3c6ef372) ^
      Math.imul(length, 0x45d9f3b)) >>>
    9
  );
}

/** The same hash of a whole text. */
export function hashText(text: string): number {
  const length = text.length;
  return hashSegment(length, text.charCodeAt(length >> 2), text.charCodeAt(length >> 1), text.charCodeAt(length - 1));
}

/** A text with its ASCII capitals made small; everything else stays. */
export function foldText(text: string): string {
  for (let at = 0; at < text.length; at++) {
    // `toLowerCase` makes letters of ASCII out of a few others, such as the Kelvin sign.
    if (text.charCodeAt(at) > 127) return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  }
  return text.toLowerCase();
}

const HASH_MASK = 4095;

/** A set of names in small letters that is asked for segments in any letter case. Most of those are told by a hash. */
export class NameSet {
  readonly #names: ReadonlySet<string>;
  readonly #hashes: Int32Array = new Int32Array((HASH_MASK + 1) >>> 5);
  /** The same by their last three characters. */
  readonly #tails: Int32Array = new Int32Array((HASH_MASK + 1) >>> 5);
  #longest = 0;

  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
    for (const name of this.#names) {
      this.#longest = Math.max(this.#longest, name.length);
      const hash = hashText(name) & HASH_MASK;
      this.#hashes[hash >>> 5] = (this.#hashes[hash >>> 5] as number) | (1 << (hash & 31));
      if (name.length < 3) this.#tails.fill(-1);
      const tail = tailOf(name, name.length);
      this.#tails[tail >>> 5] = (this.#tails[tail >>> 5] as number) | (1 << (tail & 31));
    }
  }

  /** Whether the set has the last segment of a path, which begins after a slash or at `from`. */
  hasLast(text: string, from: number, end: number): boolean {
    const tail = tailOf(text, end);
    if (((this.#tails[tail >>> 5] as number) & (1 << (tail & 31))) === 0) return false;
    let at = end;
    while (at > from && text.charCodeAt(at - 1) !== 47) if (end - --at > this.#longest) return false;
    return this.has(text, at, end);
  }

  /** Whether the set has the segment between two places of a text. */
  has(text: string, at: number, end: number): boolean {
    const length = end - at;
    const quarter = text.charCodeAt(at + (length >> 2));
    const half = text.charCodeAt(at + (length >> 1));
    const hash = hashSegment(length, quarter, half, text.charCodeAt(end - 1)) & HASH_MASK;
    if (((this.#hashes[hash >>> 5] as number) & (1 << (hash & 31))) === 0) return false;
    return this.#names.has(foldText(text.slice(at, end)));
  }
}

/** Hash of the three characters before a place, in any letter case; 0 where there are fewer. */
function tailOf(text: string, end: number): number {
  if (end < 3) return 0;
  const last = text.charCodeAt(end - 1) | 32;
  const middle = text.charCodeAt(end - 2) | 32;
  return (last ^ (middle << 3) ^ ((text.charCodeAt(end - 3) | 32) << 6)) & HASH_MASK;
}
