import { encodeUtf8 } from '../token/utf8.ts';
import {
  unreadable,
  type ExchangesReading,
  type Gap,
  type Missing,
  type ObservedExchange,
  type Skipped,
} from './exchange.ts';
import { headerLine, sortHeaders } from './headers.ts';
import { detectShell, splitCommands, type Shell, type ShellWord } from './shell-words.ts';

/** How a command line is to be read. */
export interface CommandOptions {
  /** The command language; guessed from the quoting if left out. */
  readonly shell?: Shell;
}

/**
 * Reads command lines that send requests: `curl` as browsers and documentation give it (bash, the Windows prompt,
 * PowerShell), PowerShell's `Invoke-RestMethod`, `Invoke-WebRequest` and `Invoke-MgGraphRequest`, and `az rest`. Each
 * request becomes one exchange. Other commands are passed over.
 *
 * This does NOT run anything, read files, or resolve variables other than those assigned a plain value in the text.
 */
export function readCommand(text: string, options: CommandOptions = {}): ExchangesReading {
  if (text.trim() === '') return unreadable('empty');
  const exchanges: ObservedExchange[] = [];
  const skipped: Skipped[] = [];
  const missing: Missing[] = [];
  let count = 0;
  for (const words of splitCommands(text, options.shell ?? detectShell(text))) {
    for (const request of requestsOf(words)) {
      if (request.urls.length === 0) skipped.push({ label: `command ${++count}`, why: 'no-url' });
      // Each further URL is a request of its own with the same options.
      for (const url of request.urls) {
        const label = `command ${++count}`;
        const { exchange, gaps } = request.finish(label, url);
        exchanges.push(exchange);
        for (const what of gaps) missing.push({ label, what });
      }
    }
  }
  if (exchanges.length === 0 && skipped.length === 0) return unreadable('no-request');
  return { form: 'exchanges', exchanges, skipped, missing };
}

/** The name under which copied command lines are best known; {@link readCommand} under another name. */
export const readCurl: typeof readCommand = readCommand;

function requestsOf(words: readonly ShellWord[]): readonly CommandRequest[] {
  const at = words.findIndex(({ text }) => !PREFIXES.has(text) && !/^[A-Za-z_]\w{0,80}=/.test(text.slice(0, 100)));
  const assigned = words[at + 1]?.text === '=' && (words[at]?.text.startsWith('$') ?? false) ? at + 2 : at;
  const name = baseName(words[assigned]?.text ?? '');
  const rest = words.slice(assigned + 1);
  if (name === 'curl') return curlRequests(rest);
  if (POWERSHELL_COMMANDS.has(name)) return [powerShellRequest(rest)];
  if (name === 'az' && rest[0]?.text === 'rest') return [azRequest(rest.slice(1))];
  return [];
}

/** Words that can stand before a command: prompts, and commands that run others. */
const PREFIXES: ReadonlySet<string> = new Set(['$', '#', '%', '>', '&', 'sudo', 'time', 'exec', 'command', 'PS>', '!']);

const POWERSHELL_COMMANDS: ReadonlySet<string> = new Set([
  'invoke-restmethod',
  'invoke-webrequest',
  'invoke-mggraphrequest',
  'irm',
  'iwr',
]);

function baseName(command: string): string {
  const short = command.length > 1000 ? '' : command;
  return short
    .slice(Math.max(short.lastIndexOf('/'), short.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(/\.exe$/, '');
}

/** A request under construction. */
class CommandRequest {
  method: string | null = null;
  readonly urls: ShellWord[] = [];
  /** Data goes into the query instead of the body. */
  dataInQuery = false;
  impliedMethod: string | null = null;
  readonly #headers: (readonly [string, string])[] = [];
  readonly #data: string[] = [];
  readonly #gaps = new Set<Gap>();

  gap(what: Gap): void {
    this.#gaps.add(what);
  }

  header(word: ShellWord): void {
    const header = headerLine(word.text);
    if (header !== null) this.#headers.push(header);
    // curl's way of removing a header, or of sending an empty one.
    else if (!/^[\w-]{1,80}[:;]\s*$/.test(word.text.slice(0, 100)))
      this.#gaps.add(word.unknown ? 'header-variable' : 'header-malformed');
  }

  addHeader(name: string, value: string): void {
    this.#headers.push([name, value]);
  }

  headerTable(word: ShellWord): void {
    if (word.table === null) {
      this.#gaps.add('header-variable');
      return;
    }
    if (word.unknown) this.#gaps.add('header-malformed');
    for (const [name, value] of word.table) {
      const isSecretUnknown = value.unknown && name.toLowerCase() === 'authorization';
      this.#headers.push([name, isSecretUnknown ? 'Bearer $' : value.text]);
    }
  }

  data(word: ShellWord, from: 'text' | 'file-or-text'): void {
    if (word.unknown || word.table !== null || (from === 'file-or-text' && word.text.startsWith('@'))) {
      this.#gaps.add('body-elsewhere');
    } else {
      this.#data.push(word.text);
    }
  }

  finish(label: string, target: ShellWord): { readonly exchange: ObservedExchange; readonly gaps: readonly Gap[] } {
    const hasBody = this.#data.length > 0 || this.#gaps.has('body-elsewhere');
    const data = this.#data.join('&');
    const url = this.dataInQuery && data !== '' ? withQuery(target.text, data) : target.text;
    const method = this.method ?? this.impliedMethod ?? (hasBody && !this.dataInQuery ? 'POST' : 'GET');
    const { headers, token, gaps } = sortHeaders(this.#headers);
    const body = this.#data.length > 0 && !this.dataInQuery ? data : null;
    const request = { method: method.toUpperCase(), url, headers, body };
    return {
      exchange: { request, token, facts: null, response: null, label },
      gaps: [...(target.unknown ? (['url-variable'] as const) : []), ...this.#gaps, ...gaps],
    };
  }
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** Options of curl that take a value and mean nothing here. */
const CURL_WITH_VALUE: ReadonlySet<string> = new Set([
  '-A',
  '-c',
  '-C',
  '-D',
  '-e',
  '-E',
  '-h',
  '-K',
  '-m',
  '-o',
  '-P',
  '-Q',
  '-r',
  '-t',
  '-U',
  '-w',
  '-x',
  '-y',
  '-Y',
  '-z',
  '--user-agent',
  '--cookie-jar',
  '--continue-at',
  '--dump-header',
  '--referer',
  '--cert',
  '--config',
  '--max-time',
  '--output',
  '--range',
  '--proxy-user',
  '--write-out',
  '--proxy',
  '--cacert',
  '--capath',
  '--key',
  '--key-type',
  '--pass',
  '--cert-type',
  '--ciphers',
  '--tls13-ciphers',
  '--connect-timeout',
  '--connect-to',
  '--resolve',
  '--retry',
  '--retry-delay',
  '--retry-max-time',
  '--limit-rate',
  '--max-redirs',
  '--max-filesize',
  '--interface',
  '--local-port',
  '--noproxy',
  '--output-dir',
  '--trace',
  '--trace-ascii',
  '--stderr',
  '--unix-socket',
  '--proto',
  '--proto-default',
  '--proto-redir',
  '--tls-max',
  '--engine',
  '--curves',
  '--dns-servers',
  '--doh-url',
  '--keepalive-time',
  '--netrc-file',
  '--pinnedpubkey',
  '--preproxy',
  '--proxy-header',
  '--rate',
  '--request-target',
  '--socks5',
  '--socks5-hostname',
  '--speed-limit',
  '--speed-time',
  '--time-cond',
  '--variable',
  '--aws-sigv4',
  '--etag-save',
  '--etag-compare',
  '--hostpubsha256',
  '--parallel-max',
]);

/** Long options of curl without a value. What is in neither list is not known. */
const CURL_FLAGS: ReadonlySet<string> = new Set([
  '--insecure',
  '--location',
  '--location-trusted',
  '--silent',
  '--show-error',
  '--verbose',
  '--include',
  '--compressed',
  '--fail',
  '--fail-with-body',
  '--fail-early',
  '--http1.0',
  '--http1.1',
  '--http2',
  '--http2-prior-knowledge',
  '--http3',
  '--ipv4',
  '--ipv6',
  '--globoff',
  '--no-buffer',
  '--no-keepalive',
  '--no-progress-meter',
  '--progress-bar',
  '--raw',
  '--remote-name',
  '--remote-header-name',
  '--create-dirs',
  '--anyauth',
  '--basic',
  '--digest',
  '--negotiate',
  '--ntlm',
  '--tlsv1',
  '--tlsv1.0',
  '--tlsv1.1',
  '--tlsv1.2',
  '--tlsv1.3',
  '--ssl-reqd',
  '--ssl-no-revoke',
  '--path-as-is',
  '--netrc',
  '--proxy-insecure',
  '--parallel',
  '--tcp-nodelay',
  '--trace-time',
  '--disable',
  '--show-headers',
  '--styled-output',
  '--no-styled-output',
  '--retry-all-errors',
  '--retry-connrefused',
  '--junk-session-cookies',
  '--post301',
  '--post302',
  '--post303',
  '--no-alpn',
  '--tr-encoding',
  '--xattr',
  '--remote-time',
  '--head',
  '--get',
  '--next',
]);

function curlRequests(words: readonly ShellWord[]): readonly CommandRequest[] {
  const requests: CommandRequest[] = [];
  let request = new CommandRequest();
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) continue;
    if (!word.text.startsWith('-') || word.text === '-') {
      request.urls.push(word);
      continue;
    }
    const option = curlOption(word);
    if (option.name === '--next' || option.name === '-:') {
      requests.push(request);
      request = new CommandRequest();
      continue;
    }
    let value = option.value;
    const needed = CURL_MEANING.has(option.name) || CURL_WITH_VALUE.has(option.name);
    const known = needed || option.name.length === 2 || CURL_FLAGS.has(option.name) || option.name.startsWith('--no-');
    if (value === null && needed) value = words[++at] ?? null;
    if (!known) {
      request.gap('unknown-option');
      // An option that is not known most likely has a value, unless a URL or an option follows.
      const next = words[at + 1];
      if (next !== undefined && !next.text.startsWith('-') && !/^https?:/i.test(next.text)) at++;
    }
    for (const flag of option.flags) applyFlag(request, flag);
    if (value !== null) CURL_MEANING.get(option.name)?.(request, value);
    else applyFlag(request, option.name);
  }
  return [...requests, request];
}

interface CurlOption {
  /** Flags before it in the same word (`-sSX`). */
  readonly flags: readonly string[];
  readonly name: string;
  readonly value: ShellWord | null;
}

/** Takes a word such as `-XPOST`, `-sSL`, `--request=POST` or `--request` apart. */
function curlOption(word: ShellWord): CurlOption {
  const text = word.text;
  if (text.startsWith('--')) {
    const sign = text.indexOf('=');
    // curl itself has no such form, but people write it.
    if (sign > 0) return { flags: [], name: text.slice(0, sign), value: { ...word, text: text.slice(sign + 1) } };
    return { flags: [], name: text, value: null };
  }
  const flags: string[] = [];
  for (let at = 1; at < text.length; at++) {
    const name = `-${text.charAt(at)}`;
    const takesValue = CURL_MEANING.has(name) || CURL_WITH_VALUE.has(name);
    if (takesValue) {
      const rest = text.slice(at + 1);
      return { flags, name, value: rest === '' ? null : { ...word, text: rest } };
    }
    if (at === text.length - 1) return { flags, name, value: null };
    flags.push(name);
  }
  return { flags, name: text, value: null };
}

function applyFlag(request: CommandRequest, name: string): void {
  if (name === '-I' || name === '--head') request.impliedMethod = 'HEAD';
  else if (name === '-G' || name === '--get') request.dataInQuery = true;
}

type Meaning = (request: CommandRequest, value: ShellWord) => void;

const method: Meaning = (request, value) => {
  request.method = value.text;
};
const url: Meaning = (request, value) => {
  request.urls.push(value);
};
const header: Meaning = (request, value) => {
  if (value.text.startsWith('@')) request.gap('header-variable');
  else request.header(value);
};
const data: Meaning = (request, value) => request.data(value, 'file-or-text');
const rawData: Meaning = (request, value) => request.data(value, 'text');
const form: Meaning = (request) => {
  request.impliedMethod = 'POST';
  request.gap('body-elsewhere');
};
const nothing: Meaning = () => undefined;

const CURL_MEANING: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['-X', method],
  ['--request', method],
  ['-H', header],
  ['--header', header],
  ['-d', data],
  ['--data', data],
  ['--data-ascii', data],
  ['--data-binary', data],
  ['--data-raw', rawData],
  ['--data-urlencode', (request, value) => urlEncoded(request, value)],
  [
    '--json',
    (request, value) => {
      request.addHeader('content-type', 'application/json');
      request.data(value, 'file-or-text');
    },
  ],
  ['-F', form],
  ['--form', form],
  ['--form-string', form],
  [
    '-T',
    (request) => {
      request.impliedMethod = 'PUT';
      request.gap('body-elsewhere');
    },
  ],
  [
    '--upload-file',
    (request) => {
      request.impliedMethod = 'PUT';
      request.gap('body-elsewhere');
    },
  ],
  ['--oauth2-bearer', (request, value) => request.addHeader('authorization', `Bearer ${value.text}`)],
  ['-u', (request) => request.addHeader('authorization', 'Basic -')],
  ['--user', (request) => request.addHeader('authorization', 'Basic -')],
  ['-b', nothing],
  ['--cookie', nothing],
  ['--url', url],
  [
    '--url-query',
    (request, value) => {
      request.dataInQuery = true;
      request.data(value, 'text');
    },
  ],
]);

/** `content`, `=content`, `name=content`, or with `@` from a file. */
function urlEncoded(request: CommandRequest, word: ShellWord): void {
  const sign = word.text.search(/[=@]/);
  if (sign >= 0 && word.text.charAt(sign) === '@') {
    request.data({ ...word, unknown: true }, 'text');
    return;
  }
  const name = sign > 0 ? `${word.text.slice(0, sign)}=` : '';
  const content = word.text.slice(sign + 1);
  // An unpaired surrogate cannot be encoded.
  const encoded = encodeUtf8(content) === null ? content : encodeURIComponent(content);
  request.data({ ...word, text: name + encoded }, 'text');
}

/** Parameters of PowerShell's commands and of `az rest`, by what they are unmistakably short for. */
function parameterOf(text: string): 'method' | 'url' | 'headers' | 'body' | 'token' | 'file' | 'other' {
  const name = text.replace(/^-+/, '').replace(/:$/, '').toLowerCase();
  if (['method', 'm', 'custommethod', 'cm', 'me', 'met'].includes(name)) return 'method';
  if (['uri', 'url', 'u'].includes(name)) return 'url';
  if (['headers', 'header', 'h', 'hea'].includes(name)) return 'headers';
  if (['body', 'b', 'bod'].includes(name)) return 'body';
  if (name === 'token') return 'token';
  return name === 'infile' || name === 'inputfilepath' ? 'file' : 'other';
}

/** Parameters without a value. */
const SWITCHES: ReadonlySet<string> = new Set([
  '-usebasicparsing',
  '-usedefaultcredentials',
  '-skipcertificatecheck',
  '-skiphttperrorcheck',
  '-passthru',
  '-verbose',
  '-debug',
  '-disablekeepalive',
  '-followrellink',
  '-skipheadervalidation',
  '-allowunencryptedauthentication',
]);

function powerShellRequest(words: readonly ShellWord[]): CommandRequest {
  const request = new CommandRequest();
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) continue;
    if (word.quoted || !/^-[A-Za-z]/.test(word.text)) {
      if (request.urls.length === 0) request.urls.push(word);
      continue;
    }
    if (SWITCHES.has(word.text.toLowerCase())) continue;
    const value = words[++at];
    if (value === undefined) break;
    const parameter = parameterOf(word.text);
    if (parameter === 'method') request.method = value.text;
    else if (parameter === 'url') request.urls.splice(0, 1, value);
    else if (parameter === 'headers') request.headerTable(value);
    else if (parameter === 'body') request.data(value, 'text');
    else if (parameter === 'token')
      request.addHeader('authorization', value.unknown ? 'Bearer $' : `Bearer ${value.text}`);
    else if (parameter === 'file') request.gap('body-elsewhere');
  }
  return request;
}

function azRequest(words: readonly ShellWord[]): CommandRequest {
  const request = new CommandRequest();
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || !word.text.startsWith('-')) continue;
    const sign = word.text.startsWith('--') ? word.text.indexOf('=') : -1;
    const parameter = parameterOf(sign < 0 ? word.text : word.text.slice(0, sign));
    if (parameter === 'headers') {
      // Several `name=value` words, or one JSON object.
      while (words[at + 1] !== undefined && !(words[at + 1]?.text.startsWith('-') ?? false))
        azHeader(request, words[++at]);
      continue;
    }
    const value = sign < 0 ? words[++at] : { ...word, text: word.text.slice(sign + 1) };
    if (value === undefined) break;
    if (parameter === 'method') request.method = value.text;
    else if (parameter === 'url') request.urls.splice(0, 1, value);
    else if (parameter === 'body') request.data(value, 'file-or-text');
  }
  return request;
}

function azHeader(request: CommandRequest, word: ShellWord | undefined): void {
  const sign = word?.text.indexOf('=') ?? -1;
  if (word !== undefined && sign > 0 && !word.text.startsWith('{')) {
    request.addHeader(word.text.slice(0, sign), word.text.slice(sign + 1));
  } else {
    request.gap('header-malformed');
  }
}
