import { member, optionalText } from '../entities/accept.ts';
import { badRequest } from '../errors/graph-error.ts';
import { millisecondsOf, readInstant } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { parseHuntingQuery } from './parse.ts';
import { runHuntingQuery } from './run.ts';
import { readTable, TABLE_NAMES, type Span } from './tables.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** The hunting query. */
export const huntingRoutes: readonly Route[] = [
  { method: 'POST', path: '/security/runHuntingQuery', versions: ['v1.0', 'beta'], handler: hunt },
];

async function hunt(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const text = member(request.body, 'query');
  if (typeof text !== 'string' || text.trim() === '') throw badRequest("The required parameter 'query' is missing.");
  const span = readSpan(optionalText(request.body, 'timespan'), context.now);
  const query = parseHuntingQuery(text);
  const table = await readTable(query.table, context, span);
  if (table === null) {
    throw badRequest(
      `The query cannot be run: there is no table '${query.table.slice(0, 60)}' in the emulator at position ` +
        `${String(query.position)}; there are ${TABLE_NAMES.join(', ')}.`,
    );
  }
  const answer = runHuntingQuery(query, table, context.now);
  return {
    status: 200,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#microsoft.graph.security.huntingQueryResults`,
      schema: answer.schema,
      results: answer.results,
    },
  };
}

/**
 * Reads an ISO 8601 timespan: an interval, a start with a duration, a duration with an end, a duration, or a start.
 *
 * @throws GraphError 400
 */
export function readSpan(text: string | null, now: number): Span {
  if (text === null || text === '') return { from: now - DEFAULT_DAYS * DAY_MS, to: now };
  const [first = '', second, third] = text.split('/');
  const wrong = badRequest(`The timespan '${text.slice(0, 80)}' is not valid.`);
  if (third !== undefined) throw wrong;
  const [start, startLength] = [instant(first), duration(first)];
  if (second === undefined) {
    if (startLength !== null) return { from: Math.max(0, now - startLength), to: now };
    if (start !== null) return { from: start, to: Math.max(start, now) };
    throw wrong;
  }
  const [end, endLength] = [instant(second), duration(second)];
  if (start !== null && end !== null && start <= end) return { from: start, to: end };
  if (start !== null && endLength !== null) return { from: start, to: Math.min(start + endLength, LATEST) };
  if (startLength !== null && end !== null) return { from: Math.max(0, end - startLength), to: end };
  throw wrong;
}

const LATEST = Date.UTC(9999, 11, 31);

function instant(text: string): number | null {
  const read = readInstant(text);
  return read === null ? null : millisecondsOf(read);
}

function duration(text: string): number | null {
  const match = /^P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/i.exec(text);
  if (match === null || text.length < 3) return null;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  return Number(days) * DAY_MS + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
}
