import type { ObservedResponse } from '../diagnose/refusals/refusal.ts';
import { isJsonObject, member, readJson, type JsonObject } from '../token/json.ts';
import { readCommand } from './command.ts';
import type { Gap, ObservedRequest, UnreadableInput } from './exchange.ts';
import { unreadable } from './exchange.ts';
import { isHeaderName, sortHeaders } from './headers.ts';
import {
  linesOf,
  readHeaderBlock,
  requestLineOf,
  requestOf,
  responseOf,
  statusOf,
  type HeaderBlock,
} from './http-message.ts';

/** What a pasted response turned out to be. */
export type ResponseReading =
  | {
      readonly form: 'response';
      /** How it was given: with its headers, as a transcript of `curl -v`, or only the body, of which kind. */
      readonly as: 'http' | 'transcript' | 'json' | 'html' | 'text';
      readonly response: ObservedResponse;
      /** The request, where the text shows it too. */
      readonly request: ObservedRequest | null;
      /** The credential that the request carried, a secret; `null` when the text does not show it. */
      readonly token: string | null;
      readonly gaps: readonly Gap[];
    }
  | UnreadableInput;

/** Lines that are looked through for the beginning of a response. */
const MOST_LINES_BEFORE = 400;

/**
 * Reads a response as people paste it: a body alone (JSON, HTML, text), a whole response as `curl -i` prints it (also
 * with the blocks of proxies, redirects and `100 Continue` before it), a raw request and its response, a transcript of
 * `curl -v`, or any of these with the command line above.
 *
 * Any text that is not blank is read: what has no other form is a body.
 *
 * This does NOT interpret the body.
 */
export function readResponse(text: string): ResponseReading {
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (clean.trim() === '') return unreadable('empty');
  const lines = linesOf(clean);
  const first = lines.findIndex((line) => line.trim() !== '');
  const isBody = /^\s*[[{<"]/.test((lines[first] ?? '').slice(0, 200));
  const most = isBody ? 0 : Math.min(lines.length, first + MOST_LINES_BEFORE);
  for (let at = first; at < most; at++) {
    const line = lines[at] ?? '';
    if (isTranscriptLine(line)) return readTranscript(lines);
    if (statusOf(line) !== null) return readHttp(lines, at);
  }
  return readBody(clean);
}

/** Whether a line is the start line of a request or response in a transcript of `curl -v`. */
export function isTranscriptLine(line: string): boolean {
  return (
    (line.startsWith('< ') && statusOf(line.slice(2)) !== null) ||
    (line.startsWith('> ') && /\sHTTP\/\d(?:\.\d)?$/i.test(line.slice(-16)) && requestLineOf(line.slice(2)) !== null)
  );
}

function readHttp(lines: readonly string[], at: number): ResponseReading {
  let block = readHeaderBlock(lines, at);
  // Interim answers, redirects and the answer of a proxy come before the one that counts.
  for (let next = block.next; statusOf(lines[next] ?? '') !== null; next = block.next) {
    block = readHeaderBlock(lines, next);
  }
  const before = readBefore(lines.slice(0, at));
  return {
    form: 'response',
    as: 'http',
    response: responseOf(block, bodyText(lines.slice(block.next))),
    request: before?.request ?? null,
    token: before?.token ?? null,
    gaps: [...(before?.gaps ?? []), ...malformed(block)],
  };
}

function malformed(block: HeaderBlock | null): readonly Gap[] {
  return block !== null && block.malformed > 0 ? ['header-malformed'] : [];
}

interface RequestBefore {
  readonly request: ObservedRequest;
  readonly token: string | null;
  readonly gaps: readonly Gap[];
}

/** The request above a response: the command line that made it, or the request itself. */
function readBefore(lines: readonly string[]): RequestBefore | null {
  const at = lines.findIndex((line) => requestLineOf(line) !== null);
  if (at >= 0) {
    const block = readHeaderBlock(lines, at);
    const body = bodyText(lines.slice(block.next));
    return requestOf(block, body === '' ? null : body);
  }
  return readCommandLine(lines);
}

function readCommandLine(lines: readonly string[]): RequestBefore | null {
  if (lines.length === 0) return null;
  const command = readCommand(lines.join('\n'));
  if (command.form === 'unreadable') return null;
  const exchange = command.exchanges[0];
  if (exchange === undefined || exchange.request === null) return null;
  const gaps = command.missing.filter(({ label }) => label === exchange.label).map(({ what }) => what);
  return { request: exchange.request, token: exchange.token, gaps };
}

/** Lines of `curl -v`: `>` sent, `<` received, `*` remarks, `{` and `}` amounts of data; the rest is the body. */
function readTranscript(lines: readonly string[]): ResponseReading {
  const before: string[] = [];
  let sent: string[] = [];
  let received: string[] = [];
  let body: string[] = [];
  let request: RequestBefore | null = null;
  let started = false;
  for (const line of lines) {
    const mark = line.slice(0, 2).trim();
    if (line.startsWith('>') && (mark === '>' || line === '>')) {
      started = true;
      const content = line.slice(2);
      // A tunnel through a proxy is opened by a request of its own.
      if (requestLineOf(content) !== null && /\sHTTP\/\d(?:\.\d)?$/i.test(content.slice(-16))) sent = [];
      sent.push(content);
    } else if (line.startsWith('<') && mark === '<') {
      started = true;
      const content = line.slice(2);
      if (statusOf(content) !== null) {
        received = [];
        body = [];
      }
      received.push(content);
    } else if (isRemark(line)) {
      started = true;
    } else if (started) {
      body.push(line);
    } else {
      before.push(line);
    }
  }
  const sentBlock = sent.length > 0 ? readHeaderBlock(sent, 0) : null;
  if (sentBlock !== null && !/^CONNECT\s/i.test(sentBlock.startLine)) request = requestOf(sentBlock, null);
  const command = readCommandLine(before);
  if (request === null) request = command;
  else if (command !== null && command.request.body !== null && request.request.method === command.request.method) {
    // curl does not print what it sends as a body.
    request = { ...request, request: { ...request.request, body: command.request.body } };
  }
  const block = received.length > 0 ? readHeaderBlock(received, 0) : null;
  return {
    form: 'response',
    as: 'transcript',
    response: block === null ? { status: null, headers: {}, body: bodyText(body) } : responseOf(block, bodyText(body)),
    request: request?.request ?? null,
    token: request?.token ?? command?.token ?? null,
    gaps: [...(request?.gaps ?? []), ...malformed(block)],
  };
}

function isRemark(line: string): boolean {
  if (line === '*' || line.startsWith('* ')) return true;
  if (/^[{}] \[\d+ bytes data\]/.test(line.slice(0, 40))) return true;
  // The progress meter.
  return (
    /^\s{0,8}% Total\s/.test(line.slice(0, 20)) ||
    /^\s{0,40}Dload\s/.test(line.slice(0, 60)) ||
    (line.length < 200 && /^[\d\s.kMG:-]+$/.test(line) && /\d:\d\d:\d\d|--:--:--/.test(line))
  );
}

/** A body without the blank lines around it, and without the remark that curl prints behind it on the same line. */
function bodyText(lines: readonly string[]): string {
  const text = lines.join('\n').trim();
  const remark = text.lastIndexOf('* Connection #');
  return remark > 0 && !text.slice(remark).includes('\n') ? text.slice(0, remark).trimEnd() : text;
}

function readBody(text: string): ResponseReading {
  const body = text.trim();
  const json = readJson(body);
  const wrapped = json.form === 'json' && isJsonObject(json.value) ? unwrap(json.value) : null;
  const as = json.form !== 'not-json' ? 'json' : isHtml(body) ? 'html' : 'text';
  const response = wrapped ?? { status: null, headers: {}, body };
  return { form: 'response', as, response, request: null, token: null, gaps: [] };
}

/** Whether a text is an HTML page, behind an XML declaration and comments. */
function isHtml(text: string): boolean {
  let at = 0;
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
    const end = text.startsWith('<?xml', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : null;
    if (end === null) break;
    const close = text.indexOf(end, at);
    if (close < 0) return false;
    at = close + end.length;
  }
  return /^<(?:!doctype\s{1,8}html|html|head|body)(?:\s|>|$)/i.test(text.slice(at, at + 40));
}

/**
 * A response as an object: `status` (or `statusCode`) with `body` or `headers`, as clients log it and batches hold it;
 * `null` if the object is a body.
 */
export function unwrap(object: JsonObject): ObservedResponse | null {
  const given = member(object, 'status') ?? member(object, 'statusCode');
  const status = typeof given === 'string' && /^\d{3}$/.test(given) ? Number(given) : given;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) return null;
  const body = member(object, 'body');
  const headers = member(object, 'headers');
  if (body === undefined && !isJsonObject(headers)) return null;
  return { status, headers: headersOf(headers), body: textOf(body) };
}

/** Headers of an object whose values are texts or lists of texts. */
export function headersOf(value: unknown): Readonly<Record<string, string>> {
  return sortHeaders(headerPairs(value)).headers;
}

/** Name and value of each header of an object; a list gives several of one name. */
export function headerPairs(value: unknown): readonly (readonly [string, string])[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    isHeaderName(name)
      ? (Array.isArray(item) ? item : [item])
          .filter((one) => typeof one === 'string' || typeof one === 'number')
          .map((one): [string, string] => [name, String(one)])
      : [],
  );
}

/** A body as text: text stays, anything else is written as JSON, nothing is empty. */
export function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
