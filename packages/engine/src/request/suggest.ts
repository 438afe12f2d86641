import { LABEL, METHODS, MIXED, NODE } from '../table/layout.ts';
import type { Method } from '../table/layout.ts';
import { literalChildren, methodsOf, pathOfNode, segmentText, wordAt, type Table } from '../table/table.ts';
import { splitPath } from './rewrite.ts';
import { foldText } from './segment.ts';

/** Most paths that are suggested. */
const MOST = 5;
/** Nodes that one search looks at, at most. */
const MOST_NODES = 30_000;

interface Candidate {
  readonly node: number;
  readonly cost: number;
}

/**
 * Path templates that were probably meant by a path that no template fits: few letters off, or the end of a longer
 * path (`/riskDetections` for `/identityProtection/riskDetections`). Nearest first; empty when nothing is near.
 *
 * @param path The path as written, from its first segment to its end.
 * @param method Templates that have it come first.
 */
export function suggestPaths(table: Table, path: string, method: Method | null): readonly string[] {
  const segments = splitPath(path.slice(0, 2000));
  if (segments === null || segments.length > 16) return [];
  const folded = segments.map((segment) => foldText(segment).replace(/\(.*/s, ''));
  const near = nearPaths(table, folded);
  const found = near.length > 0 ? near : endingPaths(table, folded);
  const hasMethod = (node: number): boolean => {
    return method !== null && (methodsOf(table, node) & (1 << METHODS.indexOf(method))) !== 0;
  };
  const rank = ({ node, cost }: Candidate): number => cost + (hasMethod(node) ? 0 : 1.5);
  return [...found]
    .sort((a, b) => rank(a) - rank(b) || a.node - b.node)
    .map(({ node }) => pathOfNode(table, node))
    .slice(0, MOST);
}

/** Templates of the same length whose literal segments are each a few letters off, at most. */
function nearPaths(table: Table, segments: readonly string[]): readonly Candidate[] {
  const found: Candidate[] = [];
  const words = new Map<number, string>();
  const wordOf = (id: number): string => {
    const known = words.get(id) ?? foldText(wordAt(table, id));
    words.set(id, known);
    return known;
  };
  let looked = 0;
  const visit = (node: number, index: number, cost: number): void => {
    if (cost > 4 || ++looked > MOST_NODES) return;
    const record = node * NODE.words;
    if (index === segments.length) {
      if (methodsOf(table, node) !== 0) found.push({ node, cost });
      return;
    }
    const segment = segments[index] as string;
    for (const [word, child] of literalChildren(table, node)) {
      const distance = nameDistance(segment, wordOf(word).replace(/\(.*/s, ''));
      if (distance !== null) visit(child, index + 1, cost + distance);
    }
    const mixed = table.nodes[record + NODE.mixed] as number;
    for (let place = 0; mixed >= 0 && place < (table.mixed[mixed] as number); place++) {
      const entry = mixed + 1 + place * MIXED.words;
      const pattern = table.mixed[entry + MIXED.pattern] as number;
      const distance = nameDistance(segment, wordOf(table.patterns[pattern + 1] as number).replace(/\(.*/s, ''));
      if (distance !== null) {
        visit(table.mixed[entry + MIXED.child] as number, index + 1, cost + distance + 0.2);
      }
    }
    const parameter = table.nodes[record + NODE.parameter] as number;
    if (parameter >= 0) visit(parameter, index + 1, cost + (index === 0 ? 2 : looksLikeId(segment) ? 0 : 0.7));
  };
  visit(0, 0, 0);
  return found;
}

/** Templates that end as the path does, with something missing before. */
function endingPaths(table: Table, segments: readonly string[]): readonly Candidate[] {
  const found: Candidate[] = [];
  const names = segments.map((segment) => (looksLikeId(segment) ? '{id}' : segment));
  const wanted = names.join('/');
  // Most templates end otherwise: their last segment tells, before the whole path is written.
  const last = names[names.length - 1] as string;
  const endings = new Map<number, boolean>();
  const endsSo = (label: number): boolean => {
    const known = endings.get(label) ?? withoutArguments(segmentText(table, label)) === last;
    endings.set(label, known);
    return known;
  };
  for (let node = 0; node * NODE.words < table.nodes.length; node++) {
    if (methodsOf(table, node) === 0) continue;
    if (!endsSo(table.labels[node * LABEL.words + LABEL.text] as number)) continue;
    const folded = withoutArguments(pathOfNode(table, node));
    if (folded.endsWith(`/${wanted}`)) found.push({ node, cost: folded.length / 20 });
  }
  return found;
}

function withoutArguments(text: string): string {
  return foldText(text).replace(/\([^)]*\)/g, '');
}

function looksLikeId(segment: string): boolean {
  return /^\{.*\}$|@|\d{3,}|.{30,}/.test(segment);
}

/** Letters between two names, or `null` when they are further apart than a slip of the fingers. */
function nameDistance(a: string, b: string): number | null {
  if (a === b) return 0;
  const longest = Math.max(a.length, b.length);
  const allowed = longest <= 3 ? 1 : longest <= 7 ? 2 : 3;
  if (b.length - a.length <= 4 && a.length >= 4 && b.startsWith(a)) return Math.min(b.length - a.length, 2.5);
  if (Math.abs(a.length - b.length) > allowed || a.length > 80 || b.length > 80) return null;
  const distance = editDistance(a, b);
  return distance <= allowed ? distance : null;
}

/** Names that are a few letters off from a wrong one, nearest first; empty when none is near. */
export function nearestNames(wrong: string, names: readonly string[], most = 3): readonly string[] {
  const folded = foldText(wrong).slice(0, 200);
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    const candidate = foldText(name);
    const allowed = Math.max(2, Math.floor(candidate.length / 5));
    if (Math.abs(candidate.length - folded.length) > allowed) continue;
    const distance = editDistance(folded, candidate);
    if (distance <= allowed) near.push({ name, distance });
  }
  return near
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** Damerau–Levenshtein distance: insertions, deletions, replacements and neighbours swapped. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (same ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] as number) + 1);
      }
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
