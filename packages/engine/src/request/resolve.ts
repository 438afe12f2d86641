import { METHODS, NODE } from '../table/layout.ts';
import { wordAt, type Table } from '../table/table.ts';
import { AddressReader, type Address } from './address.ts';
import { rewrite, type Rewritten } from './rewrite.ts';
import { foldText } from './segment.ts';
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
  #unqualifiedNames: ReadonlySet<string> | null = null;

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
  get #unqualified(): ReadonlySet<string> {
    this.#unqualifiedNames ??= unqualifiedNames(this.table);
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
      if (across >= 0 || !this.#endsUnqualified(url, limit)) return across;
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

  /** Whether the last segment is a name that the table writes with its namespace only. */
  #endsUnqualified(url: string, limit: number): boolean {
    return this.#unqualified.has(foldText(url.slice(url.lastIndexOf('/', limit - 1) + 1, limit)));
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
    const template = this.table.nodes[node * NODE.words + NODE.template] as number;
    const methods = this.table.templates[template * 2 + 1] as number;
    if (method < 0 || (methods & (1 << method)) === 0) return -1;
    let place = this.table.templates[template * 2] as number;
    for (let bits = methods & ((1 << method) - 1); bits !== 0; bits &= bits - 1) place++;
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
  if (end - at !== word.length) return false;
  for (let index = 0; index < word.length; index++) {
    if ((url.charCodeAt(at + index) | 32) !== word.charCodeAt(index)) return false;
  }
  return true;
}

/**
 * Whether a path holds nothing that another spelling could be behind: no escapes, calls, colons, dots, `$`, empty
 * segments or characters that no URL holds.
 */
function isPlain(url: string, at: number, limit: number): boolean {
  let last = 47;
  for (let index = at; index < limit; index++) {
    const character = url.charCodeAt(index);
    if (character <= 41 && character !== 33 && character !== 38) return false;
    if (character === 58 || character > 126) return false;
    if (character === 46 && isBoundary(url, index, at, limit)) return false;
    if (character === 47 && last === 47) return false;
    last = character;
  }
  return last !== 47;
}

/** Whether a dot may begin a dot segment, or belong to a namespace. */
function isBoundary(url: string, index: number, at: number, limit: number): boolean {
  const before = index === at ? 47 : url.charCodeAt(index - 1);
  const after = index + 1 >= limit ? 47 : url.charCodeAt(index + 1);
  return (
    before === 47 ||
    after === 47 ||
    /^graph\./i.test(url.slice(index + 1, index + 7)) ||
    /graph$/i.test(url.slice(Math.max(at, index - 5), index))
  );
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
