import { METHODS, NODE, NODE_BITS } from '../table/layout.ts';
import { wordAt, type Table } from '../table/table.ts';
import { AddressReader, type Address } from './address.ts';
import { rewrite, type Rewritten } from './rewrite.ts';
import { NameSet, foldText } from './segment.ts';
import { Walk } from './walk.ts';

/**
 * Finds the operation of a request. One resolver serves many requests: what it found last stands in its members, so
 * that the common forms of a URL cost no allocation.
 */
export class Resolver {
  readonly table: Table;
  readonly #walk: Walk;
  readonly #reader: AddressReader;
  /** Nodes of `/me` and `/users/{id}`; -1 where the table has none. */
  readonly #me: number;
  readonly #user: number;
  #unqualifiedNames: NameSet | null = null;

  /** What stood before the path. */
  address: Address;
  /** Node of the template, or -1: no template fits. */
  node = -1;
  /** The operation's number, or -1: no template fits, or it has no such method. */
  operation = -1;
  /** How the path was understood, when not as it is written. */
  rewritten: Rewritten | null = null;

  constructor(table: Table) {
    this.table = table;
    this.#walk = new Walk(table);
    this.#reader = new AddressReader(table);
    this.address = this.#reader.address;
    this.#me = this.#walk.literalChild(0, 'me');
    const users = this.#walk.literalChild(0, 'users');
    this.#user = users < 0 ? -1 : (table.nodes[users * NODE.words + NODE.parameter] as number);
  }

  /** Last parts of the names that the table writes with a namespace, `microsoft.graph.…`. Made when first needed. */
  get #unqualified(): NameSet {
    this.#unqualifiedNames ??= new NameSet(unqualifiedNames(this.table));
    return this.#unqualifiedNames;
  }

  /**
   * Number of the operation that a request is for, or -1.
   *
   * @param method Place of the method in `METHODS`, or -1 for one that Microsoft Graph's operations do not use.
   */
  resolve(method: number, url: string): number {
    this.node = -1;
    this.operation = -1;
    this.rewritten = null;
    const { at, limit } = this.#reader.read(url);
    if (at < 0) return -1;
    const node = this.#walk.find(url, 0, at, limit);
    if (node >= 0) {
      this.node = node;
      this.operation = this.#operationOf(node, method);
      if (this.operation >= 0) return this.operation;
    }
    if (isPlain(url, at, limit)) {
      const across = this.#resolveAcrossUsers(method, url, at, limit);
      if (across >= 0) return across;
      // What may still help is the namespace of the last name, which the table writes and the path does not.
      if (!this.#unqualified.has(url, url.lastIndexOf('/', limit - 1) + 1, limit)) return -1;
    }
    return this.#resolveRewritten(method, url.slice(at, limit));
  }

  /**
   * `/me/…` by the template of `/users/{id}/…`, or the reverse, where the table has only one of the two. For paths that
   * are spelled plainly this is all that can help, and it costs no allocation but the note of how it was read.
   */
  #resolveAcrossUsers(method: number, url: string, at: number, limit: number): number {
    const end = segmentEnd(url, at, limit);
    const isMe = isSegment(url, at, end, 'me');
    if (!isMe && (end >= limit || !isSegment(url, at, end, 'users'))) return -1;
    const other = isMe ? this.#user : this.#me;
    if (other < 0) return -1;
    const rest = isMe ? end : segmentEnd(url, end + 1, limit);
    const node = this.#walk.find(url, other, rest + 1, limit);
    if (node < 0) return -1;
    const operation = this.#operationOf(node, method);
    if (operation < 0 && this.node >= 0) return -1;
    this.node = node;
    this.rewritten = isMe ? ME_AS_USER : { ...USER_AS_ME, segments: ['users', url.slice(end + 1, rest)] };
    this.operation = operation;
    return operation;
  }

  #resolveRewritten(method: number, path: string): number {
    const rewritten = rewrite(this.table, this.#walk, this.#unqualified, path, METHODS[method] ?? null);
    if (rewritten === null) return -1;
    const operation = this.#operationOf(rewritten.node, method);
    if (operation < 0 && this.node >= 0) return -1;
    this.node = rewritten.node;
    this.rewritten = rewritten;
    this.operation = operation;
    return operation;
  }

  #operationOf(node: number, method: number): number {
    const operations = this.table.nodes[node * NODE.words + NODE.operations] as number;
    if (method < 0 || (operations & (1 << method)) === 0) return -1;
    let place = operations >> NODE_BITS.methods;
    for (let bits = operations & ((1 << method) - 1); bits !== 0; bits &= bits - 1) place++;
    return place;
  }
}

const ME_AS_USER: Rewritten = { node: -1, readings: ['me-as-user'], segments: [] };
const USER_AS_ME: Rewritten = { node: -1, readings: ['user-as-me'], segments: [] };

function segmentEnd(url: string, at: number, limit: number): number {
  const end = url.indexOf('/', at);
  return end < 0 || end > limit ? limit : end;
}

/** Whether a segment is a word of small letters, in any letter case. */
function isSegment(url: string, at: number, end: number, word: string): boolean {
  return end - at === word.length && isText(url, at, word);
}

/** What a character of a path can mean, by its code: nothing, another spelling of the path, or that with its neighbours. */
const MEANS: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  (code <= 41 && code !== 33 && code !== 38) || code === 58 || code === 127 ? 1 : code === 46 || code === 47 ? 2 : 0,
);

/**
 * Whether a path holds nothing that another spelling could be behind: no escapes, calls, colons, dots, `$`, empty
 * segments or characters that no URL holds.
 */
function isPlain(url: string, at: number, limit: number): boolean {
  let begin = at;
  for (let index = at; index < limit; index++) {
    const character = url.charCodeAt(index);
    if (character > 127) return false;
    const means = MEANS[character] as number;
    if (means === 0) continue;
    if (means === 1) return false;
    if (character === 47) {
      if (index === begin) return false;
      begin = index + 1;
    } else if (isBoundary(url, index, begin, limit)) return false;
  }
  return begin < limit;
}

/** Whether a dot may begin a dot segment, or belong to a namespace. `begin` is where its segment begins. */
function isBoundary(url: string, index: number, begin: number, limit: number): boolean {
  if (index === begin || index + 1 >= limit || url.charCodeAt(index + 1) === 47) return true;
  return isText(url, index + 1, 'graph.') || (index >= begin + 5 && isText(url, index - 5, 'graph'));
}

/** Whether a text of small letters and dots stands at a place, in any letter case. */
function isText(url: string, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if ((url.charCodeAt(at + index) | 32) !== text.charCodeAt(index)) return false;
  }
  return true;
}

function unqualifiedNames(table: Table): ReadonlySet<string> {
  const names = new Set<string>();
  for (let word = 0; word + 1 < table.wordStarts.length; word++) {
    const text = foldText(wordAt(table, word));
    if (text.startsWith('microsoft.graph.')) names.add(text.slice(text.lastIndexOf('.') + 1));
  }
  return names;
}

/** Place of a method in `METHODS`, in any letter case; `HEAD` is answered like `GET`; -1 for any other. */
export function methodNumber(method: string): number {
  switch (method) {
    case 'GET':
      return 1;
    case 'POST':
      return 3;
    case 'PATCH':
      return 2;
    case 'DELETE':
      return 0;
    case 'PUT':
      return 4;
    default: {
      const upper = method.toUpperCase();
      return upper === method ? (upper === 'HEAD' ? 1 : -1) : methodNumber(upper);
    }
  }
}
