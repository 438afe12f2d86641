import { imageChecksum } from './checksum.ts';
import { TableError } from './error.ts';
import {
  HEADER_WORDS,
  IMAGE_FORMAT,
  IMAGE_MAGIC,
  LABEL,
  METHODS,
  NODE,
  NODE_BITS,
  OPERATION,
  PARAMETER,
  PATTERN_BIT,
  SECTION,
  SECTIONS,
  SLOT,
} from './layout.ts';
import { slotMask } from './slots.ts';
import type { Method } from './layout.ts';

/** One of Microsoft's clouds, as the token and the request are checked against it. */
export interface Cloud {
  readonly id: string;
  readonly name: string;
  readonly graphHost: string;
  readonly loginHosts: readonly string[];
  /** Issuers with `{tid}` where the tenant id stands. */
  readonly issuerV1: string;
  readonly issuerV2: string;
  readonly audiences: readonly string[];
  readonly entraPortal: string;
}

/** A query option that needs a permission beside the operation's own. */
export interface QueryNeed {
  readonly id: string;
  /** Path template, or a prefix that ends with `*`, in lower case. */
  readonly path: string;
  readonly option: string;
  readonly property: string;
  /** Permission ids per kind, in the order of `TOKEN_KINDS`; `null` where nothing is said of that kind. */
  readonly anyOf: readonly (readonly number[] | null)[];
  readonly source: string;
}

/** Small facts that are read once. */
export interface TableMeta {
  readonly version: string;
  readonly clouds: readonly Cloud[];
  readonly queryNeeds: readonly QueryNeed[];
  /** Bit masks over the roles: those that are privileged, and the ids in `wids` that are no roles. */
  readonly privilegedRoles: readonly number[];
  readonly noRoles: readonly number[];
}

/**
 * The knowledge table, open: views on one block of bytes. Nothing in it is ever written.
 *
 * The members are the image's sections; see `layout.ts` for what a record holds.
 */
export interface Table {
  readonly meta: TableMeta;
  readonly nodes: Int32Array;
  readonly labels: Int32Array;
  readonly slots: Int32Array;
  readonly mixed: Int32Array;
  readonly patterns: Int32Array;
  readonly wordStarts: Int32Array;
  readonly wordText: Uint8Array;
  readonly operations: Uint16Array;
  readonly rules: Int32Array;
  readonly roleNeeds: Int32Array;
  readonly facts: Int32Array;
  readonly notes: Int32Array;
  /** Permission names by id, sorted. Made when first asked for, since a decision needs none. */
  readonly permissionNames: readonly string[];
  /** One permission's name by its id, made when first asked for and kept in {@link Table.nameCache}. */
  readonly permissionName: (id: number) => string;
  /** The names that were asked for, to be looked at before {@link Table.permissionName} where each call counts. */
  readonly nameCache: readonly (string | undefined)[];
  readonly permissionMarks: Uint8Array;
  readonly nameSlots: Int32Array;
  /** Role template ids by role number. */
  readonly roleIds: readonly string[];
  /** 32-bit words of a set of permissions, and of a set of roles. */
  readonly permissionWords: number;
  readonly roleWords: number;
  /** The set of roles of whoever holds none. */
  readonly noRoles: Int32Array;
}

/**
 * Opens the image of a knowledge table.
 *
 * This does check the format, the size and two checksums, so that a damaged or foreign file is refused. It does NOT
 * check who made it.
 *
 * @param bytes The image. It is not copied unless it is not aligned to four bytes; do not change it afterwards.
 *
 * @throws {@link TableError} `ERR_TABLE_FORMAT` for another format, `ERR_TABLE_DAMAGED` for anything else.
 */
export function openTable(bytes: Uint8Array): Table {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  if (aligned.byteLength < HEADER_WORDS * 4 || aligned.byteLength % 4 !== 0) {
    throw new TableError('ERR_TABLE_DAMAGED', 'the table is shorter than its header', {});
  }
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
  if (words[0] !== IMAGE_MAGIC) throw new TableError('ERR_TABLE_DAMAGED', 'the file is not a knowledge table', {});
  if (words[1] !== IMAGE_FORMAT) {
    throw new TableError('ERR_TABLE_FORMAT', `the table has format ${words[1]}, this version reads ${IMAGE_FORMAT}`, {
      found: words[1] as number,
      supported: [IMAGE_FORMAT],
    });
  }
  const [a, b] = imageChecksum(words, 5);
  if (words[2] !== aligned.byteLength || words[3] !== a || words[4] !== b) {
    throw new TableError('ERR_TABLE_DAMAGED', 'the table is damaged: its size or checksum does not match', {});
  }
  const place = (section: number): readonly [number, number] => {
    const offset = words[5 + 2 * section] as number;
    const length = words[6 + 2 * section] as number;
    if (section >= SECTIONS || offset < 0 || length < 0 || offset + length > aligned.byteLength) {
      throw new TableError('ERR_TABLE_DAMAGED', 'the table is damaged: a section lies outside of it', {});
    }
    return [aligned.byteOffset + offset, length];
  };
  const int32 = (section: number): Int32Array => {
    const [offset, length] = place(section);
    return new Int32Array(aligned.buffer, offset, length / 4);
  };
  const uint8 = (section: number): Uint8Array => {
    const [offset, length] = place(section);
    return new Uint8Array(aligned.buffer, offset, length);
  };
  const [operationsAt, operationsLength] = place(SECTION.operations);
  const meta = JSON.parse(ascii(uint8(SECTION.meta))) as TableMeta;
  const nameText = uint8(SECTION.permissionNames);
  const permissionMarks = uint8(SECTION.permissionMarks);
  const nameStarts = startsOfLines(nameText, permissionMarks.length);
  const nameCache = Array.from<string | undefined>({ length: permissionMarks.length });
  let permissionNames: readonly string[] | null = null;
  const permissionName = (id: number): string =>
    (nameCache[id] ??= ascii(nameText.subarray(nameStarts[id], (nameStarts[id + 1] as number) - 1)));
  const roleIds = linesOf(uint8(SECTION.roleIds));
  const roleWords = (roleIds.length + 31) >>> 5;
  return {
    meta,
    nodes: int32(SECTION.nodes),
    labels: int32(SECTION.labels),
    slots: int32(SECTION.slots),
    mixed: int32(SECTION.mixed),
    patterns: int32(SECTION.patterns),
    wordStarts: int32(SECTION.wordStarts),
    wordText: uint8(SECTION.wordText),
    operations: new Uint16Array(aligned.buffer, operationsAt, operationsLength / 2),
    rules: int32(SECTION.rules),
    roleNeeds: int32(SECTION.roleNeeds),
    facts: int32(SECTION.facts),
    notes: int32(SECTION.notes),
    get permissionNames() {
      return (permissionNames ??= nameCache.map((_, id) => permissionName(id)));
    },
    permissionName,
    nameCache,
    permissionMarks,
    nameSlots: int32(SECTION.nameSlots),
    roleIds,
    permissionWords: (permissionMarks.length + 31) >>> 5,
    roleWords,
    noRoles: new Int32Array(roleWords),
  };
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return bytes.length === 0 ? [] : ascii(bytes).split('\n');
}

/** Text of bytes that hold ASCII only, as all of the table's text does. */
export function ascii(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    // `apply` takes typed arrays, whatever its type says, and spares the copy that spreading makes.
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192) as unknown as number[]);
  }
  return text;
}

/** Where each line of a text begins, and where one after the last would. */
function startsOfLines(text: Uint8Array, lines: number): Int32Array {
  const starts = new Int32Array(lines + 1);
  for (let line = 1; line < lines; line++) {
    const end = text.indexOf(10, starts[line - 1]);
    if (end < 0) throw new TableError('ERR_TABLE_DAMAGED', 'the table is damaged: a permission has no name', {});
    starts[line] = end + 1;
  }
  starts[lines] = text.length + 1;
  return starts;
}

/** A word of the table as it is written. */
export function wordAt(table: Table, id: number): string {
  return ascii(table.wordText.subarray(table.wordStarts[id] as number, table.wordStarts[id + 1] as number));
}

/** Path template of a node, written with `{id}` for every parameter: `/security/alerts/{id}`. */
export function pathOfNode(table: Table, node: number): string {
  let path = '';
  for (let at = node; at > 0; at = table.labels[at * LABEL.words + LABEL.parent] as number) {
    path = `/${segmentText(table, table.labels[at * LABEL.words + LABEL.text] as number)}${path}`;
  }
  return path === '' ? '/' : path;
}

/** Text of a segment's label. */
export function segmentText(table: Table, label: number): string {
  if (label === PARAMETER) return '{id}';
  if ((label & PATTERN_BIT) === 0) return wordAt(table, label);
  const at = label & ~PATTERN_BIT;
  const pieces: string[] = [];
  for (let piece = 0; piece < (table.patterns[at] as number); piece++) {
    pieces.push(wordAt(table, table.patterns[at + 1 + piece] as number));
  }
  return pieces.join('{value}');
}

/** Children of a node by literal segments: the id of the word, and the node. For searching, not for deciding. */
export function literalChildren(table: Table, node: number): readonly (readonly [number, number])[] {
  const slots = table.nodes[node * NODE.words + NODE.slots] as number;
  if (slots < 0) return [];
  const first = slots >> NODE_BITS.slots;
  const past = first + (slotMask(slots) + 1) * SLOT.words;
  const children: (readonly [number, number])[] = [];
  for (let slot = first; slot < past; slot += SLOT.words) {
    const child = table.slots[slot + SLOT.child] as number;
    if (child >= 0) children.push([table.labels[child * LABEL.words + LABEL.text] as number, child]);
  }
  return children;
}

/** Methods of the operations of a node, as bits in the order of `METHODS`; 0 where no template ends. */
export function methodsOf(table: Table, node: number): number {
  const operations = table.nodes[node * NODE.words + NODE.operations] as number;
  return operations < 0 ? 0 : operations & ((1 << NODE_BITS.methods) - 1);
}

/** One operation of the table. */
export interface TableOperation {
  readonly index: number;
  readonly node: number;
  readonly method: Method;
}

/** Every operation of the table, in the table's order. For listing and searching, not for deciding. */
export function* operationsOf(table: Table): Generator<TableOperation> {
  for (let node = 0; node * NODE.words < table.nodes.length; node++) {
    const methods = methodsOf(table, node);
    if (methods === 0) continue;
    let index = (table.nodes[node * NODE.words + NODE.operations] as number) >> NODE_BITS.methods;
    for (let method = 0; method < METHODS.length; method++) {
      if ((methods & (1 << method)) === 0) continue;
      yield { index, node, method: METHODS[method] as Method };
      index++;
    }
  }
}

/** Number of operations of the table. */
export function operationCount(table: Table): number {
  return table.operations.length / OPERATION.halfWords;
}
