/** Text of URLs is compared without regard to the case of ASCII letters, and exactly otherwise. */

/**
 * Hash of a segment from its length and three of its characters, for finding a node's child.
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
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}
