import { badRequest } from '../errors/graph-error.ts';
import { isObject } from '../request.ts';

/** A fault that a client can ask for, to test how it is handled. */
export type Fault =
  | { readonly kind: 'throttled'; readonly retryAfter: number }
  | { readonly kind: 'unavailable'; readonly retryAfter: number }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'provider-failure'; readonly provider: string; readonly status: number }
  | { readonly kind: 'claims-challenge' }
  | { readonly kind: 'token-revoked' }
  | { readonly kind: 'license-missing' }
  | { readonly kind: 'policy-refusal' };

/** Name of a fault. */
export type FaultKind = Fault['kind'];

/** The names of all faults. */
export const FAULT_KINDS: readonly FaultKind[] = [
  'throttled',
  'unavailable',
  'slow',
  'truncated',
  'provider-failure',
  'claims-challenge',
  'token-revoked',
  'license-missing',
  'policy-refusal',
];

/** Which requests meet a fault. */
export interface FaultRule {
  readonly fault: Fault;
  /** Left out: every method. */
  readonly method?: string;
  /** Beginning of the path below the version, in lower case; left out: every path. */
  readonly path?: string;
  /** Only each n-th matching request; 1 when left out. */
  readonly every?: number;
  /** Only the first n matching requests; all when left out. */
  readonly times?: number;
}

/** Finds the fault of a request and counts. */
export interface FaultRules {
  next(method: string, path: string): Fault | null;
}

/** Makes rules ready; their counters start at nothing. */
export function createFaultRules(rules: readonly FaultRule[]): FaultRules {
  const seen = rules.map(() => 0);
  return {
    next(method, path) {
      const lower = path.toLowerCase();
      let found: Fault | null = null;
      for (const [index, rule] of rules.entries()) {
        if (rule.method !== undefined && rule.method.toUpperCase() !== method) continue;
        if (rule.path !== undefined && !lower.startsWith(rule.path.toLowerCase())) continue;
        const count = (seen[index] ?? 0) + 1;
        seen[index] = count;
        const due = count % (rule.every ?? 1) === 0;
        const left = rule.times === undefined || count <= rule.times * (rule.every ?? 1);
        if (due && left) found ??= rule.fault;
      }
      return found;
    },
  };
}

/**
 * Reads the header `why403-fault`: a name, then parameters, as in `throttled; retry-after=2`.
 *
 * @throws GraphError 400 for a fault that does not exist
 */
export function readFaultHeader(value: string | null): Fault | null {
  if (value === null) return null;
  const [name = '', ...parts] = value.split(';').map((part) => part.trim());
  const parameters = Object.fromEntries(
    parts.map((part) => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    }),
  );
  return makeFault(name, parameters);
}

/**
 * Reads the rules of a file: a JSON array of objects with `fault` and its parameters, `method`, `path`, `every`,
 * `times`.
 *
 * @throws GraphError 400 that names the first rule that is wrong
 */
export function readFaultRules(value: unknown): readonly FaultRule[] {
  if (!Array.isArray(value)) throw badRequest('The fault rules must be an array.');
  return value.map((item: unknown, index): FaultRule => {
    if (!isObject(item) || typeof item['fault'] !== 'string')
      throw badRequest(`Fault rule ${String(index)} has no fault.`);
    const text = (name: string): string | undefined => {
      const found = item[name];
      if (found === undefined || typeof found === 'string') return found;
      throw badRequest(`Fault rule ${String(index)}: '${name}' must be a string.`);
    };
    const positive = (name: string): number | undefined => {
      const found = item[name];
      if (found === undefined) return undefined;
      if (typeof found === 'number' && Number.isInteger(found) && found > 0) return found;
      throw badRequest(`Fault rule ${String(index)}: '${name}' must be a positive whole number.`);
    };
    const [method, path, every, times] = [text('method'), text('path'), positive('every'), positive('times')];
    return {
      fault: makeFault(item['fault'], item),
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { path }),
      ...(every === undefined ? {} : { every }),
      ...(times === undefined ? {} : { times }),
    };
  });
}

const LONGEST_WAIT_MS = 60_000;

function makeFault(name: string, parameters: Readonly<Record<string, unknown>>): Fault {
  const number = (key: string, otherwise: number, most: number): number => {
    const value = parameters[key];
    if (value === undefined) return otherwise;
    const read = Number(value);
    if (!Number.isInteger(read) || read < 0 || read > most) {
      throw badRequest(`The fault parameter '${key}' must be a whole number from 0 to ${String(most)}.`);
    }
    return read;
  };
  switch (name) {
    case 'throttled':
    case 'unavailable':
      return { kind: name, retryAfter: number('retry-after', 10, 3600) };
    case 'slow':
      return { kind: name, milliseconds: number('milliseconds', 3000, LONGEST_WAIT_MS) };
    case 'provider-failure': {
      const provider = parameters['provider'];
      return {
        kind: name,
        provider: typeof provider === 'string' && /^[\w .-]{1,80}$/.test(provider) ? provider : 'WDATP',
        status: number('status', 403, 599),
      };
    }
    case 'truncated':
    case 'claims-challenge':
    case 'token-revoked':
    case 'license-missing':
    case 'policy-refusal':
      return { kind: name };
    default:
      throw badRequest(`There is no such fault; there are ${FAULT_KINDS.join(', ')}.`);
  }
}
