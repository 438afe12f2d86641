import { KNOWN_CLAIMS } from '../token/claim-names.ts';
import { isClaimsObject } from '../token/from-claims.ts';
import { isJsonObject, member, readJson, type JsonObject } from '../token/json.ts';
import { readClaims, type ClaimsReading } from '../token/read-claims.ts';
import { readToken, type TokenReading } from '../token/read-token.ts';
import { readCommand } from './command.ts';
import type { ExchangesReading, ObservedRequest, UnreadableInput } from './exchange.ts';
import { GRAPH_HOSTS, hostOf, isGraphUrl } from './graph-hosts.ts';
import { readHar } from './har.ts';
import { readHttpFile } from './http-file.ts';
import { linesOf, requestLineOf, statusOf } from './http-message.ts';
import { incidentOf, type IncidentReading } from './incidents.ts';
import { isLogRow, readLogRows } from './log-row.ts';
import { isTranscriptLine, readResponse, type ResponseReading } from './response.ts';

type Read<T> = Exclude<T, UnreadableInput | { readonly form: 'unreadable' }>;

/** What a text is, with what was read from it. */
export type Recognised =
  | { readonly what: 'token'; readonly reading: TokenReading }
  | { readonly what: 'claims'; readonly reading: Read<ClaimsReading> }
  | { readonly what: 'request-line'; readonly request: ObservedRequest }
  | { readonly what: 'url'; readonly url: string }
  | { readonly what: 'curl' | 'http-file' | 'har' | 'log-row'; readonly reading: Read<ExchangesReading> }
  | { readonly what: 'response' | 'transcript' | 'sdk-exception'; readonly reading: Read<ResponseReading> }
  | { readonly what: 'incident'; readonly reading: Read<IncidentReading> }
  | { readonly what: 'unknown' };

const UNKNOWN: Recognised = { what: 'unknown' };

/** Lines by which a text that is no JSON is recognised. */
const MOST_LINES = 400;

/**
 * Says what a text is that somebody pasted or dropped, and reads it.
 *
 * Guesses in a fixed order, the most telling form first. A text that could be two things is read as the one that tells
 * more; what looks like nothing of ours is `unknown`, also if it is a text that a response could have as its body.
 */
export function recognise(text: string): Recognised {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') return UNKNOWN;
  return (
    (/^[[{"]/.test(trimmed) ? recogniseJson(trimmed) : null) ??
    recogniseToken(trimmed) ??
    recogniseLines(trimmed) ??
    recogniseClaims(trimmed) ??
    recogniseText(trimmed) ??
    UNKNOWN
  );
}

function recogniseJson(text: string): Recognised | null {
  const json = readJson(text, 400);
  const value = json.form === 'json' ? json.value : undefined;
  if (Array.isArray(value)) return value.some((item) => isJsonObject(item) && isLogRow(item)) ? logRows(text) : null;
  if (!isJsonObject(value)) {
    const firstLine = text.slice(0, Math.max(0, text.indexOf('\n')));
    const first = json.form === 'not-json' ? readJson(firstLine) : null;
    return first?.form === 'json' && isJsonObject(first.value) && isLogRow(first.value) ? logRows(text) : null;
  }
  const log = member(value, 'log');
  if (isJsonObject(log) && Array.isArray(member(log, 'entries'))) {
    const reading = readHar(text);
    return reading.form === 'exchanges' ? { what: 'har', reading } : null;
  }
  const records = member(value, 'records');
  if (isLogRow(value) || (Array.isArray(records) && records.some((item) => isJsonObject(item) && isLogRow(item)))) {
    return logRows(text);
  }
  if (typeof member(value, 'access_token') === 'string' || typeof member(value, 'accessToken') === 'string') {
    return { what: 'token', reading: readToken(text) };
  }
  if (isIncident(value)) {
    const reading = incidentOf(value);
    if (reading.form === 'incident') return { what: 'incident', reading };
  }
  if (!Object.hasOwn(value, 'error')) {
    const claims = recogniseClaims(text);
    if (claims !== null) return claims;
  }
  const reading = readResponse(text);
  return reading.form === 'response' ? { what: 'response', reading } : null;
}

function logRows(text: string): Recognised | null {
  const reading = readLogRows(text);
  return reading.form === 'exchanges' ? { what: 'log-row', reading } : null;
}

function isIncident(value: JsonObject): boolean {
  const has = (name: string): boolean => (member(value, name) ?? undefined) !== undefined;
  return has('request') && (has('error') || has('token') || has('response') || has('claims') || has('kind'));
}

function recogniseToken(text: string): Recognised | null {
  const reading = readToken(text);
  const isToken =
    reading.form === 'jwt' ||
    reading.why === 'encrypted' ||
    /^(?:authorization\s{0,4}:\s{0,4})?bearer\s/i.test(text.slice(0, 40));
  // A sentence can begin with the word as well.
  return isToken && (reading.form === 'jwt' || !/\S\s+\S+\s+\S/.test(text.slice(0, 400)))
    ? { what: 'token', reading }
    : null;
}

function recogniseLines(text: string): Recognised | null {
  const lines = linesOf(text).slice(0, MOST_LINES);
  if (lines.some(isTranscriptLine)) return response(text, 'transcript');
  if (lines.some((line) => statusOf(line) !== null)) return response(text, 'response');
  const [first = ''] = lines;
  if (lines.length === 1) {
    const line = requestLineOf(first);
    if (line !== null && isGraphLike(line.url)) {
      return { what: 'request-line', request: { ...line, headers: {}, body: null } };
    }
    if (!/\s/.test(first) && isGraphLike(first)) return { what: 'url', url: first };
  }
  if (
    /\b(?:curl|Invoke-(?:RestMethod|WebRequest|MgGraphRequest)|irm|iwr|az(?:\.cmd)?\s{1,4}rest)\b/i.test(
      text.slice(0, 100_000),
    )
  ) {
    const reading = readCommand(text);
    if (reading.form === 'exchanges' && reading.exchanges.length > 0) return { what: 'curl', reading };
  }
  if (lines.some((line) => line.startsWith('###') || isRequestOfFile(line))) {
    const reading = readHttpFile(text);
    if (reading.form === 'exchanges' && reading.exchanges.length > 0) return { what: 'http-file', reading };
  }
  return null;
}

function response(text: string, what: 'response' | 'transcript' | 'sdk-exception'): Recognised | null {
  const reading = readResponse(text);
  return reading.form === 'response' ? { what, reading } : null;
}

function isRequestOfFile(line: string): boolean {
  const request = requestLineOf(line);
  return request !== null && (isGraphLike(request.url) || request.url.startsWith('{{'));
}

/** An absolute URL, a host of Microsoft Graph, or a path; not any word. */
function isGraphLike(url: string): boolean {
  if (hostOf(url) !== null) return true;
  if (url.startsWith('/')) return /^\/[\w$%{(]/.test(url.slice(0, 4));
  const start = url.slice(0, 100);
  return (
    isGraphUrl(url) &&
    (/^(?:v1\.0|beta)\//i.test(start) || GRAPH_HOSTS.has(start.slice(0, Math.max(0, start.indexOf('/'))).toLowerCase()))
  );
}

/** Claims that hardly any other text has. */
const TELLING: ReadonlyMap<string, unknown> = new Map(
  ['aud', 'iss', 'scp', 'wids', 'appid', 'azp', 'idtyp', 'oid', 'tid', 'upn', 'uti'].map((name) => [
    name,
    KNOWN_CLAIMS.get(name),
  ]),
);

function recogniseClaims(text: string): Recognised | null {
  const reading = readClaims(text);
  return reading.form === 'claims' && isClaimsObject(reading.claims, TELLING) ? { what: 'claims', reading } : null;
}

/** What exceptions of clients and their libraries have in common. */
const EXCEPTION =
  /(?:(?:Exception|ODataError|APIError|GraphError|HttpResponseError|HTTPError)\b|Traceback \(most recent|FullyQualifiedErrorId|CategoryInfo|ErrorCode:|StatusCode:|ResponseStatusCode)/;

const REFUSAL =
  /\b(?:401|403|[Uu]nauthorized|UNAUTHORIZED|[Ff]orbidden|FORBIDDEN|AADSTS\d{4,7}|InvalidAuthenticationToken|UnknownError|Authorization_\w{1,40}|Authentication_\w{1,60}|[Aa]ccess\s?[Dd]enied|[Ii]nsufficient privileges|valid permissions|WWW-Authenticate)\b/;

function recogniseText(text: string): Recognised | null {
  const start = text.slice(0, 100_000);
  if (/^<(?:!doctype|html|\?xml|head|body)/i.test(start)) return response(text, 'response');
  if (EXCEPTION.test(start)) return response(text, 'sdk-exception');
  return REFUSAL.test(start) ? response(text, 'response') : null;
}
