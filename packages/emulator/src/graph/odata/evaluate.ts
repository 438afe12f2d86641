import { lower, upper } from './letter-case.ts';
import type { CollectionSource, OrderKey, Predicate, Scalar, ScalarValue, Step } from './bound.ts';

/** Values of the variables; the row itself is the first. */
type Frame = readonly unknown[];

/**
 * Evaluates a filter for one row that is held in memory: the meaning that the SQL translation must agree with.
 *
 * @param row The entity as JSON; instants in the shape of `time.ts`.
 *
 * @returns Whether the row passes: null counts as no.
 */
export function matches(predicate: Predicate, row: unknown): boolean {
  return truth(predicate, [row]) === true;
}

/** Value of a scalar for one row. */
export function valueOf(scalar: Scalar, row: unknown): ScalarValue {
  return evaluate(scalar, [row]);
}

/** Compares two rows by an order; nulls first, then booleans, numbers and texts by code point. */
export function compareRows(keys: readonly OrderKey[], left: unknown, right: unknown): number {
  for (const key of keys) {
    const order = compareValues(valueOf(key.scalar, left), valueOf(key.scalar, right));
    if (order !== 0) return key.descending ? -order : order;
  }
  return 0;
}

/** Order of two values of one family; null is the smallest. */
export function compareValues(left: ScalarValue, right: ScalarValue): number {
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return Number(left) - Number(right);
}

function truth(predicate: Predicate, frame: Frame): boolean | null {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value;
    case 'not': {
      const operand = truth(predicate.operand, frame);
      return operand === null ? null : !operand;
    }
    case 'logical': {
      const left = truth(predicate.left, frame);
      const decisive = predicate.operator === 'or';
      if (left === decisive) return decisive;
      const right = truth(predicate.right, frame);
      if (right === decisive) return decisive;
      return left === null || right === null ? null : !decisive;
    }
    case 'compare':
      return compare(predicate.operator, evaluate(predicate.left, frame), evaluate(predicate.right, frame));
    case 'in': {
      const left = evaluate(predicate.left, frame);
      return predicate.values.some((value) => compare('eq', left, value));
    }
    case 'match': {
      const text = evaluate(predicate.text, frame);
      const part = evaluate(predicate.part, frame);
      if (typeof text !== 'string' || typeof part !== 'string') return null;
      switch (predicate.how) {
        case 'contains':
          return text.includes(part);
        case 'startswith':
          return text.startsWith(part);
        case 'endswith':
          return text.endsWith(part);
      }
    }
    case 'truth': {
      const value = evaluate(predicate.scalar, frame);
      return typeof value === 'boolean' ? value : null;
    }
    case 'quantifier': {
      const elements = collection(predicate.source, frame);
      const { body, variable } = predicate;
      if (body === null) return elements.length > 0;
      const holds = (element: unknown): boolean => {
        const inner = [...frame];
        inner[variable] = element;
        return truth(body, inner) === true;
      };
      return predicate.quantifier === 'any' ? elements.some(holds) : elements.every(holds);
    }
  }
}

function compare(operator: string, left: ScalarValue, right: ScalarValue): boolean {
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    default:
  }
  if (left === null || right === null) return false;
  const order = compareValues(left, right);
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    default:
      return order <= 0;
  }
}

function evaluate(scalar: Scalar, frame: Frame): ScalarValue {
  switch (scalar.kind) {
    case 'value':
      return scalar.value;
    case 'property': {
      const value = walk(frame[scalar.variable], scalar.steps);
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    }
    case 'case': {
      const value = evaluate(scalar.operand, frame);
      if (typeof value !== 'string') return null;
      return scalar.to === 'lower' ? lower(value) : upper(value);
    }
    case 'count':
      return collection(scalar.source, frame).length;
    case 'rank': {
      const value = evaluate(scalar.operand, frame);
      return scalar.enumeration.members.find((member) => member.name === value)?.value ?? null;
    }
    case 'predicate':
      return truth(scalar.predicate, frame);
  }
}

function collection(source: CollectionSource, frame: Frame): readonly unknown[] {
  const value = walk(frame[source.variable], source.steps);
  if (!Array.isArray(value)) return [];
  const { elementTypes } = source;
  return elementTypes === null ? value : value.filter((element) => isOfType(element, elementTypes));
}

function walk(start: unknown, steps: readonly Step[]): unknown {
  let value = start;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    if (step.kind === 'member') value = (value as Record<string, unknown>)[step.name];
    else if (!isOfType(value, step.types)) return null;
  }
  return value;
}

function isOfType(value: unknown, types: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const type = (value as Record<string, unknown>)['@odata.type'];
  return typeof type === 'string' && types.includes(type);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  let index = 0;
  while (index < length && left.charCodeAt(index) === right.charCodeAt(index)) index += 1;
  if (index === length) return left.length - right.length;
  const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
  // Code points above U+FFFF are written with surrogates, which sort below U+E000 as code units and above as points.
  if (isSurrogate(a) !== isSurrogate(b)) return isSurrogate(a) ? 1 : -1;
  return a - b;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
