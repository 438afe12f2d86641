import type { AadError } from './aad-error.ts';

/** Identifies one answer, in its body and in the log. */
export interface TraceIds {
  /** Made for each answer. */
  readonly traceId: string;
  /** What the client sent as `client-request-id`, or made like the trace id. */
  readonly correlationId: string;
}

/** Body of an error of the token endpoint and of the device code endpoint. */
export interface AadErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
  readonly suberror?: string;
}

/**
 * Writes an error in the form of Microsoft Entra ID.
 *
 * @param now Milliseconds since 1970.
 * @param origin Address of this emulator, for `error_uri`.
 */
export function toErrorBody(error: AadError, ids: TraceIds, now: number, origin: string): AadErrorBody {
  return {
    error: error.error,
    error_description: describeError(error, ids, now),
    error_codes: [error.number],
    timestamp: formatTimestamp(now),
    trace_id: ids.traceId,
    correlation_id: ids.correlationId,
    error_uri: `${origin}/error?code=${error.number}`,
    ...(error.suberror === null ? {} : { suberror: error.suberror }),
  };
}

/** The text of `error_description`. */
export function describeError(error: AadError, ids: TraceIds, now: number): string {
  return (
    `AADSTS${error.number}: ${error.message} Trace ID: ${ids.traceId} ` +
    `Correlation ID: ${ids.correlationId} Timestamp: ${formatTimestamp(now)}`
  );
}

function formatTimestamp(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
