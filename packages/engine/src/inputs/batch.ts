import { isJsonObject, member, readJson, stringMember, type JsonObject } from '../token/json.ts';
import { decodeBase64 } from '../token/base64.ts';
import { decodeUtf8 } from '../token/utf8.ts';
import {
  unreadable,
  type Missing,
  type ObservedExchange,
  type ObservedRequest,
  type Skipped,
  type UnreadableInput,
} from './exchange.ts';
import type { ObservedResponse } from '../diagnose/refusals/refusal.ts';
import { hostOf, pathPart } from './graph-hosts.ts';
import { HTTP_METHODS } from './http-message.ts';
import { headerPairs, headersOf, textOf } from './response.ts';
import { sortHeaders } from './headers.ts';

/** Nesting that bodies of requests and responses may have; Microsoft Graph's own are far below. */
const BODY_DEPTH = 200;

/** One request of a batch. */
export interface BatchRequest {
  readonly id: string;
  /** The URL is relative to the batch's version, as it stands in the body. */
  readonly request: ObservedRequest;
  /** A credential of its own; usually `null`, since the batch's counts. */
  readonly token: string | null;
}

/** One response of a batch. */
export interface BatchResponse {
  readonly id: string;
  readonly response: ObservedResponse;
}

/** What was read from the body of a batch. */
export type BatchReading<T> =
  | { readonly form: 'batch'; readonly items: readonly T[]; readonly skipped: readonly Skipped[] }
  | UnreadableInput;

/**
 * Reads the body of a request to `/$batch`.
 *
 * @see [Combine multiple HTTP requests using JSON batching](https://learn.microsoft.com/graph/json-batching)
 */
export function readBatchRequest(body: string): BatchReading<BatchRequest> {
  return readItems(body, 'requests', (item, id) => {
    const method = stringMember(item, 'method')?.toUpperCase();
    const url = stringMember(item, 'url');
    if (method === undefined || !HTTP_METHODS.has(method)) return 'malformed';
    if (url === null) return 'no-url';
    const { headers, token } = sortHeaders(headerPairs(member(item, 'headers')));
    const content = member(item, 'body');
    return { id, request: { method, url, headers, body: content === undefined ? null : textOf(content) }, token };
  });
}

/**
 * Reads the body of the response to a `/$batch` request.
 *
 * @see [Combine multiple HTTP requests using JSON batching](https://learn.microsoft.com/graph/json-batching)
 */
export function readBatchResponse(body: string): BatchReading<BatchResponse> {
  return readItems(body, 'responses', (item, id) => {
    const status = member(item, 'status');
    if (typeof status !== 'number' || !Number.isInteger(status)) return 'malformed';
    const headers = headersOf(member(item, 'headers'));
    return { id, response: { status, headers, body: bodyOf(member(item, 'body'), headers) } };
  });
}

/** Bodies that are not JSON come in base64. */
function bodyOf(body: unknown, headers: Readonly<Record<string, string>>): string {
  if (typeof body !== 'string' || /\bjson\b/i.test(headers['content-type'] ?? 'json')) return textOf(body);
  const bytes = decodeBase64(body);
  return (bytes === null ? null : decodeUtf8(bytes)) ?? body;
}

function readItems<T extends object>(
  body: string,
  list: 'requests' | 'responses',
  read: (item: JsonObject, id: string) => T | 'malformed' | 'no-url',
): BatchReading<T> {
  if (body.trim() === '') return unreadable('empty');
  const json = readJson(body, BODY_DEPTH);
  if (json.form !== 'json') return unreadable(json.form);
  const found = isJsonObject(json.value) ? member(json.value, list) : undefined;
  if (!Array.isArray(found)) return unreadable('not-this-form');
  const items: T[] = [];
  const skipped: Skipped[] = [];
  found.forEach((item: unknown, index) => {
    const given = isJsonObject(item) ? member(item, 'id') : undefined;
    const id = typeof given === 'string' || typeof given === 'number' ? String(given).slice(0, 200) : `#${index + 1}`;
    const result = isJsonObject(item) ? read(item, id) : 'malformed';
    if (typeof result === 'string') skipped.push({ label: `batch ${id}`, why: result });
    else items.push(result);
  });
  return { form: 'batch', items, skipped };
}

/** Whether a URL is that of a batch. */
export function isBatchUrl(url: string): boolean {
  return /\/(?:\$|%24)batch\/?$/i.test(pathPart(url).slice(-12));
}

/** The exchanges that a batch consists of. */
export interface UnpackedBatch {
  readonly exchanges: readonly ObservedExchange[];
  readonly skipped: readonly Skipped[];
  readonly missing: readonly Missing[];
}

/**
 * Unpacks a batch into one exchange for each of its requests, with the batch's token and the response of the same id.
 *
 * A batch that was refused as a whole, and one whose body is not known or cannot be read, stays as it is.
 *
 * @returns `null` if the exchange is no batch.
 */
export function unpackBatch(outer: ObservedExchange): UnpackedBatch | null {
  if (outer.request === null || !isBatchUrl(outer.request.url)) return null;
  const status = outer.response?.status ?? null;
  if (status !== null && status >= 400) return { exchanges: [outer], skipped: [], missing: [] };
  const requests = outer.request.body === null ? null : readBatchRequest(outer.request.body);
  if (requests === null || requests.form === 'unreadable') {
    return { exchanges: [outer], skipped: [], missing: [{ label: outer.label, what: 'batch-unreadable' }] };
  }
  const answer = outer.response === null ? null : readBatchResponse(outer.response.body);
  const responses = answer?.form === 'batch' ? answer.items : [];
  const byId = new Map(responses.map(({ id, response }) => [id, response]));
  const base = batchBase(outer.request.url);
  const label = (id: string): string => `${outer.label}, batch ${id}`;
  const exchanges = requests.items.map(({ id, request, token }): ObservedExchange => ({
    request: { ...request, url: innerUrl(base, request.url) },
    token: token ?? outer.token,
    facts: outer.facts,
    response: byId.get(id) ?? null,
    label: label(id),
  }));
  const asked = new Set(requests.items.map(({ id }) => id));
  const orphans = responses.filter(({ id }) => !asked.has(id));
  return {
    exchanges,
    skipped: [
      ...requests.skipped.map((skip): Skipped => ({ ...skip, label: `${outer.label}, ${skip.label}` })),
      ...(answer?.form === 'batch' ? answer.skipped : []).map((skip): Skipped => ({
        ...skip,
        label: `${outer.label}, response ${skip.label}`,
      })),
      ...orphans.map(({ id }): Skipped => ({ label: label(id), why: 'no-response' })),
    ],
    missing: answer?.form === 'unreadable' ? [{ label: outer.label, what: 'batch-unreadable' }] : [],
  };
}

/** `https://graph.microsoft.com/v1.0` of `https://graph.microsoft.com/v1.0/$batch`. */
function batchBase(url: string): string {
  const path = pathPart(url).replace(/\/$/, '');
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function innerUrl(base: string, url: string): string {
  if (hostOf(url) !== null) return url;
  // Some clients repeat the version, which the service takes for a segment; that is for the engine to say.
  return url.startsWith('/') ? base + url : `${base}/${url}`;
}
