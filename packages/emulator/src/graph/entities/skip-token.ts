import { badRequest } from '../errors/graph-error.ts';
import type { OrderKey, Scalar, ScalarValue } from '../odata/bound.ts';

/** A place in an ordered collection: the values of the order's keys at the last row that was given out. */
export type Place = readonly ScalarValue[];

/**
 * Writes a place as the opaque text of `$skiptoken`.
 *
 * The text can be read by everybody; it holds nothing that the client was not given, and a changed one can only lead
 * to another place of the same collection.
 */
export function writeSkipToken(keys: readonly OrderKey[], place: Place): string {
  return Buffer.from(JSON.stringify([fingerprint(keys), ...place])).toString('base64url');
}

/**
 * Reads a `$skiptoken`.
 *
 * @throws GraphError 400 if it is not one of ours, or belongs to another order
 */
export function readSkipToken(keys: readonly OrderKey[], text: string): Place {
  const refused = badRequest('The provided skiptoken is not valid for this request.');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  if (!Array.isArray(value) || value.length !== keys.length + 1 || value[0] !== fingerprint(keys)) throw refused;
  return keys.map((key, index) => {
    const item: unknown = value[index + 1];
    if (item === null || isOf(key.scalar, item)) return item;
    throw refused;
  });
}

function isOf(scalar: Scalar, value: unknown): value is string | number | boolean {
  switch (scalar.type.family) {
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string' && !value.includes('\0');
  }
}

function fingerprint(keys: readonly OrderKey[]): string {
  return keys.map((key) => `${key.descending ? '-' : '+'}${nameOf(key.scalar)}`).join(',');
}

function nameOf(scalar: Scalar): string {
  switch (scalar.kind) {
    case 'property':
      return scalar.steps.map((step) => (step.kind === 'member' ? step.name : step.types[0])).join('/');
    case 'rank':
      return nameOf(scalar.operand);
    case 'count':
      return `${scalar.source.steps.map((step) => (step.kind === 'member' ? step.name : '')).join('/')}/$count`;
    default:
      return scalar.kind;
  }
}
