import type { Certainty } from '../finding.ts';
import { readProviderWarnings } from './provider-warnings.ts';
import type { ObservedResponse, Refusal, RefusalReading } from './refusal.ts';
import type { RefusalShape } from './shape.ts';
import { GENERAL_SHAPES, HEADER_SHAPES, SHAPES, STATUS_SHAPES } from './shapes.ts';
import { viewOf, type RefusalView } from './view.ts';

/** How deep errors inside errors are read. */
const MAX_NESTING = 3;

/**
 * Reads what a response of Microsoft Graph, of the Microsoft Entra token service or of a client library says about a
 * refusal. Never throws; what is not recognised comes back with its status, code, message and ids and no refusals.
 *
 * This does check the wording in any letter case, escaped, nested, wrapped in an exception's text or cut off.
 *
 * This does NOT check that named permissions exist, and knows neither the request nor the token: a statement holds for
 * the token that was sent, which may be another one than the caller shows.
 *
 * Time is linear in the body's length.
 *
 * @param response The response, or as much of it as is known.
 *
 * @group Refusals
 */
export function readRefusal(response: ObservedResponse): RefusalReading {
  return readingOf(viewOf(response));
}

/**
 * Reads a refusal from text without HTTP: an exception's text, a log line, a message quoted in a thread.
 *
 * @param text The text, with whatever stands around it.
 * @param status HTTP status, where it is known; otherwise it is looked for in the text.
 * @param code Error code, where it is known apart from the text.
 *
 * @group Refusals
 */
export function readErrorText(text: string, status: number | null = null, code: string | null = null): RefusalReading {
  return readingOf(viewOf({ status, headers: {}, body: text }, code));
}

function readingOf(view: RefusalView): RefusalReading {
  const { headers } = view;
  const deprecated = headers['deprecation'] ?? null;
  const sunset = headers['sunset'] ?? null;
  return {
    status: view.status,
    code: view.codes[0] ?? null,
    message: view.messages[0] ?? null,
    codes: view.codes,
    refusals: settleContradictions(recognise(view, 0)),
    requestId: idOf(headers['request-id'] ?? view.member('requestid') ?? view.member('traceid')),
    clientRequestId: idOf(
      headers['client-request-id'] ?? view.member('clientrequestid') ?? view.member('correlationid'),
    ),
    date: isoDate(view.member('date') ?? view.member('timestamp') ?? headers['date'] ?? null),
    challenge: view.challenge,
    deprecation: deprecated === null && sunset === null ? null : { deprecated, sunset },
  };
}

function recognise(view: RefusalView, nesting: number): readonly Refusal[] {
  // The body of a success is data: a mail about an error is no error. A 206 tells failed providers in its headers.
  if (view.status !== null && view.status >= 200 && view.status < 300) {
    return readProviderWarnings(view.headers['warning'] ?? '').length > 0 ? matchAll(SHAPES, view, nesting, true) : [];
  }
  // General words and a bare status are asked only where nothing more telling speaks of the cause.
  let found: readonly Refusal[] = [];
  for (const shapes of [SHAPES, GENERAL_SHAPES, STATUS_SHAPES]) {
    found = [...found, ...matchAll(shapes, view, nesting, false)];
    if (found.some((refusal) => refusal.statements.length > 0 || refusal.leavesOpen.length > 0)) break;
  }
  return nesting === 0 ? [...found, ...matchAll(HEADER_SHAPES, view, nesting, false)] : found;
}

function matchAll(
  shapes: readonly RefusalShape[],
  view: RefusalView,
  nesting: number,
  headersOnly: boolean,
): readonly Refusal[] {
  const found: Refusal[] = [];
  const add = (refusal: Refusal): void => {
    if (!found.some((other) => other.shape === refusal.shape)) found.push(refusal);
  };
  for (const shape of shapes) {
    if (headersOnly && shape.id !== 'security-provider-warning') continue;
    const refusal = shape.match(view);
    if (refusal === null) continue;
    add(refusal);
    const inner = nesting < MAX_NESTING ? (shape.inner?.(view) ?? null) : null;
    if (inner === null) continue;
    for (const each of recognise(viewOf({ status: inner.status, headers: {}, body: inner.text }), nesting + 1))
      add(each);
  }
  return found;
}

function lowered(certainty: Certainty): Certainty {
  return certainty === 'certain' ? 'likely' : certainty;
}

/**
 * Two refusals in one text that are each certain of another cause cannot both be the one that was met (somebody quotes
 * several errors): then neither is certain.
 */
function settleContradictions(refusals: readonly Refusal[]): readonly Refusal[] {
  const certainCodes = new Set(
    refusals.flatMap((refusal) =>
      refusal.statements.filter((statement) => statement.certainty === 'certain').map((statement) => statement.code),
    ),
  );
  if (certainCodes.size < 2) return refusals;
  return refusals.map((refusal) => ({
    ...refusal,
    statements: refusal.statements.map((each) => ({ ...each, certainty: lowered(each.certainty) })),
  }));
}

/** An id as services write them; a longer text in its place is none. */
function idOf(text: string | null): string | null {
  return text !== null && /^[\w|:-]{1,80}$/.test(text) ? text : null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Times of Microsoft Graph bodies have no offset and are UTC; `Date` headers are in the form of RFC 9110. */
function isoDate(text: string | null): string | null {
  if (text === null) return null;
  const iso = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s?(Z|[+-]\d\d:\d\d)?/.exec(text);
  if (iso !== null) return `${iso[1]}T${iso[2]}${iso[3] ?? 'Z'}`;
  const http = /(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4}) (\d\d:\d\d:\d\d)/.exec(text);
  const month = MONTHS.indexOf((http?.[2] ?? '').toLowerCase()) + 1;
  if (http === null || month === 0) return null;
  return `${http[3]}-${String(month).padStart(2, '0')}-${(http[1] ?? '').padStart(2, '0')}T${http[4]}Z`;
}
