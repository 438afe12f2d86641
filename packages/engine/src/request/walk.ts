import { MIXED, NODE, NODE_BITS, SLOT, WORD } from '../table/layout.ts';
import { slotKey, slotMask, slotOf } from '../table/slots.ts';
import type { Table } from '../table/table.ts';
import { segmentEnd } from './segment.ts';

// V8 takes a module's own constants for numbers, and loads the members of an imported object each time.
const { words: NODE_WORDS, slots: SLOTS, parameter: PARAMETER, mixed: MIXED_LIST, operations: OPERATIONS } = NODE;
const { slots: SLOT_BITS } = NODE_BITS;
const { words: SLOT_WORDS, word: SLOT_WORD, child: CHILD, placeBit: PLACE_BIT } = SLOT;
const { words: ENTRY_WORDS, pattern: PATTERN, child: ENTRY_CHILD, test: TEST, characterBits: CHARACTER_BITS } = MIXED;
const { notOnlyLetters: NOT_ONLY_LETTERS, continued: CONTINUED } = WORD;
const WORD_LENGTH = (1 << SLOT.lengthBits) - 1;

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
  readonly #text: Uint8Array;
  /** Places to go back to, a node and a place of the URL each, and where those of the search under way begin. */
  readonly #retries: number[] = [];
  #bottom = 0;
  /** Whether the last search went down without going back. */
  straight = true;
  /** Whether the last search ended at an empty segment once. */
  metEmpty = false;

  constructor(table: Table) {
    this.#nodes = table.nodes;
    this.#slots = table.slots;
    this.#mixed = table.mixed;
    this.#patterns = table.patterns;
    this.#wordStarts = table.wordStarts;
    this.#text = table.wordText;
  }

  /**
   * Node of the path in `url` from `at` to `limit`, below `node`; -1 when no template fits it as it is written.
   *
   * @param at First character of the first segment.
   * @param limit End of the path: the place of `?`, or the length of the text.
   */
  find(url: string, node: number, at: number, limit: number): number {
    this.straight = true;
    this.metEmpty = false;
    return this.#below(url, node, at, limit);
  }

  /**
   * One loop goes down the tree. Where a literal fits at a node that has other children too, the place is noted, and a
   * dead end goes back to the last such place.
   */
  #below(url: string, node: number, at: number, limit: number): number {
    const nodes = this.#nodes;
    const retries = this.#retries;
    const bottom = this.#bottom;
    let top = bottom;
    let returned = false;
    // Place of the first escape after all that was read as literals, in which there is none.
    let escape = -1;
    for (;;) {
      const record = node * NODE_WORDS;
      if (at > limit) {
        if ((nodes[record + OPERATIONS] as number) >= 0) return node;
      } else {
        const end = segmentEnd(url, at, limit);
        const parameter = nodes[record + PARAMETER] as number;
        const mixed = nodes[record + MIXED_LIST] as number;
        const child = returned ? -1 : this.#literal(url, record, at, end);
        if (child >= 0) {
          if (parameter >= 0 || mixed >= 0) {
            retries[top++] = node;
            retries[top++] = at;
          }
          node = child;
          at = end + 1;
          continue;
        }
        returned = false;
        if (mixed >= 0) {
          this.#bottom = top;
          const found = this.#findMixed(url, mixed, at, end, limit);
          this.#bottom = bottom;
          if (found >= 0) return found;
        }
        if (parameter >= 0) {
          if (escape < at) {
            escape = url.indexOf('%', at);
            if (escape < 0) escape = limit;
          }
          // An escape may hide that the segment is a literal: `/users/d%65lta` names no user.
          if (escape >= end && isIdText(url, at, end)) {
            node = parameter;
            at = end + 1;
            continue;
          }
        }
        if (at === end) this.metEmpty = true;
      }
      if (top === bottom) return -1;
      at = retries[--top] as number;
      node = retries[--top] as number;
      returned = true;
      this.straight = false;
    }
  }

  /** Child of a node by its literal text, or -1. */
  #literal(url: string, record: number, at: number, end: number): number {
    const own = this.#nodes[record + SLOTS] as number;
    const length = end - at;
    if (own < 0 || length === 0) return -1;
    const base = own >> SLOT_BITS;
    const slots = this.#slots;
    let slot = slotOf(own, slotKey(length, url.charCodeAt(at), url.charCodeAt(at + (length >> 1))));
    for (;;) {
      const place = base + slot * SLOT_WORDS;
      const word = slots[place + SLOT_WORD] as number;
      const isOfLetters = (word & NOT_ONLY_LETTERS) === 0;
      if ((word & WORD_LENGTH) === length && this.#isText(url, at, length, word >> PLACE_BIT, isOfLetters)) {
        return slots[place + CHILD] as number;
      }
      if ((word & CONTINUED) === 0) return -1;
      slot = (slot + 1) & slotMask(own);
    }
  }

  /** Whether a URL has the text of a word, from its place in all words, in any letter case. */
  #isText(url: string, at: number, length: number, from: number, isOfLetters: boolean): boolean {
    const text = this.#text;
    // Without branches in the loop: mixed letter case would make each of them a bad guess of the processor.
    let differing = 0;
    for (let index = 0; index < length; index++) {
      differing |= url.charCodeAt(at + index) ^ (text[from + index] as number);
    }
    return (
      differing === 0 || (differing === CASE && (isOfLetters || this.#differsInLettersOnly(url, at, length, from)))
    );
  }

  /** Whether a part of a URL that differs from a word in the bit of letter case alone does so in letters only. */
  #differsInLettersOnly(url: string, at: number, length: number, from: number): boolean {
    let otherwise = 0;
    for (let index = 0; index < length; index++) {
      const wanted = this.#text[from + index] as number;
      const folded = wanted | CASE;
      // Negative for what is not a letter, so that a shift makes a mask of it.
      const letter = (folded - 97) | (122 - folded);
      otherwise |= (url.charCodeAt(at + index) ^ wanted) & (letter >> 31);
    }
    return otherwise === 0;
  }

  #isWord(url: string, word: number, at: number, length: number): boolean {
    return this.#isText(url, at, length, this.#wordStarts[word] as number, false);
  }

  #findMixed(url: string, list: number, at: number, end: number, limit: number): number {
    for (let entry = this.fitting(list, 0, url, at, end); entry > 0; entry = this.fitting(list, entry, url, at, end)) {
      const found = this.#below(url, this.#mixed[entry + ENTRY_CHILD] as number, end + 1, limit);
      if (found >= 0) return found;
      this.straight = false;
    }
    return -1;
  }

  /**
   * The next entry, in a list of a node's mixed children, whose pattern a segment fits.
   *
   * @param after The entry after which to look, 0 at first.
   *
   * @returns The entry's place in the table's `mixed`, or 0 when no more fits.
   */
  fitting(list: number, after: number, url: string, at: number, end: number): number {
    const mixed = this.#mixed;
    const past = list + 1 + (mixed[list] as number) * ENTRY_WORDS;
    for (let entry = after === 0 ? list + 1 : after + ENTRY_WORDS; entry < past; entry += ENTRY_WORDS) {
      const test = mixed[entry + TEST] as number;
      if (test !== 0) {
        const last = at + (test >> CHARACTER_BITS) - 1;
        if (last >= end || (url.charCodeAt(last) | 32) !== ((test & 0xff) | 32)) continue;
      }
      if (this.#isPattern(url, mixed[entry + PATTERN] as number, at, end)) return entry;
    }
    return 0;
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
    return this.#literal(url, node * NODE_WORDS, at, end);
  }

  /** Child of a node by a literal segment given as a text of its own; -1 when it has none. */
  literalChild(node: number, segment: string): number {
    return this.literalAt(segment, node, 0, segment.length);
  }
}

/** The bit in which capitals and small letters differ. */
const CASE = 32;

/**
 * Whether a segment without escapes can be an id. What is spelled like a dot segment, `$count`, a call, a colon path or a
 * type cast is left to the slower reading in `rewrite.ts`, so that it is never taken for an id by accident.
 */
export function isIdText(text: string, at: number, end: number): boolean {
  if (at >= end) return false;
  const first = text.charCodeAt(at);
  if (first <= 32 || first === 46 || first === 36) return false;
  const last = text.charCodeAt(end - 1);
  if (last === 41 || last === 58) return false;
  return !isNamespaced(text, at);
}

function isNamespaced(url: string, at: number): boolean {
  if (at + 9 >= url.length) return false;
  const dot = url.charCodeAt(at + 9);
  return (dot === 46 || dot === 37) && /^microsoft(\.|%2e)graph(\.|%2e)/i.test(url.slice(at, at + 20));
}
