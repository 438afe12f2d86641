import { METHODS, NODE, NODE_BITS } from '../table/layout.ts';
import { wordAt, type Table } from '../table/table.ts';
import { AddressReader, type Address } from './address.ts';
import { LONGEST, rewrite, type Rewritten } from './rewrite.ts';
import { NameSet, foldText, segmentEnd } from './segment.ts';
import { Walk, isIdText } from './walk.ts';

// V8 takes a module's own constants for numbers, and loads the members of an imported object each time.
const { words: NODE_WORDS, parameter: PARAMETER, operations: OPERATIONS } = NODE;
const { methods: METHOD_BITS } = NODE_BITS;

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

  /**
   * What no other spelling can be behind: characters that stand for themselves, and dots that end no namespace. Reading a
   * run of them costs less than searching for anything else.
   */
  readonly #ordinary = /[!&*-\-/-9;-~]*(?:(?<![gG][rR][aA][pP][hH])\.[!&*-\-/-9;-~]*)*/y;

  /** What is split at slashes and at nothing else: without `$` and escapes, with quotes only in calls and no slash in them. */
  readonly #walkable = /(?:[!"&'*-~]|\((?:[!"&*-~]|'[!"&(-.0-~]*')*\))*/y;

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
    this.#user = users < 0 ? -1 : (table.nodes[users * NODE_WORDS + PARAMETER] as number);
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
    if (limit - at > LONGEST) return -1;
    const isStraight = node >= 0 && this.#walk.straight;
    if (this.#isPlain(url, at, limit)) {
      const across = this.#acrossUsers(url, at, limit);
      const operation = across < 0 ? -1 : this.#takeAcross(across, method, url, at, limit);
      if (operation >= 0) return operation;
      // What may still help: two slashes that only the second search met, and the namespace of the last name, which the
      // table writes and the path does not.
      if (!this.#walk.metEmpty && !this.#unqualified.hasLast(url, at, limit)) return -1;
    } else if (isStraight && this.#isAsWalked(url, at, limit)) {
      if (!isText(url, at, 'me') && !isText(url, at, 'users')) return -1;
      const across = this.#acrossUsers(url, at, limit);
      if (across >= 0 && this.#walk.straight) return this.#takeAcross(across, method, url, at, limit);
    }
    return this.#resolveRewritten(method, url.slice(at, limit));
  }

  /**
   * Node of `/users/{id}/…` for `/me/…`, or the reverse, as the table may have only one of the two; -1 if it has none.
   *
   * For paths that are spelled plainly this is all that can help, and it costs no allocation.
   */
  #acrossUsers(url: string, at: number, limit: number): number {
    const end = segmentEnd(url, at, limit);
    if (isSegment(url, at, end, 'me')) return this.#user < 0 ? -1 : this.#walk.find(url, this.#user, end + 1, limit);
    if (end >= limit || this.#me < 0 || !isSegment(url, at, end, 'users')) return -1;
    const rest = segmentEnd(url, end + 1, limit);
    // `/users/getSecret()` names no user.
    return isIdText(url, end + 1, rest) ? this.#walk.find(url, this.#me, rest + 1, limit) : -1;
  }

  /** Takes what {@link Resolver.#acrossUsers} found, if it has the method or nothing was found before. */
  #takeAcross(node: number, method: number, url: string, at: number, limit: number): number {
    const operation = this.#operationOf(node, method);
    if (operation < 0 && this.node >= 0) return -1;
    const end = segmentEnd(url, at, limit);
    this.node = node;
    this.operation = operation;
    this.rewritten =
      end - at === 2
        ? ME_AS_USER
        : { ...USER_AS_ME, segments: ['users', url.slice(end + 1, segmentEnd(url, end + 1, limit))] };
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

  /**
   * Whether a path holds nothing that another spelling could be behind: no escapes, calls, colons, namespaces, `$` or
   * characters that no URL holds, and no empty segment that the search met; what stands behind the end of a search does not
   * matter to it. Dot segments need no look: nothing fits them in any spelling.
   */
  #isPlain(url: string, at: number, limit: number): boolean {
    if (this.#walk.metEmpty || url.charCodeAt(limit - 1) === 47) return false;
    const ordinary = this.#ordinary;
    ordinary.lastIndex = at;
    return ordinary.test(url) && ordinary.lastIndex >= limit;
  }

  /**
   * Whether `rewrite` would split a path as the walk does and know no other name for its ids. Then it finds, before
   * anything else, the very node that the walk found, if that had not to go back on its way.
   */
  #isAsWalked(url: string, at: number, limit: number): boolean {
    const walkable = this.#walkable;
    walkable.lastIndex = at;
    if (!walkable.test(url) || walkable.lastIndex < limit) return false;
    for (let begin = at; begin <= limit;) {
      const end = segmentEnd(url, begin, limit);
      if (isText(url, begin, 'graph.') || this.#unqualified.has(url, begin, end)) return false;
      begin = end + 1;
    }
    return true;
  }

  #operationOf(node: number, method: number): number {
    const operations = this.table.nodes[node * NODE_WORDS + OPERATIONS] as number;
    if (method < 0 || (operations & (1 << method)) === 0) return -1;
    return (operations >> METHOD_BITS) + (BITS_SET[operations & ((1 << method) - 1)] as number);
  }
}

/** How many bits are set in each number below 32. */
const BITS_SET = Uint8Array.from({ length: 32 }, (_, bits) => bits.toString(2).replaceAll('0', '').length);

const ME_AS_USER: Rewritten = { node: -1, readings: ['me-as-user'], segments: [] };
const USER_AS_ME: Rewritten = { node: -1, readings: ['user-as-me'], segments: [] };

/** Whether a segment is a word of small letters, in any letter case. */
function isSegment(url: string, at: number, end: number, word: string): boolean {
  return end - at === word.length && isText(url, at, word);
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
