import { isJsonObject, readJson } from '../../token/json.ts';
import { decodeText } from './decode-text.ts';

/** Members of an error body that mean something here, whatever they were written in. */
export interface BodyMembers {
  /** Error codes, outermost first. */
  readonly codes: readonly string[];
  /** Messages that are no JSON themselves, decoded, outermost first. */
  readonly messages: readonly string[];
  /** First value of each other known member, by its name in lower case without `-`, `_` and spaces. */
  readonly others: ReadonlyMap<string, string>;
  /** HTTP status that the body states. */
  readonly status: number | null;
}

/** Nesting that is followed, JSON inside strings included. Deeper members are left unread. */
const MAX_DEPTH = 12;

/** Members that are read from one body. Further ones are left unread; an error has a dozen. */
const MAX_MEMBERS = 400;

const MAX_VALUE = 8192;

type Role = 'code' | 'message' | 'status' | 'other';

/** What a member means, by its name in lower case without `-`, `_` and spaces. */
const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['code', 'code'],
  ['errorcode', 'code'],
  ['error', 'code'],
  ['message', 'message'],
  ['msg', 'message'],
  ['value', 'message'],
  ['errormessage', 'message'],
  ['errordescription', 'message'],
  ['detail', 'message'],
  ['status', 'status'],
  ['statuscode', 'status'],
  ['httpstatuscode', 'status'],
  ['responsestatuscode', 'status'],
  ['suberror', 'other'],
  ['claims', 'other'],
  ['target', 'other'],
  ['errorcodes', 'other'],
  ['requestid', 'other'],
  ['clientrequestid', 'other'],
  ['traceid', 'other'],
  ['correlationid', 'other'],
  ['date', 'other'],
  ['timestamp', 'other'],
  ['odata.error', 'other'],
]);

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

function roleOf(name: string): Role | undefined {
  return ROLES.get(keyOf(name));
}

const CODE = /^[A-Za-z][A-Za-z0-9_.:-]{0,120}$/;

class Collector {
  readonly codes: string[] = [];
  readonly messages: string[] = [];
  readonly others: Map<string, string> = new Map();
  status: number | null = null;
  count = 0;

  add(name: string, value: string): void {
    const key = keyOf(name);
    const role = ROLES.get(key);
    if (role === undefined || this.count >= MAX_MEMBERS) return;
    this.count += 1;
    const text = value.trim();
    if (role === 'other') {
      if (!/^(?:none|null)?$/i.test(text) && !this.others.has(key)) this.others.set(key, text);
      return;
    }
    const status = statusOf(text);
    if (role === 'status' || (role === 'code' && status !== null)) {
      this.status ??= status ?? statusOfWord(text);
      return;
    }
    if (role === 'code' && CODE.test(text)) {
      if (text.toLowerCase() !== 'none' && text.toLowerCase() !== 'null' && !this.codes.includes(text)) {
        this.codes.push(text);
      }
      return;
    }
    // A long text in place of a code is a message, such as `"error": "Unauthorized request"`.
    if (role === 'code' && text.length < 4) return;
    const message = decodeText(text);
    if (message === 'None' || message === 'null') return;
    if (!this.messages.includes(message)) this.messages.push(message);
  }

  done(): BodyMembers {
    return { codes: this.codes, messages: this.messages, others: this.others, status: this.status };
  }
}

/**
 * Reads the members of an error body: JSON, JSON inside other text, JSON inside a JSON string, cut-off JSON, a Python
 * or JavaScript object as printed, or the `Code: … Message: …` lines that client libraries print.
 *
 * Time is linear in the body's length.
 *
 * @param body As given.
 * @param decoded The same text through `decodeText`.
 */
export function readBodyMembers(body: string, decoded: string): BodyMembers {
  const collector = new Collector();
  const parsed = parseJson(body) ?? parseJson(inBraces(body)) ?? parseJson(inBraces(decoded));
  if (parsed !== null) walk(parsed, collector);
  if (collector.codes.length === 0 && collector.messages.length === 0) scan(decoded, collector);
  return collector.done();
}

function inBraces(text: string): string {
  return text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
}

/** Parses a JSON object, array or string; `null` for all else, a number among it. */
function parseJson(text: string): unknown {
  const trimmed = text.trim();
  if (!/^[{["]/.test(trimmed)) return null;
  const reading = readJson(trimmed);
  if (reading.form !== 'json') return null;
  return typeof reading.value === 'string' ? parseJson(reading.value) : reading.value;
}

/** Level by level, so that an outer code stands before an inner one wherever it is written. */
function walk(root: unknown, collector: Collector): void {
  let level: unknown[] = [root];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const node of level) {
      if (collector.count >= MAX_MEMBERS) return;
      if (Array.isArray(node)) {
        for (const item of node.slice(0, MAX_MEMBERS)) next.push(item);
        continue;
      }
      if (!isJsonObject(node)) continue;
      for (const [name, value] of Object.entries(node)) {
        if (typeof value === 'string') {
          const inner = /^\s*["[{]/.test(value) ? parseJson(value) : null;
          if (inner === null) collector.add(name, value);
          else next.push(inner);
        } else if (typeof value === 'number') collector.add(name, String(value));
        else if (Array.isArray(value) && value.every((item) => typeof item === 'number')) {
          collector.add(name, value.slice(0, MAX_MEMBERS).join(','));
        } else {
          if (name.toLowerCase() === 'odata.error') collector.add(name, 'true');
          next.push(value);
        }
      }
    }
    level = next;
  }
}

const MEMBER =
  /(?<![A-Za-z0-9_.-]|exception: \[|status )["']?(odata\.error|error[ _-]?codes?|error[ _-]?message|error[ _-]description|http[ _-]?status[ _-]?code|(?:response[ _-])?status[ _-]?code|status|code|message|msg|suberror|claims|target|client[-_ ]?request[-_ ]?id|request[-_ ]?id|trace[-_ ]?id|correlation[-_ ]?id|date|timestamp)["']? ?[:=] ?(?:Some\( ?|[bu](?=["']))?/gi;

/** Not a value but the beginning of a nested object: `{`, `[{`, or `MainError(` and `ErrorMessage {` with their names. */
const OPENING = /^(?:[{[(]\s*["'{]?$|[A-Za-z]\w* ?[({])/;

/** Finds members in text that no parser takes: cut off, printed by a client library, or inside a log line. */
function scan(text: string, collector: Collector): void {
  const found: { readonly name: string; readonly start: number; readonly end: number }[] = [];
  MEMBER.lastIndex = 0;
  for (let match = MEMBER.exec(text); match !== null && found.length < MAX_MEMBERS; match = MEMBER.exec(text)) {
    found.push({ name: match[1] ?? '', start: match.index, end: match.index + match[0].length });
  }
  for (const [index, member] of found.entries()) {
    const limit = found[index + 1]?.start ?? text.length;
    const value = valueAt(text, member.end, limit, member.name);
    if (member.name.toLowerCase() === 'odata.error') collector.add(member.name, 'true');
    else if (value !== '' && !OPENING.test(value)) collector.add(member.name, value);
    else if (value === '' && roleOf(member.name) === 'message') collector.add(member.name, '');
  }
}

/** What client libraries print after a message that has no quotes. */
const AFTER_MESSAGE =
  /(?:^|\s)(?:inner ?error|additionaldata|clientrequestid|headers|(?:get|post|put|patch|delete) https?:\/\/).*$/i;

function valueAt(text: string, start: number, limit: number, name: string): string {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    // An apostrophe inside a word does not end a value, and neither does what stands in the next member.
    const window = text.slice(start + 1, Math.min(start + 1 + MAX_VALUE, text.length));
    const close = quote === '"' ? window.search(/"/) : window.search(/'(?=[,;)}\]\s]|$)/);
    return close < 0 ? window : window.slice(0, close);
  }
  const rest = text.slice(start, Math.min(limit, start + MAX_VALUE));
  if (roleOf(name) === 'message') {
    // Python prints an absent message as `None`, and goes on with other members.
    return /^(?:none|null)\b/i.test(rest) ? '' : rest.replace(AFTER_MESSAGE, '').trim();
  }
  // A time holds a blank or a comma in some of its forms; what follows it is cut where it is read.
  if (/^(?:date|timestamp)$/i.test(name)) return rest.slice(0, 40);
  return /^[^\s,;)}\]]*/.exec(rest)?.[0] ?? '';
}

const STATUS_WORDS: Readonly<Record<string, number>> = {
  badrequest: 400,
  unauthorized: 401,
  paymentrequired: 402,
  forbidden: 403,
  notfound: 404,
  methodnotallowed: 405,
  gone: 410,
  locked: 423,
  toomanyrequests: 429,
  internalservererror: 500,
  badgateway: 502,
  serviceunavailable: 503,
  gatewaytimeout: 504,
};

/** A status written as `403`, `403 Forbidden` or, in a member for a status, `Forbidden`. */
function statusOf(text: string): number | null {
  const digits = /^([2-5]\d\d)\b/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Status of a reason phrase such as `Forbidden`, however it is spelt; `null` for another word. */
export function statusOfWord(word: string): number | null {
  return STATUS_WORDS[word.toLowerCase().replace(/[^a-z]/g, '')] ?? null;
}
