import { fileURLToPath } from 'node:url';
import type { Engine, Principal } from '@why403/engine';
import { randomFrom } from '../tests/oracle/random.ts';
import { Reference, type Answer } from '../tests/oracle/reference.ts';
import { requestsOf, type RandomRequest } from '../tests/oracle/requests.ts';

/** A request of the benchmark, with what each peer is given of it. */
export interface Work extends RandomRequest {
  readonly principal: Principal;
  /** What the reference says: with its corrections, and of the literal table. */
  readonly answer: Answer;
}

/** The reviewed text, as the reference reads it. */
export const reference: Reference = new Reference(
  fileURLToPath(new URL('../packages/knowledge/sources', import.meta.url)),
);

/**
 * Identical requests for every peer: over all operations, ids filled in (GUID, user name, Outlook id, number), 30 % in mixed
 * letter case, 25 % with a query, half granted and half near misses. The same at every run.
 */
export function workload(engine: Engine, count: number): readonly Work[] {
  const random = randomFrom(403);
  const make = requestsOf(reference);
  return Array.from({ length: count }, () => {
    const request = make(random);
    const { kind, permissions, method, path } = request;
    return {
      ...request,
      principal: engine.prepare({ kind, permissions }),
      answer: reference.decide(new Set(permissions), method, path, kind),
    };
  });
}

/** Path of a request as a router wants it: folded, without host, version and query. */
export function routed(url: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return path
    .replace(/^https?:\/\/[^/]+/i, '')
    .replace(/^\/?(v1\.0|beta)(?=\/)/i, '')
    .toLowerCase();
}
