// The floors: what it costs to read a text once, character by character. Nothing that decides can look at a URL for less,
// except by jumping over parts of it.

/** Reads the characters of a URL's path once: letter case folded, FNV-1a, up to the question mark. */
export function readUrl(url: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < url.length; at++) {
    const character = url.charCodeAt(at);
    if (character === 63) break;
    // Folds letters and more; a fold of letters alone would branch, and cost twice as much where the case is mixed.
    hash = Math.imul(hash ^ (character | 32), 0x01000193);
  }
  return hash;
}

/** Hashes a text with FNV-1a. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
