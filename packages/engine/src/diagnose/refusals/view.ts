import { redact } from '../../token/redact.ts';
import { readBodyMembers, statusOfWord } from './body-members.ts';
import { readChallenge } from './challenge.ts';
import { decodeText, foldCase } from './decode-text.ts';
import type { ObservedResponse, RefusalReading } from './refusal.ts';

/** Where a phrase was found. */
export interface Passage {
  /** The decoded text that holds it: one message, or the whole body. */
  readonly text: string;
  readonly start: number;
  /** Offset after the phrase. */
  readonly end: number;
}

/** One response, read once into the form that every shape matches on. */
export interface RefusalView {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** As written, outermost first. */
  readonly codes: readonly string[];
  /** Decoded and without secrets, outermost first. A text without members is one message. */
  readonly messages: readonly string[];
  /** The whole body, decoded; to be searched, not to be told on, as it can hold secrets. */
  readonly text: string;
  /** There is a code, and no message or one that only repeats the status (`Forbidden`). */
  readonly saysNothing: boolean;
  readonly challenge: RefusalReading['challenge'];
  /** Value of another member, by its name in lower case without `-`, `_` and spaces. */
  readonly member: (name: string) => string | null;
  /** One of these is an error code of the body, without regard to case. */
  readonly hasCode: (...codes: readonly string[]) => boolean;
  /**
   * One of these words stands in the body as a code or anywhere else as a whole word. Only for codes that mean nothing
   * else, such as `Authorization_RequestDenied`.
   */
  readonly names: (...codes: readonly string[]) => boolean;
  /**
   * First of these phrases that stands in a message or in the text, without regard to case; not where it is negated. A
   * text that was cut off in the middle of a phrase holds it too, if most of the phrase is there.
   */
  readonly find: (...phrases: readonly string[]) => Passage | null;
  readonly has: (...phrases: readonly string[]) => boolean;
}

const MAX_MESSAGE = 16_384;

/** Headers that are read; their lines are also found in a pasted transcript. */
const HEADERS: readonly string[] = [
  'www-authenticate',
  'warning',
  'request-id',
  'client-request-id',
  'date',
  'deprecation',
  'sunset',
  'retry-after',
  'content-type',
];

/**
 * Reads a response into a view.
 *
 * @param response The response, or a text in place of its body.
 * @param code Code that was told apart from the text, as exceptions of client libraries have it.
 */
export function viewOf(response: ObservedResponse, code: string | null = null): RefusalView {
  const headers: Record<string, string> = { ...headersInText(response.body), ...response.headers };
  const text = decodeText(response.body);
  // Whatever is told on is read from a text without secrets; phrases are also looked for in the text as it is, since a
  // word before them (`secret: …`) can look as if they were one.
  const withoutSecrets = redact(response.body);
  const safe = withoutSecrets === response.body ? text : decodeText(withoutSecrets);
  const members = readBodyMembers(withoutSecrets, safe);
  const given = code === null || code === '' ? [] : [redact(code)];
  const codes = [...new Set([...given, ...members.codes, ...codesInText(safe)])];
  const messages = members.messages.filter((message) => message !== '').map((message) => message.slice(0, MAX_MESSAGE));
  if (members.messages.length === 0 && text !== '' && !lacksMessage(text)) messages.push(safe.slice(0, MAX_MESSAGE));
  const texts = [...messages, text].map((whole) => ({ whole, folded: foldCase(whole) }));
  const foldedCodes = new Set(codes.map((each) => each.toLowerCase()));
  const folded = texts[texts.length - 1]?.folded ?? '';

  const find = (...phrases: readonly string[]): Passage | null => {
    for (const { whole, folded: lower } of texts) {
      for (const phrase of phrases) {
        const start = indexOfPhrase(lower, phrase);
        if (start >= 0) return { text: whole, start, end: start + phrase.length };
      }
    }
    for (const { whole, folded: lower } of texts) {
      for (const phrase of phrases) {
        const start = startOfCutPhrase(lower, phrase);
        if (start >= 0) return { text: whole, start, end: whole.length };
      }
    }
    return null;
  };
  return {
    status: response.status ?? members.status ?? statusInText(text),
    headers,
    codes,
    messages,
    text,
    saysNothing: codes.length > 0 && messages.every((message) => statusOfWord(message) !== null),
    challenge: readChallenge(headers['www-authenticate'] ?? ''),
    member: (name) => members.others.get(name) ?? null,
    hasCode: (...wanted) => wanted.some((each) => foldedCodes.has(each.toLowerCase())),
    names: (...wanted) =>
      wanted.some((each) => foldedCodes.has(each.toLowerCase()) || holdsWord(folded, each.toLowerCase())),
    find,
    has: (...phrases) => find(...phrases) !== null,
  };
}

/** A word just before a phrase that turns its meaning: `it is not an invalid audience`. */
const NEGATION = /(?:\bnot|\bnever|n't|\bwithout|\binstead of|\brather than|\bno longer) (?:[\w-]+ ){0,2}['"]?$/;

function indexOfPhrase(text: string, phrase: string): number {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
    if (!NEGATION.test(text.slice(Math.max(0, at - 48), at))) return at;
  }
  return -1;
}

/** Letters of a phrase that a cut-off text must still hold. */
const LEAST_OF_A_PHRASE = 16;

/** Where a text that was cut off in the middle of a phrase begins it, or -1. At least half of the phrase must be there. */
function startOfCutPhrase(text: string, phrase: string): number {
  const least = Math.max(LEAST_OF_A_PHRASE, Math.ceil(phrase.length / 2));
  if (phrase.length <= least) return -1;
  const tail = text.slice(-(phrase.length + 16)).replace(/ ?(?:\.{3}|\u2026|[[(]truncated[^)\]]*[)\]]?)["')\]}]*$/, '');
  for (let length = phrase.length - 1; length >= least; length--) {
    if (tail.endsWith(phrase.slice(0, length))) {
      const start = Math.max(0, text.length - (phrase.length + 16)) + tail.length - length;
      return NEGATION.test(text.slice(Math.max(0, start - 48), start)) ? -1 : start;
    }
  }
  return -1;
}

function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + word.length] ?? ' ')) return true;
  }
  return false;
}

/** Codes that client libraries write around a message instead of into a member. */
const CODE_FORMS: readonly RegExp[] = [
  // PowerShell: `[Authorization_RequestDenied] : Insufficient …`
  /\[([A-Za-z]\w{3,80})\] ?:/,
  // Azure SDK for Python: `(Authorization_RequestDenied) Insufficient …`
  /(?:^|: )\((?!forbidden\)|unauthorized\))([A-Za-z]\w{3,80})\) /i,
  // Terraform and other Go clients: `… with error: Authorization_RequestDenied: Insufficient …`
  /\berror: ([A-Za-z]\w{3,80}):(?: |$)/i,
  // PowerShell: `FullyQualifiedErrorId : InvalidAuthenticationToken,Microsoft.Graph…`
  /\bFullyQualifiedErrorId : ([A-Za-z]\w{3,80}),/i,
];

function codesInText(text: string): readonly string[] {
  return CODE_FORMS.map((form) => form.exec(text)?.[1]).filter(
    (code): code is string => code !== undefined && !isClassName(code),
  );
}

/** `ODataError` and `HttpResponseException` are classes of clients, not codes; two codes end like them. */
function isClassName(word: string): boolean {
  return /(?:exception|error)$/i.test(word) && !/^(?:unknown|extension)error$/i.test(word);
}

/** A client's own words around a message that is empty: nothing follows the code, or PowerShell's lines follow at once. */
const NO_MESSAGE: readonly RegExp[] = [
  /\[[A-Za-z]\w{3,80}\] ?:$/,
  /\berror: [A-Za-z]\w{3,80}:$/i,
  /^[\w-]{3,80} ?: status: \d{3}\b/i,
];

function lacksMessage(text: string): boolean {
  return NO_MESSAGE.some((form) => form.test(text));
}

/** Ways in which texts state the status of the answer. An inner status (`[Status Code: …`) is not one. */
const STATUS_FORMS: readonly RegExp[] = [
  /\bHTTP\/\d(?:\.\d)? ([2-5]\d\d)\b/i,
  /(?<!exception: \[)\b(?:http )?status ?(?:code)?(?: was| is|\s?[:=])? ?['"(]?([45]\d\d|206)\b/i,
  /(?<!status )\b(?:error|code|returned|received|with|got|responded) ?:? ?\(?([45]\d\d)\b/i,
  /\(([45]\d\d)\)/,
  /\b([45]\d\d)\b[ :,-]{0,3}\(?(?:unauthorized|forbidden|not found|bad request|client error|server error|gone|locked)/i,
  /\b(?:unauthorized|forbidden|not found|bad request|gone|locked) ?[-:(] ?([45]\d\d)\b/i,
];

const STATUS_WORD =
  /^\W{0,4}(unauthorized|forbidden)\(|(?<!exception: \[)\b(?:status ?code|does not indicate success) ?:? ?(unauthorized|forbidden|not ?found|bad ?request|gone|locked|too ?many ?requests)/i;

function statusInText(text: string): number | null {
  for (const form of STATUS_FORMS) {
    const digits = form.exec(text)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  const match = STATUS_WORD.exec(text);
  const word = match?.[1] ?? match?.[2];
  return word === undefined ? null : statusOfWord(word);
}

/** Header lines in a transcript: `name: value`, or `name : {value}` as PowerShell prints them. */
function headersInText(body: string): Record<string, string> {
  const found: Record<string, string> = {};
  if (!body.includes(':')) return found;
  const line = new RegExp(`^[<\\s]{0,4}(${HEADERS.join('|')}) {0,40}: ?([^\\r\\n]{1,8192})`, 'gim');
  for (let match = line.exec(body); match !== null; match = line.exec(body)) {
    const name = (match[1] ?? '').toLowerCase();
    const value = (match[2] ?? '').trim().replace(/^\{(.*)\}$/, '$1');
    const before = found[name];
    found[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return found;
}
