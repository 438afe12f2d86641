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
import type { RecordingOptions } from './har.ts';
import { headerLine, sortHeaders } from './headers.ts';
import { linesOf, requestLineOf } from './http-message.ts';

/** Characters that variables may add in all. */
const MOST_ADDED = 1_048_576;
/** Variables in variables. */
const DEEPEST = 8;

/**
 * Reads a file of requests as REST Client, JetBrains IDEs and Visual Studio use it: requests separated by `###`,
 * `@name = value` and `{{name}}`, comments, a URL that goes on in the following lines, headers, a body.
 *
 * This does NOT read files that a body names (`< file`), environments, or results of other requests; what depends on
 * them is named. Requests to other hosts, such as those that fetch a token, are skipped and counted.
 */
export function readHttpFile(text: string, options: RecordingOptions = {}): ExchangesReading {
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (clean.trim() === '') return unreadable('empty');
  const variables = new FileVariables();
  const sections = sectionsOf(linesOf(clean));
  // A variable counts in the whole file, wherever it is assigned.
  for (const section of sections) for (const line of section.lines) variables.read(line);
  const exchanges: ObservedExchange[] = [];
  const skipped: Skipped[] = [];
  const missing: Missing[] = [];
  let count = 0;
  for (const section of sections) {
    const start = section.lines.findIndex((line) => !isPassedOver(line));
    if (start < 0) continue;
    const label = section.title ?? `request ${++count}`;
    const read = readRequest(section.lines.slice(start), label, variables);
    if (read === null) {
      skipped.push({ label, why: 'malformed' });
    } else if (!isGraphUrl(read.url, options.hosts) && !read.gaps.includes('url-variable')) {
      skipped.push({ label, why: 'other-host' });
    } else {
      for (const what of read.gaps) missing.push({ label, what });
      const batch = unpackBatch(read.exchange);
      for (const exchange of batch?.exchanges ?? [read.exchange]) exchanges.push(exchange);
      for (const skip of batch?.skipped ?? []) skipped.push(skip);
      for (const gap of batch?.missing ?? []) missing.push(gap);
    }
  }
  if (exchanges.length === 0 && skipped.length === 0) return unreadable('no-request');
  return { form: 'exchanges', exchanges, skipped, missing };
}

interface Section {
  readonly title: string | null;
  readonly lines: string[];
}

function sectionsOf(lines: readonly string[]): readonly Section[] {
  const sections: Section[] = [{ title: null, lines: [] }];
  for (const line of lines) {
    if (line.startsWith('###')) {
      const title = line.replace(/^#+/, '').trim().slice(0, 120);
      sections.push({ title: title === '' || title.includes('://') ? null : title, lines: [] });
    } else {
      sections.at(-1)?.lines.push(line);
    }
  }
  return sections;
}

function isComment(line: string): boolean {
  return line.startsWith('#') || line.startsWith('//');
}

const ASSIGNMENT = /^@([\w.-]{1,80})[ \t]{0,40}=/;

function isPassedOver(line: string): boolean {
  return line.trim() === '' || isComment(line.trimStart()) || ASSIGNMENT.test(line.slice(0, 200));
}

class FileVariables {
  readonly #values = new Map<string, string>();
  #left = MOST_ADDED;

  read(line: string): void {
    const match = ASSIGNMENT.exec(line.slice(0, 200));
    if (match?.[1] !== undefined) this.#values.set(match[1], line.slice(match[0].length).trim());
  }

  /** Puts values in the place of `{{name}}`; names that have none stay and are reported. */
  resolve(text: string, depth = 0): { readonly text: string; readonly unknown: boolean } {
    const pieces: string[] = [];
    let unknown = false;
    let from = 0;
    for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
      const close = text.indexOf('}}', open);
      if (close < 0) break;
      pieces.push(text.slice(from, open));
      const value = close - open > 100 ? undefined : this.#values.get(text.slice(open + 2, close).trim());
      if (value === undefined || depth >= DEEPEST || value.length > this.#left) {
        pieces.push(text.slice(open, close + 2));
        unknown = true;
      } else {
        this.#left -= value.length;
        const inner = this.resolve(value, depth + 1);
        pieces.push(inner.text);
        unknown ||= inner.unknown;
      }
      from = close + 2;
    }
    pieces.push(text.slice(from));
    return { text: pieces.join(''), unknown };
  }
}

interface FileRequest {
  readonly url: string;
  readonly exchange: ObservedExchange;
  readonly gaps: readonly Gap[];
}

function readRequest(lines: readonly string[], label: string, variables: FileVariables): FileRequest | null {
  const gaps = new Set<Gap>();
  let at = 1;
  let target = (lines[0] ?? '').trim();
  // A query can go on in the following lines.
  const pieces: string[] = [target.replace(/\s{1,8}HTTP\/\d(?:\.\d)?$/i, '')];
  for (; /^\s{0,200}[?&]/.test((lines[at] ?? '').slice(0, 220)); at++) pieces.push((lines[at] ?? '').trim());
  target = pieces.join('');
  const line =
    requestLineOf(target) ?? (/^(?:https?:\/\/|\/|\{\{)/i.test(target) ? { method: 'GET', url: target } : null);
  if (line === null) return null;
  const url = variables.resolve(line.url);
  if (url.unknown) gaps.add('url-variable');

  const pairs: (readonly [string, string])[] = [];
  for (; at < lines.length && (lines[at] ?? '').trim() !== ''; at++) {
    const text = (lines[at] ?? '').trim();
    if (isComment(text)) continue;
    const header = headerLine(text);
    if (header === null) {
      gaps.add('header-malformed');
      continue;
    }
    const value = variables.resolve(header[1]);
    pairs.push([header[0], value.text]);
    // The token's own gap is reported for the token.
    if (value.unknown && header[0].toLowerCase() !== 'authorization') gaps.add('header-variable');
  }
  const { headers, token, gaps: headerGaps } = sortHeaders(pairs);
  for (const gap of headerGaps) gaps.add(gap);
  const body = bodyOf(lines.slice(at + 1), variables, gaps);
  return {
    url: url.text,
    exchange: {
      request: { method: line.method, url: url.text, headers, body },
      token,
      facts: null,
      response: null,
      label,
    },
    gaps: [...gaps],
  };
}

function bodyOf(lines: readonly string[], variables: FileVariables, gaps: Set<Gap>): string | null {
  const kept: string[] = [];
  for (const line of lines) {
    // A handler of the response, or the file that it is saved in.
    if (/^(?:> |<> |>> )/.test(line)) break;
    if (/^<@? /.test(line)) gaps.add('body-elsewhere');
    else kept.push(line);
  }
  const text = kept.join('\n').trim();
  if (text === '') return null;
  const body = variables.resolve(text);
  if (body.unknown) gaps.add('body-elsewhere');
  return body.text;
}
