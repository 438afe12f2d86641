import { NODE } from '../table/layout.ts';
import type { Table } from '../table/table.ts';
import { hashSegment } from './segment.ts';

/**
 * Finds the node of a path in the table's tree. Reads each character of a literal segment once, jumps over
 * parameters, and allocates nothing.
 *
 * The most specific template wins, segment by segment: a literal before a function with arguments before a parameter,
 * with backtracking (`/users/delta` is not user `delta`; `/users/delta/messages` is).
 */
export class Walk {
  readonly #nodes: Int32Array;
  readonly #slots: Int32Array;
  readonly #mixed: Int32Array;
  readonly #patterns: Int32Array;
  readonly #wordStarts: Int32Array;
  readonly #folded: Uint8Array;

  constructor(table: Table) {
    this.#nodes = table.nodes;
    this.#slots = table.slots;
    this.#mixed = table.mixed;
    this.#patterns = table.patterns;
    this.#wordStarts = table.wordStarts;
    this.#folded = table.wordFolded;
  }

  /**
   * Node of the path in `url` from `at` to `limit`, below `node`; -1 when no template fits it as it is written.
   *
   * @param at First character of the first segment.
   * @param limit End of the path: the place of `?`, or the length of the text.
   */
  find(url: string, node: number, at: number, limit: number): number {
    const nodes = this.#nodes;
    while (at <= limit) {
      let end = url.indexOf('/', at);
      if (end < 0 || end > limit) end = limit;
      if (end === at) return -1;
      const record = node * NODE.words;
      const parameter = nodes[record + NODE.parameter] as number;
      const mixed = nodes[record + NODE.mixed] as number;
      const child = this.#literal(url, record, at, end);
      if (child >= 0) {
        if (parameter < 0 && mixed < 0) {
          node = child;
          at = end + 1;
          continue;
        }
        const found = this.find(url, child, end + 1, limit);
        if (found >= 0) return found;
      }
      if (mixed >= 0) {
        const found = this.#findMixed(url, mixed, at, end, limit);
        if (found >= 0) return found;
      }
      if (parameter < 0 || !mayBeId(url, at, end)) return -1;
      node = parameter;
      at = end + 1;
    }
    return (nodes[node * NODE.words + NODE.template] as number) < 0 ? -1 : node;
  }

  /** Child of a node by its literal text, or -1. */
  #literal(url: string, record: number, at: number, end: number): number {
    const base = this.#nodes[record + NODE.slots] as number;
    if (base < 0) return -1;
    const mask = this.#nodes[record + NODE.mask] as number;
    const length = end - at;
    let slot = 0;
    if (mask !== 0) {
      slot =
        hashSegment(
          length,
          url.charCodeAt(at + (length >> 2)),
          url.charCodeAt(at + (length >> 1)),
          url.charCodeAt(end - 1),
        ) & mask;
    }
    const slots = this.#slots;
    for (;;) {
      const place = base + slot * 2;
      const word = slots[place] as number;
      if (word < 0) return -1;
      if (this.#isWord(url, word, at, length)) return slots[place + 1] as number;
      if (mask === 0) return -1;
      slot = (slot + 1) & mask;
    }
  }

  #isWord(url: string, word: number, at: number, length: number): boolean {
    const starts = this.#wordStarts;
    const from = starts[word] as number;
    if ((starts[word + 1] as number) - from !== length) return false;
    const folded = this.#folded;
    for (let index = 0; index < length; index++) {
      const character = url.charCodeAt(at + index);
      const wanted = folded[from + index] as number;
      if (character !== wanted && ((character | 32) !== wanted || wanted < 97 || wanted > 122)) return false;
    }
    return true;
  }

  #findMixed(url: string, mixed: number, at: number, end: number, limit: number): number {
    const count = this.#mixed[mixed] as number;
    for (let index = 0; index < count; index++) {
      const place = mixed + 1 + index * 2;
      if (!this.#isPattern(url, this.#mixed[place] as number, at, end)) continue;
      const found = this.find(url, this.#mixed[place + 1] as number, end + 1, limit);
      if (found >= 0) return found;
    }
    return -1;
  }

  /** Whether a segment is the pieces of a pattern in order, with at least one character for each parameter between. */
  #isPattern(url: string, pattern: number, at: number, end: number): boolean {
    const pieces = this.#patterns[pattern] as number;
    const first = this.#patterns[pattern + 1] as number;
    const last = this.#patterns[pattern + pieces] as number;
    const firstLength = this.#wordLength(first);
    const lastLength = this.#wordLength(last);
    let from = at + firstLength;
    const until = end - lastLength;
    if (from >= until || !this.#isWord(url, first, at, firstLength) || !this.#isWord(url, last, until, lastLength)) {
      return false;
    }
    for (let piece = 2; piece < pieces; piece++) {
      const word = this.#patterns[pattern + piece] as number;
      const length = this.#wordLength(word);
      let place = from + 1;
      while (place + length < until && !this.#isWord(url, word, place, length)) place++;
      if (place + length >= until) return false;
      from = place + length;
    }
    return true;
  }

  #wordLength(word: number): number {
    return (this.#wordStarts[word + 1] as number) - (this.#wordStarts[word] as number);
  }

  /** Child of a node by the literal segment between two places of a URL; -1 when it has none. */
  literalAt(url: string, node: number, at: number, end: number): number {
    return end === at ? -1 : this.#literal(url, node * NODE.words, at, end);
  }

  /** Child of a node by a literal segment given as a text of its own; -1 when it has none. */
  literalChild(node: number, segment: string): number {
    return segment === '' ? -1 : this.#literal(segment, node * NODE.words, 0, segment.length);
  }

  /** Whether a segment, given as a text of its own, is a pattern's. */
  fitsPattern(pattern: number, segment: string): boolean {
    return this.#isPattern(segment, pattern, 0, segment.length);
  }
}

/**
 * Whether a segment can be an id. What is spelled like a dot segment, `$count`, a call, a colon path or a type cast is
 * left to the slower reading in `rewrite.ts`, so that it is never taken for an id by accident.
 */
export function mayBeId(url: string, at: number, end: number): boolean {
  // A percent sign at either end may hide what decides.
  return url.charCodeAt(at) !== 37 && url.charCodeAt(end - 3) !== 37 && isIdText(url, at, end);
}

/** As {@link mayBeId}, for a segment that is decoded. */
export function isIdText(text: string, at: number, end: number): boolean {
  const first = text.charCodeAt(at);
  if (first === 46 || first === 36) return false;
  const last = text.charCodeAt(end - 1);
  if (last === 41 || last === 58) return false;
  return (first | 32) !== 109 || !isNamespaced(text, at);
}

function isNamespaced(url: string, at: number): boolean {
  const dot = url.charCodeAt(at + 9);
  return (dot === 46 || dot === 37) && /^microsoft(\.|%2e)graph(\.|%2e)/i.test(url.slice(at, at + 20));
}
