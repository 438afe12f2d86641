import type { GraphError } from './errors/graph-error.ts';
import { printInstant, now as instantNow } from './odata/time.ts';
import { PlainText, type GraphResult } from './request.ts';

/** What every answer to one request tells. */
export interface AnswerFacts {
  readonly requestId: string;
  /** The client's `client-request-id`, or the request's own id. */
  readonly clientRequestId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const DIAGNOSTIC = JSON.stringify({
  ServerInfo: { DataCenter: 'Emulator', Slice: 'E', Ring: '1', ScaleUnit: '001', RoleInstance: 'why403' },
});
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** Builds the response of a handler's result. */
export function respond(result: GraphResult, facts: AnswerFacts): Response {
  const headers = baseHeaders(facts, result.headers ?? {});
  const { body, status } = result;
  if (body === undefined || status === 204 || status === 304) return new Response(null, { status, headers });
  if (body instanceof PlainText) {
    headers.set('Content-Type', 'text/plain');
    return sized(body.text, status, headers);
  }
  headers.set('Content-Type', JSON_TYPE);
  headers.set('OData-Version', '4.0');
  return sized(JSON.stringify(body), status, headers);
}

/** Builds the response of an error in Microsoft Graph's shape. */
export function respondError(error: GraphError, facts: AnswerFacts): Response {
  const headers = baseHeaders(facts, error.headers);
  headers.set('Content-Type', 'application/json');
  return sized(JSON.stringify(errorBody(error, facts)), error.status, headers);
}

function sized(text: string, status: number, headers: Headers): Response {
  headers.set('Content-Length', String(Buffer.byteLength(text)));
  return new Response(text, { status, headers });
}

/** The body of an error. */
export function errorBody(error: GraphError, facts: AnswerFacts): Record<string, unknown> {
  return {
    error: {
      code: error.code,
      message: error.message,
      innerError: {
        ...error.inner,
        date: printInstant(instantNow(Math.trunc(facts.now / 1000) * 1000)).replace('Z', ''),
        'request-id': facts.requestId,
        'client-request-id': facts.clientRequestId,
      },
    },
    ...error.beside,
  };
}

function baseHeaders(facts: AnswerFacts, more: Readonly<Record<string, string>>): Headers {
  const headers = new Headers({
    'request-id': facts.requestId,
    'client-request-id': facts.clientRequestId,
    'x-ms-ags-diagnostic': DIAGNOSTIC,
    'Cache-Control': 'no-cache',
    Date: new Date(facts.now).toUTCString(),
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers':
      'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, ' +
      'Retry-After, WWW-Authenticate, x-ms-ags-diagnostic, Warning, Deprecation, Sunset, Link, why403-decision',
  });
  for (const [name, value] of Object.entries(more)) headers.append(name, headerText(value));
  return headers;
}

/** A header value can hold Latin-1 only, and no control characters. */
function headerText(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?');
}
