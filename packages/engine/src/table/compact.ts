import { checksum } from './checksum.ts';
import type { Compiled, CompiledNode, CompiledRoleNeed, CompiledRule } from './compiled.ts';
import { TableError } from './error.ts';
import { imageOf } from './image.ts';
import { COMPACT_MAGIC, FACT, FORMAT, METHODS, OPERATION } from './layout.ts';
import { ascii } from './table.ts';

/**
 * The compact form: streams, one for each kind of number, so that what is alike lies together and compresses well.
 * A header of five 32-bit words (magic, format, bytes, two checksums) stands before it, padded to whole words.
 */
const STREAMS = [
  'meta',
  'permissionNames',
  'permissionMarks',
  'roleIds',
  'words',
  'patterns',
  'shapes',
  'wordIds',
  'methods',
  ...Array.from({ length: OPERATION.halfWords }, (_, column) => `column${column}`),
  'rules',
  'rulePermissions',
  'roleNeeds',
  'facts',
  'notes',
];

/** Writes the compact form of a table. Equal tables give equal bytes. */
export function compactOf(compiled: Compiled): Uint8Array {
  const out = new Map(STREAMS.map((name) => [name, [] as number[]]));
  const stream = (name: string): number[] => out.get(name) as number[];
  const text = (name: string, value: string): void => {
    for (let at = 0; at < value.length; at++) stream(name).push(value.charCodeAt(at));
  };
  text('meta', compiled.meta);
  text('permissionNames', compiled.permissionNames.join('\n'));
  stream('permissionMarks').push(...compiled.permissionMarks);
  text('roleIds', compiled.roleIds.join('\n'));
  text('words', compiled.words.join('\n'));
  for (const pieces of compiled.patterns) {
    varint(stream('patterns'), pieces.length);
    for (const piece of pieces) varint(stream('patterns'), piece);
  }
  const operations: (readonly number[])[] = [];
  writeTree(compiled.root, stream, operations);
  writeColumns((column) => stream(`column${column}`), operations);
  for (const rule of compiled.rules) writeRule(rule, stream('rules'), stream('rulePermissions'));
  for (const need of compiled.roleNeeds) {
    varint(stream('roleNeeds'), need.flags);
    writeAscending(stream('roleNeeds'), need.roles);
    writeAscending(stream('roleNeeds'), need.partial);
  }
  for (const fact of compiled.facts) for (const word of fact) varint(stream('facts'), word);
  for (const note of compiled.notes) {
    varint(stream('notes'), note.length);
    for (const entry of note) varint(stream('notes'), entry >>> 0);
  }
  const body: number[] = [];
  for (const name of STREAMS) varint(body, stream(name).length);
  for (const name of STREAMS) body.push(...stream(name));
  const bytes = new Uint8Array(20 + ((body.length + 3) & ~3));
  bytes.set(body, 20);
  const words = new Int32Array(bytes.buffer);
  words[0] = COMPACT_MAGIC;
  words[1] = FORMAT;
  words[2] = bytes.length;
  const [a, b] = checksum(words, 5);
  words[3] = a;
  words[4] = b;
  return bytes;
}

/**
 * Makes the image of a table from its compact form.
 *
 * @throws {@link TableError} `ERR_TABLE_FORMAT` for another format, `ERR_TABLE_DAMAGED` for anything else.
 */
export function expandTable(bytes: Uint8Array): Uint8Array {
  return imageOf(readCompact(bytes));
}

/** Reads the compact form. See {@link expandTable} for errors. */
export function readCompact(bytes: Uint8Array): Compiled {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  if (aligned.length < 20 || aligned.length % 4 !== 0) throw damaged('the compact table is shorter than its header');
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  if (words[0] !== COMPACT_MAGIC) throw damaged('the file is not a compact knowledge table');
  if (words[1] !== FORMAT) {
    throw new TableError('ERR_TABLE_FORMAT', `the table has format ${words[1]}, this version reads ${FORMAT}`, {
      found: words[1] as number,
      supported: [FORMAT],
    });
  }
  const [a, b] = checksum(words, 5);
  if (words[2] !== aligned.length || words[3] !== a || words[4] !== b) {
    throw damaged('the compact table is damaged: its size or checksum does not match');
  }
  const directory = new Reader(aligned.subarray(20));
  const lengths = STREAMS.map(() => directory.varint());
  const streams = new Map<string, Uint8Array>();
  let at = 20 + directory.at;
  STREAMS.forEach((name, index) => {
    const end = at + (lengths[index] as number);
    if (end > aligned.length) throw damaged('the compact table is damaged: a stream lies outside of it');
    streams.set(name, aligned.subarray(at, end));
    at = end;
  });
  const stream = (name: string): Uint8Array => streams.get(name) as Uint8Array;
  const methods = new Reader(stream('methods'));
  let count = 0;
  for (const mask of stream('methods')) count += METHODS.filter((_, index) => (mask & (1 << index)) !== 0).length;
  const operations = readColumns(
    Array.from({ length: OPERATION.halfWords }, (_, column) => new Reader(stream(`column${column}`))),
    count,
  );
  const tree = new TreeReader(new Reader(stream('shapes')), new Reader(stream('wordIds')), methods, operations);
  return {
    meta: ascii(stream('meta')),
    permissionNames: lines(stream('permissionNames')),
    permissionMarks: [...stream('permissionMarks')],
    roleIds: lines(stream('roleIds')),
    words: lines(stream('words')),
    patterns: all(stream('patterns'), (reader) => Array.from({ length: reader.varint() }, () => reader.varint())),
    root: tree.node(),
    rules: readRules(new Reader(stream('rules')), new Reader(stream('rulePermissions'))),
    roleNeeds: all(stream('roleNeeds'), (reader): CompiledRoleNeed => ({
      flags: reader.varint(),
      roles: readAscending(reader),
      partial: readAscending(reader),
    })),
    facts: all(stream('facts'), (reader) => Array.from({ length: FACT.words }, () => reader.varint())),
    notes: all(stream('notes'), (reader) => Array.from({ length: reader.varint() }, () => reader.varint() | 0)),
  };
}

function writeTree(node: CompiledNode, stream: (name: string) => number[], operations: (readonly number[])[]): void {
  const marks = (node.template === null ? 0 : 1) | (node.parameter === null ? 0 : 2) | (node.mixed.length > 0 ? 4 : 0);
  varint(stream('shapes'), (node.literals.length << 3) | marks);
  if (node.template !== null) {
    stream('methods').push(node.template.methods);
    operations.push(...node.template.operations);
  }
  let last = -1;
  for (const [word] of node.literals) {
    varint(stream('wordIds'), word - last - 1);
    last = word;
  }
  for (const [, child] of node.literals) writeTree(child, stream, operations);
  if (node.mixed.length > 0) {
    varint(stream('shapes'), node.mixed.length);
    for (const [pattern, child] of node.mixed) {
      varint(stream('wordIds'), pattern);
      writeTree(child, stream, operations);
    }
  }
  if (node.parameter !== null) writeTree(node.parameter, stream, operations);
}

class TreeReader {
  readonly #shapes: Reader;
  readonly #ids: Reader;
  readonly #methods: Reader;
  readonly #operations: readonly (readonly number[])[];
  #operation = 0;
  #depth = 0;

  constructor(shapes: Reader, ids: Reader, methods: Reader, operations: readonly (readonly number[])[]) {
    this.#shapes = shapes;
    this.#ids = ids;
    this.#methods = methods;
    this.#operations = operations;
  }

  node(): CompiledNode {
    if (++this.#depth > 64) throw damaged('the compact table is damaged: its tree is too deep');
    const shape = this.#shapes.varint();
    const template = (shape & 1) === 0 ? null : this.#template();
    const words: number[] = [];
    let last = -1;
    for (let count = shape >>> 3; count > 0; count--) {
      last = last + 1 + this.#ids.varint();
      words.push(last);
    }
    const literals = words.map((word) => [word, this.node()] as const);
    const mixed: (readonly [number, CompiledNode])[] = [];
    if ((shape & 4) !== 0) {
      for (let count = this.#shapes.varint(); count > 0; count--) mixed.push([this.#ids.varint(), this.node()]);
    }
    const parameter = (shape & 2) === 0 ? null : this.node();
    this.#depth--;
    return { literals, mixed, parameter, template };
  }

  #template(): CompiledNode['template'] {
    const methods = this.#methods.byte();
    const operations: (readonly number[])[] = [];
    for (let bits = methods; bits !== 0; bits &= bits - 1) {
      operations.push(this.#operations[this.#operation++] as readonly number[]);
    }
    return { methods, operations };
  }
}

/**
 * Which columns of an operation's record share a numbering: rules, role needs, facts, notes. The marks are bits and
 * stand as they are.
 */
const NUMBERINGS = [0, 0, 0, 1, 1, 2, 3, -1];

/**
 * Codes a number that mostly repeats or counts up: 0 for one that was not seen before, 1 for the empty one (number 0),
 * otherwise two more than the distance below the next new one.
 */
class Numbering {
  #next = 1;

  code(value: number): number {
    if (value > this.#next) throw new RangeError('numbers must be given out in the order of their first use');
    if (value !== this.#next) return value === 0 ? 1 : this.#next - value + 1;
    this.#next++;
    return 0;
  }

  value(code: number): number {
    if (code === 1) return 0;
    const value = code === 0 ? this.#next++ : this.#next - code + 1;
    if (value < 1) throw damaged('the compact table is damaged: a reference points before the first entry');
    return value;
  }
}

function writeColumns(out: (column: number) => number[], operations: readonly (readonly number[])[]): void {
  const numberings = [new Numbering(), new Numbering(), new Numbering(), new Numbering()];
  for (const operation of operations) {
    operation.forEach((value, column) => {
      varint(out(column), numberings[NUMBERINGS[column] as number]?.code(value) ?? value);
    });
  }
}

function readColumns(readers: readonly Reader[], count: number): readonly (readonly number[])[] {
  const numberings = [new Numbering(), new Numbering(), new Numbering(), new Numbering()];
  return Array.from({ length: count }, () =>
    readers.map((reader, column) => {
      const code = reader.varint();
      return numberings[NUMBERINGS[column] as number]?.value(code) ?? code;
    }),
  );
}

function writeRule(rule: CompiledRule, heads: number[], permissions: number[]): void {
  varint(heads, rule.flags);
  for (const set of [rule.alone, rule.doubtful, rule.least]) {
    varint(heads, set.length);
    writeAscendingBody(permissions, set);
  }
  varint(heads, rule.pairs.length);
  for (const [permission, partners] of rule.pairs) {
    varint(permissions, permission);
    varint(heads, partners.length);
    writeAscendingBody(permissions, partners);
  }
}

function readRules(heads: Reader, permissions: Reader): readonly CompiledRule[] {
  const rules: CompiledRule[] = [];
  while (heads.more()) {
    const flags = heads.varint();
    const [alone, doubtful, least] = [0, 1, 2].map(() => readAscendingBody(permissions, heads.varint())) as [
      readonly number[],
      readonly number[],
      readonly number[],
    ];
    const pairs = Array.from({ length: heads.varint() }, () => {
      const permission = permissions.varint();
      return [permission, readAscendingBody(permissions, heads.varint())] as const;
    });
    rules.push({ flags, alone, doubtful, pairs, least });
  }
  return rules;
}

function writeAscending(out: number[], numbers: readonly number[]): void {
  varint(out, numbers.length);
  writeAscendingBody(out, numbers);
}

function writeAscendingBody(out: number[], numbers: readonly number[]): void {
  let last = -1;
  for (const number of numbers) {
    varint(out, number - last - 1);
    last = number;
  }
}

function readAscending(reader: Reader): readonly number[] {
  return readAscendingBody(reader, reader.varint());
}

function readAscendingBody(reader: Reader, count: number): readonly number[] {
  const numbers: number[] = [];
  let last = -1;
  for (let index = 0; index < count; index++) {
    last = last + 1 + reader.varint();
    numbers.push(last);
  }
  return numbers;
}

function varint(out: number[], value: number): void {
  if (value < 0 || !Number.isInteger(value)) throw new RangeError(`not a number that can be written: ${value}`);
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  more(): boolean {
    return this.at < this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw damaged('the compact table is damaged: a stream ends too early');
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 28) throw damaged('the compact table is damaged: a number is too large');
    }
  }
}

function all<Item>(bytes: Uint8Array, read: (reader: Reader) => Item): readonly Item[] {
  const reader = new Reader(bytes);
  const items: Item[] = [];
  while (reader.more()) items.push(read(reader));
  return items;
}

function lines(bytes: Uint8Array): readonly string[] {
  return bytes.length === 0 ? [] : ascii(bytes).split('\n');
}

function damaged(message: string): TableError {
  return new TableError('ERR_TABLE_DAMAGED', message, {});
}
