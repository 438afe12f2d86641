import { hashText } from '../request/segment.ts';
import { imageChecksum } from './checksum.ts';
import type { Compiled, CompiledNode, CompiledRule } from './compiled.ts';
import {
  HEADER_WORDS,
  IMAGE_FORMAT,
  IMAGE_MAGIC,
  LABEL,
  MIXED,
  NODE,
  NODE_BITS,
  OPERATION,
  PARAMETER,
  PATTERN_BIT,
  RULE,
  SECTION,
  SECTIONS,
  SLOT,
  WORD,
} from './layout.ts';
import { slotKey, slotMask, slotOf } from './slots.ts';

/** Writes the image of a table: what `openTable` opens. Equal tables give equal bytes. */
export function imageOf(compiled: Compiled): Uint8Array {
  const words = compiled.words.join('');
  const wordStarts = [0];
  for (const word of compiled.words) wordStarts.push((wordStarts[wordStarts.length - 1] as number) + word.length);
  const rules = writeRules(compiled.rules);
  const tree = new TreeWriter(compiled, wordStarts, rules.starts);
  tree.write(compiled.root);
  const sections: (readonly number[] | Uint8Array)[] = [];
  sections[SECTION.meta] = bytesOf(compiled.meta);
  sections[SECTION.nodes] = tree.nodes;
  sections[SECTION.labels] = tree.labels;
  sections[SECTION.slots] = tree.slots;
  sections[SECTION.mixed] = tree.mixed;
  sections[SECTION.patterns] = tree.patterns;
  sections[SECTION.wordStarts] = wordStarts;
  sections[SECTION.wordText] = bytesOf(words);
  sections[SECTION.operations] = halfWords(tree.operations);
  sections[SECTION.rules] = rules.words;
  sections[SECTION.roleNeeds] = compiled.roleNeeds.flatMap((need) => [
    need.flags,
    ...bits(need.roles, (compiled.roleIds.length + 31) >>> 5),
    ...bits(need.partial, (compiled.roleIds.length + 31) >>> 5),
  ]);
  sections[SECTION.facts] = compiled.facts.flat();
  sections[SECTION.notes] = writeNotes(compiled.notes);
  sections[SECTION.permissionNames] = bytesOf(compiled.permissionNames.join('\n'));
  sections[SECTION.permissionMarks] = Uint8Array.from(compiled.permissionMarks);
  sections[SECTION.nameSlots] = nameSlots(compiled.permissionNames);
  sections[SECTION.roleIds] = bytesOf(compiled.roleIds.join('\n'));
  return assemble(sections);
}

/**
 * A node's word about its slots: how many they are, less than four for each child, and the seed with which the fewest
 * children collide.
 *
 * @param base Place of the first slot.
 * @param keys What each child is looked for by.
 */
function arrangement(base: number, keys: readonly number[]): number {
  if (base >= 1 << (31 - NODE_BITS.slots)) throw new RangeError('the table is too large');
  // Equal keys collide with every seed.
  const unavoidable = keys.length - new Set(keys).size;
  const seeds = 1 << (NODE_BITS.slots - NODE_BITS.logarithm);
  // Which attempt took a slot last.
  const taken = new Int32Array(keys.length * 4);
  let attempt = 0;
  let best = -1;
  let fewest = Infinity;
  for (let logarithm = Math.ceil(Math.log2(keys.length)); 2 ** logarithm < keys.length * 4; logarithm++) {
    for (let seed = 0; seed < seeds && fewest > unavoidable; seed++) {
      const own = (base << NODE_BITS.slots) | (seed << NODE_BITS.logarithm) | logarithm;
      attempt++;
      let collisions = 0;
      for (const key of keys) {
        const slot = slotOf(own, key);
        if (taken[slot] === attempt && ++collisions >= fewest) break;
        taken[slot] = attempt;
      }
      if (collisions >= fewest) continue;
      best = own;
      fewest = collisions;
    }
  }
  return best;
}

function slotKeyOf(text: string): number {
  return slotKey(text.length, text.charCodeAt(0), text.charCodeAt(text.length >> 1));
}

/** Bit mask over numbers, as 32-bit words. */
export function bits(numbers: readonly number[], words: number): number[] {
  const mask = Array.from({ length: words }, () => 0);
  for (const number of numbers) mask[number >>> 5] = (mask[number >>> 5] as number) | (1 << (number & 31));
  return mask;
}

function assemble(sections: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const lengths = sections.map((section) => (section instanceof Uint8Array ? section.length : section.length * 4));
  const padded = lengths.map((length) => (length + 3) & ~3);
  const total = HEADER_WORDS * 4 + padded.reduce((sum, length) => sum + length, 0);
  const bytes = new Uint8Array(total);
  const words = new Int32Array(bytes.buffer);
  let offset = HEADER_WORDS * 4;
  for (let section = 0; section < SECTIONS; section++) {
    const content = sections[section] as readonly number[] | Uint8Array;
    words[5 + 2 * section] = offset;
    words[6 + 2 * section] = lengths[section] as number;
    if (content instanceof Uint8Array) bytes.set(content, offset);
    else words.set(content, offset / 4);
    offset += padded[section] as number;
  }
  words[0] = IMAGE_MAGIC;
  words[1] = IMAGE_FORMAT;
  words[2] = total;
  const [a, b] = imageChecksum(words, 5);
  words[3] = a;
  words[4] = b;
  return bytes;
}

/** Writes the tree in preorder, so that a path's nodes lie near each other. */
class TreeWriter {
  readonly nodes: number[] = [];
  readonly labels: number[] = [];
  readonly slots: number[] = [];
  readonly mixed: number[] = [];
  readonly patterns: number[] = [];
  readonly operations: number[] = [];
  readonly #words: readonly string[];
  readonly #wordStarts: readonly number[];
  readonly #ruleStarts: readonly number[];
  readonly #patternPlaces: readonly number[];

  constructor(compiled: Compiled, wordStarts: readonly number[], ruleStarts: readonly number[]) {
    this.#words = compiled.words;
    this.#wordStarts = wordStarts;
    this.#ruleStarts = ruleStarts;
    this.#patternPlaces = compiled.patterns.map((pieces) => {
      const place = this.patterns.length;
      this.patterns.push(pieces.length, ...pieces);
      return place;
    });
  }

  write(root: CompiledNode): void {
    this.#node(root, -1, PARAMETER);
  }

  #node(node: CompiledNode, parent: number, label: number): number {
    const number = this.nodes.length / NODE.words;
    const record = this.nodes.length;
    this.nodes.push(-1, -1, -1, -1);
    this.labels[number * LABEL.words + LABEL.parent] = parent;
    this.labels[number * LABEL.words + LABEL.text] = label;
    if (node.template !== null) {
      const first = this.operations.length / OPERATION.halfWords;
      this.nodes[record + NODE.operations] = (first << NODE_BITS.methods) | node.template.methods;
      for (const operation of node.template.operations) this.operations.push(...this.#withPlaces(operation));
    }
    if (node.literals.length > 0) this.#literals(node.literals, number);
    if (node.mixed.length > 0) {
      const base = this.mixed.length;
      this.nodes[record + NODE.mixed] = base;
      this.mixed.push(node.mixed.length);
      for (let index = 0; index < node.mixed.length; index++) this.mixed.push(-1, -1, 0);
      node.mixed.forEach(([pattern, child], index) => {
        const place = this.#patternPlaces[pattern] as number;
        const entry = base + 1 + index * MIXED.words;
        const first = this.#words[this.patterns[place + 1] as number] as string;
        this.mixed[entry + MIXED.pattern] = place;
        this.mixed[entry + MIXED.child] = this.#node(child, number, place | PATTERN_BIT);
        if (first !== '') {
          this.mixed[entry + MIXED.test] =
            (first.length << MIXED.characterBits) | first.toLowerCase().charCodeAt(first.length - 1);
        }
      });
    }
    if (node.parameter !== null) this.nodes[record + NODE.parameter] = this.#node(node.parameter, number, PARAMETER);
    return number;
  }

  /** Writes a node's slots, then the children that they lead to. */
  #literals(literals: CompiledNode['literals'], parent: number): void {
    const keys = literals.map(([word]) => slotKeyOf(this.#words[word] as string));
    const own = arrangement(this.slots.length, keys);
    this.nodes[parent * NODE.words + NODE.slots] = own;
    const base = own >> NODE_BITS.slots;
    for (let slot = 0; slot <= slotMask(own); slot++) this.slots.push(0, -1);
    const places = literals.map(([word], index) => {
      let slot = slotOf(own, keys[index] as number);
      let place = base + slot * SLOT.words;
      while (this.slots[place + SLOT.word] !== 0) {
        this.slots[place + SLOT.word] = (this.slots[place + SLOT.word] as number) | WORD.continued;
        slot = (slot + 1) & slotMask(own);
        place = base + slot * SLOT.words;
      }
      this.slots[place + SLOT.word] = this.#wordPlace(word);
      return place;
    });
    literals.forEach(([word, child], index) => {
      this.slots[(places[index] as number) + SLOT.child] = this.#node(child, parent, word);
    });
  }

  /** An operation's record, with the places of its rules for their numbers. */
  #withPlaces(operation: readonly number[]): readonly number[] {
    return operation.map((value, at) => (at <= OPERATION.application ? (this.#ruleStarts[value] as number) : value));
  }

  #wordPlace(word: number): number {
    const text = this.#words[word] as string;
    if (text.length >> SLOT.lengthBits !== 0) throw new RangeError('a word of the table is too long');
    const kind = /^[a-z]*$/i.test(text) ? 0 : WORD.notOnlyLetters;
    return ((this.#wordStarts[word] as number) << SLOT.placeBit) | kind | text.length;
  }
}

function writeRules(rules: readonly CompiledRule[]): {
  readonly starts: readonly number[];
  readonly words: readonly number[];
} {
  const starts: number[] = [];
  const words: number[] = [];
  for (const rule of rules) {
    starts.push(words.length);
    const alone = masks(rule.alone);
    const doubtful = masks(rule.doubtful);
    const least = masks(rule.least);
    words.push(
      rule.flags |
        ((alone.length / 2) << RULE.aloneShift) |
        ((doubtful.length / 2) << RULE.doubtfulShift) |
        (rule.pairs.length << RULE.pairsShift),
      ...alone,
      ...doubtful,
    );
    for (const [permission, partners] of rule.pairs) {
      const others = masks(partners);
      words.push(permission >>> 5, 1 << (permission & 31), others.length / 2, ...others);
    }
    words.push(least.length / 2, ...least);
  }
  return { starts, words };
}

/** A set of numbers as pairs of a word's place and its bits, ascending. */
function masks(numbers: readonly number[]): readonly number[] {
  const byWord = new Map<number, number>();
  for (const number of numbers) {
    byWord.set(number >>> 5, (byWord.get(number >>> 5) ?? 0) | (1 << (number & 31)));
  }
  return [...byWord].sort(([a], [b]) => a - b).flat();
}

/** Note lists one after the other, behind a directory of where each begins. */
function writeNotes(notes: readonly (readonly number[])[]): readonly number[] {
  const directory: number[] = [];
  const entries: number[] = [];
  for (const note of notes) {
    directory.push(notes.length + 1 + entries.length);
    entries.push(...note);
  }
  return [...directory, notes.length + 1 + entries.length, ...entries];
}

function nameSlots(names: readonly string[]): readonly number[] {
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, names.length) * 2));
  const slots = Array.from({ length: size }, () => -1);
  names.forEach((name, number) => {
    let slot = hashText(name) & (size - 1);
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & (size - 1);
    slots[slot] = number;
  });
  return slots;
}

function halfWords(numbers: readonly number[]): Uint8Array {
  if (numbers.some((number) => number < 0 || number > 0xffff)) throw new RangeError('the table is too large');
  const values = Uint16Array.from(numbers);
  return new Uint8Array(values.buffer);
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character > 127) throw new RangeError('the table holds ASCII text only');
    bytes[at] = character;
  }
  return bytes;
}
