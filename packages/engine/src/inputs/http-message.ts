import type { ObservedResponse } from '../diagnose/refusals/refusal.ts';
import type { Gap, ObservedRequest } from './exchange.ts';
import { headerLine, sortHeaders } from './headers.ts';

/** A message as lines: a start line, headers, an empty line, the body. */
export interface HeaderBlock {
  readonly startLine: string;
  readonly headers: readonly (readonly [string, string])[];
  /** How many lines were no headers. */
  readonly malformed: number;
  /** Index of the first line after the empty line that ends the block. */
  readonly next: number;
}

/** The methods that requests can have, upper case. */
export const HTTP_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'POST',
  'PATCH',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
]);

/** Splits text into lines without their ends. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** Status of a line such as `HTTP/1.1 403 Forbidden`, `null` if it is no status line. */
export function statusOf(line: string): number | null {
  const match = /^HTTP\/\d(?:\.\d)?\s{1,8}(\d{3})(?:\s|$)/i.exec(line.slice(0, 32));
  return match === null ? null : Number(match[1]);
}

/** Method and target of a line such as `GET /v1.0/me HTTP/1.1`, `null` if it is no request line. */
export function requestLineOf(line: string): { readonly method: string; readonly url: string } | null {
  const text = line.trim();
  const space = text.slice(0, 16).search(/\s/);
  if (space < 0) return null;
  const method = text.slice(0, space).toUpperCase();
  if (!HTTP_METHODS.has(method)) return null;
  const rest = text.slice(space).trim();
  const version = /\s{1,8}HTTP\/\d(?:\.\d)?$/i.exec(rest.slice(-24));
  const url = (version === null ? rest : rest.slice(0, -version[0].length)).trim();
  return url === '' ? null : { method, url };
}

/** Reads a start line and the headers after it. */
export function readHeaderBlock(lines: readonly string[], from: number): HeaderBlock {
  const headers: (readonly [string, string])[] = [];
  let malformed = 0;
  let at = from + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') break;
    const header = headerLine(line);
    if (header !== null) headers.push(header);
    // A line that starts with white space goes on with the header before it (RFC 9112, Section 5.2).
    else if (/^[ \t]/.test(line) && headers.length > 0) continued(headers, line);
    else malformed++;
  }
  return { startLine: lines[from] ?? '', headers, malformed, next: at + 1 };
}

function continued(headers: (readonly [string, string])[], line: string): void {
  const last = headers.pop();
  // Bounded, so that many continued lines do not add up to quadratic work.
  if (last !== undefined) headers.push([last[0], last[1].length > 65_536 ? last[1] : `${last[1]} ${line.trim()}`]);
}

/** Makes a response of a block and a body. */
export function responseOf(block: HeaderBlock, body: string): ObservedResponse {
  return { status: statusOf(block.startLine), headers: sortHeaders(block.headers).headers, body };
}

/** Makes a request of a block and a body; `null` if its first line is no request line. */
export function requestOf(
  block: HeaderBlock,
  body: string | null,
): { readonly request: ObservedRequest; readonly token: string | null; readonly gaps: readonly Gap[] } | null {
  const line = requestLineOf(block.startLine);
  if (line === null) return null;
  const { headers, token, gaps } = sortHeaders(block.headers);
  const host = headers['host'] ?? headers[':authority'];
  const url = line.url.startsWith('/') && host !== undefined && host !== '' ? `https://${host}${line.url}` : line.url;
  const malformed: readonly Gap[] = block.malformed > 0 ? ['header-malformed'] : [];
  return { request: { method: line.method, url, headers, body }, token, gaps: [...gaps, ...malformed] };
}
