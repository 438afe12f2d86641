import {
  readCurl,
  readHar,
  readHttpFile,
  readIncidentLine,
  recognise,
  unpackBatch,
  type ExchangesReading,
  type LeastRequest,
} from '@why403/engine';
import type { Values } from './command.ts';
import { UsageError } from './errors.ts';
import { requestOf, text } from './options.ts';
import { clean, type InputReader } from './read-input.ts';

/** Requests that were given, each operation once, and what could not be read. */
export interface RequestList {
  readonly requests: readonly LeastRequest[];
  /** Lines and entries that were not read, named; nothing is dropped silently. */
  readonly unread: readonly string[];
  /** Requests that were given more than once. */
  readonly repeated: number;
}

/** Options that name requests. */
export const REQUEST_OPTIONS = {
  requests: {
    type: 'string',
    value: '<file|->',
    says: 'lines of METHOD URL, or JSON lines with method and url, or of the activity log',
  },
  har: { type: 'string', value: '<file>', says: 'a recording of a browser or proxy' },
  http: { type: 'string', value: '<file>', says: 'a file of requests for a REST client' },
  curl: { type: 'string', value: '<@file|->', says: 'copied command lines' },
} as const;

/** Reads the requests of the arguments, of the options and, where neither is given, of standard input. */
export async function readRequests(
  input: InputReader,
  values: Values,
  positionals: readonly string[],
  isTerminal: boolean,
): Promise<RequestList> {
  const requests: LeastRequest[] = positionals.map((line) => requestOf(line, 'request'));
  const unread: string[] = [];
  const take = (reading: ExchangesReading, option: string): void => {
    if (reading.form === 'unreadable') throw new UsageError(`\`--${option}\`: ${reading.says}`);
    for (const exchange of reading.exchanges.flatMap((each) => unpackBatch(each)?.exchanges ?? [each])) {
      if (exchange.request === null) unread.push(`${exchange.label}: it has no request`);
      else requests.push(exchange.request);
    }
    for (const { label, why } of reading.skipped) if (why !== 'other-host') unread.push(`${label}: ${why}`);
  };
  const har = text(values, 'har');
  if (har !== undefined) take(readHar(await input.fileText('--har', har)), 'har');
  const http = text(values, 'http');
  if (http !== undefined) take(readHttpFile(await input.fileText('--http', http)), 'http');
  const curl = text(values, 'curl');
  if (curl !== undefined) take(readCurl(await input.fileText('--curl', curl)), 'curl');
  const named = text(values, 'requests');
  if (named !== undefined) readLines(await input.fileText('--requests', named), requests, unread);
  const nothing = positionals.length === 0 && [har, http, curl, named].every((each) => each === undefined);
  if (nothing && isTerminal) {
    throw new UsageError(
      'no request is given',
      'example: why403 least --kind application "GET /users" "GET /security/alerts_v2"',
    );
  }
  if (nothing) {
    const content = await input.stdin('standard input');
    const found = recognise(content);
    if (found.what === 'har' || found.what === 'curl' || found.what === 'http-file' || found.what === 'log-row') {
      take(found.reading, found.what);
    } else {
      readLines(content, requests, unread);
    }
  }
  const unique = new Map(
    requests.map((request) => [`${request.method} ${request.url}`, { method: request.method, url: request.url }]),
  );
  return { requests: [...unique.values()], unread, repeated: requests.length - unique.size };
}

function readLines(content: string, requests: LeastRequest[], unread: string[]): void {
  content.split('\n').forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const request = trimmed.startsWith('{') ? fromJson(trimmed) : fromText(trimmed);
    if (request === null) unread.push(`line ${index + 1}: \`${clean(trimmed, 80)}\` is no request`);
    else requests.push(request);
  });
}

function fromJson(line: string): LeastRequest | null {
  const reading = readIncidentLine(line);
  if (reading.form === 'incident' && reading.exchange.request !== null) return reading.exchange.request;
  try {
    const row = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const method = row['method'] ?? row['RequestMethod'];
    const url = row['url'] ?? row['RequestUri'];
    return typeof method === 'string' && typeof url === 'string' ? { method, url } : null;
  } catch {
    return null;
  }
}

function fromText(line: string): LeastRequest | null {
  if (!/^((get|head|post|patch|put|delete|options)\s|\/|https?:)/i.test(line)) return null;
  try {
    return requestOf(line, 'line');
  } catch {
    return null;
  }
}
