import { createEngine, editDistance } from '@why403/engine';
import type { Knowledge } from './load.ts';

/** A mistake that the data makes by itself. */
export interface DataMistake {
  readonly kind: 'several-least' | 'no-least' | 'read-accepted-for-write' | 'unknown-partner' | 'near-duplicate-path';
  readonly where: string;
  readonly says: string;
}

/** Names of permissions that only read. */
const READS = /\.Read(Basic)?(\.|$)/;
/** Names of actions that read in spite of their method. */
const READING =
  /\/(get|check|find|search|query|evaluate|export|validate|preview|calculate|compare|estimate|translate|delta)/i;

/**
 * Looks for the data's own mistakes: several permissions flagged as least, none flagged, a permission to read that is
 * accepted for a write, a partner that no permission of the kind is called, and paths that differ by a letter.
 *
 * It does NOT know which of them are wrong: each is a place to look.
 */
export function checkKnowledge({ table, details }: Knowledge): readonly DataMistake[] {
  const engine = createEngine(table, details);
  const mistakes: DataMistake[] = [];
  const paths = new Set<string>();
  for (const { index, method, path } of engine.operations(0)) {
    paths.add(path);
    for (const { kind, accepted } of engine.requirementsOf(index)) {
      const where = `${method} ${path} (${kind})`;
      const firm = accepted.filter((entry) => !entry.doubtful);
      const least = firm.filter((entry) => entry.least).map((entry) => entry.permission);
      if (least.length > 1) mistakes.push({ kind: 'several-least', where, says: least.join(', ') });
      if (firm.length > 0 && least.length === 0)
        mistakes.push({ kind: 'no-least', where, says: firm.map(({ permission }) => permission).join(', ') });
      for (const partner of firm.flatMap((entry) => entry.with)) {
        if (details.permissions[partner]?.[kind] === undefined) {
          mistakes.push({ kind: 'unknown-partner', where, says: partner });
        }
      }
      if (method !== 'GET' && !READING.test(path)) {
        const reading = firm.filter((entry) => READS.test(entry.permission) && entry.with.length === 0);
        if (reading.length > 0 && reading.length < firm.length) {
          mistakes.push({
            kind: 'read-accepted-for-write',
            where,
            says: reading.map(({ permission }) => permission).join(', '),
          });
        }
      }
    }
  }
  return [...mistakes, ...nearDuplicates([...paths])];
}

/** Paths of which one is the other with a letter wrong in one segment: compared within equal surroundings only. */
function nearDuplicates(paths: readonly string[]): readonly DataMistake[] {
  const bySurroundings = new Map<string, Map<string, string>>();
  for (const path of paths) {
    const segments = path.toLowerCase().split('/');
    segments.forEach((segment, index) => {
      if (segment.length < 8 || segment.includes('{')) return;
      const surroundings = segments.map((each, at) => (at === index ? '*' : each)).join('/');
      const group = bySurroundings.get(surroundings) ?? new Map<string, string>();
      group.set(segment, path);
      bySurroundings.set(surroundings, group);
    });
  }
  const found: DataMistake[] = [];
  for (const group of bySurroundings.values()) {
    const entries = [...group];
    for (const [index, [segment, path]] of entries.entries()) {
      for (const [other, otherPath] of entries.slice(index + 1)) {
        if (Math.abs(segment.length - other.length) > 1 || editDistance(segment, other) > 1) continue;
        found.push({ kind: 'near-duplicate-path', where: path, says: otherPath });
      }
    }
  }
  return found;
}

/** Kinds of mistakes with how many there are. */
export function countMistakes(mistakes: readonly DataMistake[]): ReadonlyMap<DataMistake['kind'], number> {
  const counts = new Map<DataMistake['kind'], number>();
  for (const { kind } of mistakes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
