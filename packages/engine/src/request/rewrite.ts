import { METHODS, MIXED, NODE } from '../table/layout.ts';
import type { Method } from '../table/layout.ts';
import { literalChildren, methodsOf, wordAt, type Table } from '../table/table.ts';
import { foldText, type NameSet } from './segment.ts';
import { isIdText, type Walk } from './walk.ts';

/** How a path that no template fits as it is written was understood. */
export type Reading =
  | 'as-written'
  | 'normalised'
  | 'key-in-parentheses'
  | 'namespace'
  | 'type-cast'
  | 'drive-path'
  | 'property-of'
  | 'me-as-user'
  | 'user-as-me';

/** A node that was found, with the readings that led to it. */
export interface Rewritten {
  readonly node: number;
  readonly readings: readonly Reading[];
  /** The path in plain form: decoded, without empty segments. */
  readonly segments: readonly string[];
}

/** Longest path and most segments that are looked at; anything beyond is not a Microsoft Graph request. */
export const LONGEST = 16_384;
const MOST_SEGMENTS = 48;
/** Steps of one search; the tree is small, so only a hostile path comes near. */
const MOST_STEPS = 20_000;

/**
 * Understands the spellings of a path that Microsoft Graph accepts and the table does not list: percent-encoding,
 * doubled and trailing slashes, keys in parentheses, namespace-qualified functions, type casts, colon paths of drives
 * and sites, `/$count` and the like, and `/me` for `/users/{id}` where the table has only one of the two.
 *
 * Slower than {@link Walk}, and only reached when that finds nothing.
 *
 * @param unqualified Names that the table writes with their namespace only, without it, in lower case.
 * @param path The path as written, from its first segment to its end.
 * @param method Preferred: a template that has this method is taken before one that has not.
 */
export function rewrite(
  table: Table,
  walk: Walk,
  unqualified: NameSet,
  path: string,
  method: Method | null,
): Rewritten | null {
  if (path.length > LONGEST) return null;
  const segments = splitPath(path);
  if (segments === null || segments.length === 0 || segments.length > MOST_SEGMENTS) return null;
  const search = new Search(table, walk, unqualified, method);
  const attempts: { readonly segments: readonly string[]; readonly readings: readonly Reading[] }[] = [
    { segments, readings: [] },
  ];
  const last = segments[segments.length - 1] as string;
  const reads = method === 'GET' || method === null;
  const isProperty = (reads && /^\$(count|value|ref)$/i.test(last)) || (/^\$ref$/i.test(last) && isLinked(segments));
  if (segments.length > 1 && isProperty) {
    attempts.push({ segments: segments.slice(0, -1), readings: ['property-of'] });
  }
  for (const attempt of [...attempts]) {
    if (foldText(attempt.segments[0] as string) === 'me') {
      attempts.push({
        segments: ['users', 'me', ...attempt.segments.slice(1)],
        readings: [...attempt.readings, 'me-as-user'],
      });
    }
    if (attempt.segments.length > 1 && /^users(\(|$)/i.test(attempt.segments[0] as string)) {
      const keyed = (attempt.segments[0] as string).includes('(');
      const user = attempt.segments[1] as string;
      // `/users/getSecret()` names no user.
      if (!keyed && !isIdText(user, 0, user.length)) continue;
      const rest = attempt.segments.slice(keyed ? 1 : 2);
      attempts.push({ segments: ['me', ...rest], readings: [...attempt.readings, 'user-as-me'] });
    }
  }
  let first: Rewritten | null = null;
  for (const attempt of attempts) {
    const found = search.find(attempt.segments);
    if (found === null) continue;
    const rewritten = { node: found.node, readings: unique([...attempt.readings, ...found.readings]), segments };
    if (method === null || hasMethod(table, found.node, method)) return rewritten;
    first ??= rewritten;
  }
  return first;
}

/**
 * Relationships whose links are written by `/$ref`, which the table mostly leaves out. Below anything else a written
 * `/$ref` is not known: what deletes `/users/{id}` says nothing of `/users/{id}/$ref`.
 */
const LINKED: ReadonlySet<string> = new Set([
  'acceptedsenders',
  'manager',
  'members',
  'owners',
  'registeredowners',
  'registeredusers',
  'rejectedsenders',
  'sponsors',
]);

/** Whether a path that ends with `/$ref` names such a relationship, or one link of it. */
function isLinked(segments: readonly string[]): boolean {
  return [2, 3].some((back) => LINKED.has(foldText(segments[segments.length - back] ?? '')));
}

/** Whether the template of a node has a method. */
export function hasMethod(table: Table, node: number, method: Method): boolean {
  return (methodsOf(table, node) & (1 << METHODS.indexOf(method))) !== 0;
}

function unique(readings: readonly Reading[]): readonly Reading[] {
  const kept = readings.filter((reading, index) => readings.indexOf(reading) === index);
  return kept.length === 0 ? ['normalised'] : kept;
}

/**
 * Segments of a path: split at slashes outside of quoted arguments, percent-decoded, without empty ones; `null` when
 * the path holds characters that no URL may hold or dot segments.
 */
export function splitPath(path: string): readonly string[] | null {
  const segments: string[] = [];
  let from = 0;
  let quoted = false;
  let depth = 0;
  for (let at = 0; at <= path.length; at++) {
    const character = path.charCodeAt(at);
    if (at < path.length && (character < 32 || character === 127)) return null;
    if (character === 40) depth++;
    else if (character === 41 && !quoted && depth > 0) depth--;
    else if (character === 39 && depth > 0) quoted = !quoted;
    if (at < path.length && (character !== 47 || quoted)) continue;
    const raw = path.slice(from, at);
    from = at + 1;
    if (raw === '') continue;
    const segment = decodeSegment(raw);
    if (segment === null || segment === '.' || segment === '..') return null;
    segments.push(segment);
  }
  return quoted ? splitPath(path.replaceAll("'", '%27')) : segments;
}

function decodeSegment(raw: string): string | null {
  const text = raw.trim();
  if (!text.includes('%')) return text;
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    return text;
  }
  for (let at = 0; at < decoded.length; at++) if (decoded.charCodeAt(at) < 32) return null;
  return decoded;
}

/** No child. */
const NONE: readonly number[] = [];

/** Collections whose items can be followed by a colon and a path. */
const COLON_COLLECTIONS: readonly string[] = ['items', 'sites', 'special'];

/** Backtracking search over segments, with the spellings that a node allows tried in order of how literal they are. */
class Search {
  readonly #table: Table;
  readonly #walk: Walk;
  readonly #unqualified: NameSet;
  readonly #posts: boolean;
  #steps = 0;

  constructor(table: Table, walk: Walk, unqualified: NameSet, method: Method | null) {
    this.#table = table;
    this.#walk = walk;
    this.#unqualified = unqualified;
    this.#posts = method === 'POST';
  }

  find(segments: readonly string[]): { readonly node: number; readonly readings: readonly Reading[] } | null {
    this.#steps = 0;
    const readings: Reading[] = [];
    const node = this.#step(segments, 0, 0, readings);
    return node < 0 ? null : { node, readings };
  }

  #step(segments: readonly string[], index: number, node: number, readings: Reading[]): number {
    if (++this.#steps > MOST_STEPS) return -1;
    const nodes = this.#table.nodes;
    if (index === segments.length) return (nodes[node * NODE.words + NODE.operations] as number) < 0 ? -1 : node;
    const segment = segments[index] as string;
    const next = index + 1;
    let found = this.#go(segments, next, this.#walk.literalChild(node, segment), readings, null);
    if (found >= 0) return found;
    found = this.#throughPatterns(segments, next, node, segment, readings, null);
    if (found >= 0) return found;
    const parameter = nodes[node * NODE.words + NODE.parameter] as number;
    const open = segment.indexOf('(');
    if (open > 0 && segment.endsWith(')')) {
      // `users('a@b')` and `applications(appId='…')` name one item: the same as a segment of its own.
      const collection = this.#walk.literalChild(node, segment.slice(0, open));
      if (collection >= 0) {
        const item = nodes[collection * NODE.words + NODE.parameter] as number;
        found =
          segment.length === open + 2
            ? this.#go(segments, next, collection, readings, 'normalised')
            : this.#go(segments, next, item, readings, 'key-in-parentheses');
        if (found >= 0) return found;
      }
    }
    if (segment.includes('.') && /^(microsoft\.)?graph\./i.test(segment)) {
      const name = segment.slice(segment.replace(/\(.*$/s, '').lastIndexOf('.') + 1);
      // `microsoft.graph.delta()` is `delta`: a call without arguments is the function itself, never a type cast.
      const bare = name.replace(/\(\s*\)$/, '');
      found = this.#go(segments, next, this.#walk.literalChild(node, bare), readings, 'namespace');
      if (found >= 0) return found;
      found = this.#throughPatterns(segments, next, node, name, readings, 'namespace');
      if (found >= 0) return found;
      // What is called is a function, and what is posted to at the end an action, not a type.
      if (index > 0 && open < 0 && !(this.#posts && next === segments.length)) {
        found = this.#go(segments, next, node, readings, 'type-cast');
        if (found >= 0) return found;
      }
    }
    found = this.#go(segments, next, this.#qualifiedChild(node, segment), readings, 'namespace');
    if (found >= 0) return found;
    found = this.#alongColonPath(segments, index, node, readings);
    if (found >= 0) return found;
    return isIdText(segment, 0, segment.length) ? this.#go(segments, next, parameter, readings, null) : -1;
  }

  /** Goes on from a child, if there is one; the reading that led to it is kept only if that leads to an end. */
  #go(segments: readonly string[], next: number, child: number, readings: Reading[], reading: Reading | null): number {
    if (child < 0) return -1;
    const mark = readings.length;
    if (reading !== null) readings.push(reading);
    const found = this.#step(segments, next, child, readings);
    if (found < 0) readings.length = mark;
    return found;
  }

  #throughPatterns(
    segments: readonly string[],
    next: number,
    node: number,
    segment: string,
    readings: Reading[],
    reading: Reading | null,
  ): number {
    for (const child of this.#fitting(node, segment)) {
      const found = this.#go(segments, next, child, readings, reading);
      if (found >= 0) return found;
    }
    return -1;
  }

  /** Children of a node whose pattern a segment fits. */
  #fitting(node: number, segment: string): readonly number[] {
    const mixed = this.#table.nodes[node * NODE.words + NODE.mixed] as number;
    if (mixed < 0) return NONE;
    const compact = segment.includes('(') ? segment.replace(/,\s+/g, ',').replace(/\s*=\s*/g, '=') : segment;
    const { length } = compact;
    let fitting: number[] | null = null;
    for (let entry = 0; (entry = this.#walk.fitting(mixed, entry, compact, 0, length)) > 0;) {
      fitting ??= [];
      fitting.push(this.#table.mixed[entry + MIXED.child] as number);
    }
    return fitting ?? NONE;
  }

  /** The child whose name is the segment with a namespace before it, as the table writes a few functions. */
  #qualifiedChild(node: number, segment: string): number {
    if (!this.#unqualified.has(segment, 0, segment.length)) return -1;
    const wanted = `.${foldText(segment)}`;
    for (const [word, child] of literalChildren(this.#table, node)) {
      const text = foldText(wordAt(this.#table, word));
      if (text.startsWith('microsoft.graph.') && text.endsWith(wanted)) return child;
    }
    return -1;
  }

  /**
   * `root:/a/b.txt:/content` and `sites/host:/teams/x:/lists`: the path between the colons is one name. It is tried
   * as the table's own colon templates write it, then as the item that it names.
   */
  #alongColonPath(segments: readonly string[], index: number, node: number, readings: Reading[]): number {
    const segment = segments[index] as string;
    if (!segment.endsWith(':') || segment.length < 2) return -1;
    // The second of two colons ends a path: `x:` of `root:/x:/nonsense` opens none.
    let opened = false;
    for (let before = 0; before < index; before++) if ((segments[before] as string).endsWith(':')) opened = !opened;
    if (opened) return -1;
    let close = index + 1;
    while (close < segments.length && !(segments[close] as string).endsWith(':')) close++;
    const closed = close < segments.length;
    const nodes = this.#table.nodes;
    for (const child of this.#openings(node, segment)) {
      const record = child * NODE.words;
      if (closed) {
        const found = this.#throughPatterns(segments, close + 1, child, 'x:', readings, 'drive-path');
        if (found >= 0) return found;
      }
      const item = nodes[record + NODE.parameter] as number;
      // `root:/x:` at the end of a request is `root:/x`.
      if (index + 1 < segments.length && (!closed || close + 1 === segments.length)) {
        const found = this.#go(segments, segments.length, item, readings, 'drive-path');
        if (found >= 0) return found;
      }
    }
    const isRoot = foldText(segment) === 'root:';
    if (!isRoot && !COLON_COLLECTIONS.includes(foldText(segments[index - 1] ?? ''))) return -1;
    if (index + 1 === segments.length) return -1;
    const target = isRoot ? this.#itemOfDrive(node) : (nodes[node * NODE.words + NODE.parameter] as number);
    return this.#go(segments, closed ? close + 1 : segments.length, target, readings, 'drive-path');
  }

  /** Children through which a segment that ends with a colon can lead: `root:`, or `{id}:`. */
  #openings(node: number, segment: string): readonly number[] {
    const literal = this.#walk.literalChild(node, segment);
    const patterns = this.#fitting(node, segment);
    return literal < 0 ? patterns : [literal, ...patterns];
  }

  /** `…/items/{id}` of the drive whose node this is. */
  #itemOfDrive(node: number): number {
    const items = this.#walk.literalChild(node, 'items');
    return items < 0 ? -1 : (this.#table.nodes[items * NODE.words + NODE.parameter] as number);
  }
}
