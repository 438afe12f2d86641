import type { Outcome, Part } from '@why403/engine';

import type { Caller } from './request.ts';

/** A refused request as it can be explained later. The token is not in it. */
export interface DecisionRecord {
  readonly requestId: string;
  readonly time: number;
  readonly method: string;
  readonly target: string;
  readonly caller: Caller;
  readonly outcome: Outcome;
  readonly parts: Readonly<Record<Part, Outcome>>;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The newest refusals, by request id. */
export interface DecisionRecords {
  add(record: DecisionRecord): void;
  find(requestId: string): DecisionRecord | null;
}

const REMEMBERED = 1000;

/** Opens the records, in memory. */
export function openDecisionRecords(): DecisionRecords {
  const records = new Map<string, DecisionRecord>();
  return {
    add(record) {
      records.set(record.requestId, record);
      if (records.size <= REMEMBERED) return;
      const oldest = records.keys().next();
      if (oldest.done !== true) records.delete(oldest.value);
    },
    find: (requestId) => records.get(requestId) ?? null,
  };
}
