import { leastPrivilege, type Engine, type LeastResult } from '@why403/engine';
import type { Question } from '../protocol.ts';

/** The smallest set for a list of requests. In a script of its own, since Explain does not need it. */
export function plan(
  engine: Engine,
  { requests, kind, have, now }: Extract<Question, { readonly ask: 'plan' }>,
): LeastResult {
  return leastPrivilege(engine, requests, { kind, now, ...(have === null ? {} : { have }) });
}
