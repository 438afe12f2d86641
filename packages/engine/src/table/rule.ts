import { OPERATION, RULE } from './layout.ts';
import type { Table } from './table.ts';

/** What one operation accepts of one kind of token, with permissions by number. */
export interface Rule {
  /** The service refuses this kind of token here, whatever it holds. */
  readonly refused: boolean;
  /** Another authority than the token's permissions can let the caller in. */
  readonly otherAuthority: boolean;
  /** What suffices is not known. */
  readonly unstated: boolean;
  readonly alone: readonly number[];
  readonly doubtful: readonly number[];
  readonly pairs: readonly { readonly permission: number; readonly anyOf: readonly number[] }[];
  readonly least: readonly number[];
}

/** Reads the rule of an operation for a kind, a place in `TOKEN_KINDS`. */
export function ruleOf(table: Table, operation: number, kind: number): Rule {
  return readRule(table, table.operations[operation * OPERATION.halfWords + kind] as number);
}

/** Reads a rule by its place in the table's rules, which tells it from every other. */
export function readRule(table: Table, rule: number): Rule {
  let at = rule;
  const next = (): number => table.rules[at++] as number;
  const head = next();
  const set = (count: number): readonly number[] => {
    const numbers: number[] = [];
    for (let index = 0; index < count; index++) {
      const word = next();
      for (let mask = next(); mask !== 0; mask &= mask - 1) numbers.push(word * 32 + (31 - Math.clz32(mask & -mask)));
    }
    return numbers;
  };
  const alone = set((head >>> RULE.aloneShift) & RULE.countMask);
  const doubtful = set((head >>> RULE.doubtfulShift) & RULE.countMask);
  const pairs = Array.from({ length: (head >>> RULE.pairsShift) & RULE.countMask }, () => {
    const word = next();
    const mask = next();
    return { permission: word * 32 + (31 - Math.clz32(mask)), anyOf: set(next()) };
  });
  const least = set(next());
  return {
    refused: (head & RULE.refused) !== 0,
    otherAuthority: (head & RULE.otherAuthority) !== 0,
    unstated: (head & RULE.unstated) !== 0,
    alone,
    doubtful,
    pairs,
    least,
  };
}

/** Whether a rule accepts nothing at all: the operation does not support that kind of token. */
export function isEmptyRule(rule: Rule): boolean {
  return (
    !rule.otherAuthority &&
    !rule.unstated &&
    rule.alone.length === 0 &&
    rule.doubtful.length === 0 &&
    rule.pairs.length === 0
  );
}
