import type { ObservedResponse } from '../diagnose/refusals/refusal.ts';
import { decodeBase64 } from '../token/base64.ts';
import { isJsonObject, member, readJson, stringMember, type JsonObject } from '../token/json.ts';
import { decodeUtf8 } from '../token/utf8.ts';
import { unpackBatch } from './batch.ts';
import {
  unreadable,
  type ExchangesReading,
  type Gap,
  type Missing,
  type ObservedExchange,
  type Skipped,
} from './exchange.ts';
import { isGraphUrl } from './graph-hosts.ts';
import { sortHeaders } from './headers.ts';

/** Which entries of a recording count. */
export interface RecordingOptions {
  /** Hosts that count beside those of Microsoft Graph, in lower case, such as that of an emulator. */
  readonly hosts?: readonly string[];
}

/** The format's own nesting is below ten; extensions of browsers add some. */
const HAR_DEPTH = 400;

/**
 * Reads a HAR recording: each entry to Microsoft Graph in any cloud with its request, the token of its headers and its
 * response; batches unpacked. Entries to other hosts and entries that cannot be read are counted and named.
 *
 * Browsers leave tokens out of recordings unless told otherwise; then `token` is `null`.
 *
 * @see [HAR 1.2 Spec](http://www.softwareishard.com/blog/har-12-spec/)
 */
export function readHar(text: string, options: RecordingOptions = {}): ExchangesReading {
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (clean.trim() === '') return unreadable('empty');
  const json = readJson(clean, HAR_DEPTH);
  if (json.form !== 'json') return unreadable(json.form);
  const log = isJsonObject(json.value) ? member(json.value, 'log') : undefined;
  const entries = isJsonObject(log) ? member(log, 'entries') : undefined;
  if (!Array.isArray(entries)) return unreadable('not-this-form');
  const exchanges: ObservedExchange[] = [];
  const skipped: Skipped[] = [];
  const missing: Missing[] = [];
  entries.forEach((entry: unknown, index) => {
    const label = `entry ${index + 1}`;
    const read = readEntry(entry, label, options);
    if (typeof read === 'string') {
      skipped.push({ label, why: read });
      return;
    }
    for (const what of read.gaps) missing.push({ label, what });
    const batch = unpackBatch(read.exchange);
    for (const exchange of batch?.exchanges ?? [read.exchange]) exchanges.push(exchange);
    for (const skip of batch?.skipped ?? []) skipped.push(skip);
    for (const gap of batch?.missing ?? []) missing.push(gap);
  });
  return { form: 'exchanges', exchanges, skipped, missing };
}

function readEntry(
  entry: unknown,
  label: string,
  options: RecordingOptions,
): 'malformed' | 'no-url' | 'other-host' | { readonly exchange: ObservedExchange; readonly gaps: readonly Gap[] } {
  const request = isJsonObject(entry) ? member(entry, 'request') : undefined;
  if (!isJsonObject(entry) || !isJsonObject(request)) return 'malformed';
  const url = stringMember(request, 'url');
  const method = stringMember(request, 'method');
  if (url === null) return 'no-url';
  if (method === null) return 'malformed';
  if (!isGraphUrl(url, options.hosts)) return 'other-host';
  const { headers, token, gaps: headerGaps } = sortHeaders(pairsOf(member(request, 'headers')));
  const gaps = new Set<Gap>(headerGaps);
  const data = member(request, 'postData');
  const body = isJsonObject(data) ? contentOf(data, gaps) : null;
  const given = member(entry, 'response');
  const response = isJsonObject(given) ? responseOf(given, gaps) : null;
  return {
    exchange: { request: { method: method.toUpperCase(), url, headers, body }, token, facts: null, response, label },
    gaps: [...gaps],
  };
}

function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((header: unknown) => {
    const name = isJsonObject(header) ? stringMember(header, 'name') : null;
    const content = isJsonObject(header) ? member(header, 'value') : undefined;
    return name !== null && typeof content === 'string' ? [[name, content] as const] : [];
  });
}

/** A status of 0 means that no response came. */
function responseOf(response: JsonObject, gaps: Set<Gap>): ObservedResponse | null {
  const status = member(response, 'status');
  if (typeof status !== 'number' || status < 100) return null;
  const content = member(response, 'content');
  const { headers } = sortHeaders(pairsOf(member(response, 'headers')));
  return { status, headers, body: (isJsonObject(content) ? contentOf(content, gaps) : null) ?? '' };
}

function contentOf(content: JsonObject, gaps: Set<Gap>): string | null {
  const text = stringMember(content, 'text');
  if (text === null || stringMember(content, 'encoding')?.toLowerCase() !== 'base64') return text;
  const bytes = decodeBase64(text);
  const decoded = bytes === null ? null : decodeUtf8(bytes);
  if (decoded === null) gaps.add('body-encoding');
  return decoded;
}
