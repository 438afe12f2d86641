import {
  CLAIMS_FAILURES,
  CLAIMS_REPAIRS,
  GAPS,
  SKIP_REASONS,
  factsFromFlags,
  isRefusalResponse,
  readClaims,
  readCurl,
  readErrorText,
  readHar,
  readHttpFile,
  readIncidentLine,
  readRefusal,
  readResponse,
  readToken,
  recognise,
  resolveRoles,
  unpackBatch,
  type Engine,
  type ExchangesReading,
  type ObservedExchange,
  type OpaqueReason,
  type RefusalReading,
  type TokenFacts,
} from '@why403/engine';
import type { Values } from './command.ts';
import { UsageError } from './errors.ts';
import { flag, flowOf, kindOf, requestOf, text, texts } from './options.ts';
import { clean, type InputReader } from './read-input.ts';

/** One thing to explain. */
export interface Question {
  /** What it is called in the output; empty when there is only one. */
  readonly label: string;
  readonly facts: TokenFacts | null;
  readonly opaque: { readonly why: OpaqueReason; readonly says: string } | null;
  readonly hearsay: boolean;
  /** It was refused, though the answer is not known. */
  readonly refused?: boolean;
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly refusal: RefusalReading | null;
  /** Time that the input names, in seconds since 1970. */
  readonly now: number | null;
}

/** What was read, and what was not. */
export interface Questions {
  readonly questions: readonly Question[];
  /** Notes for standard error: what was repaired, skipped or is missing. One line each, nothing secret. */
  readonly notes: readonly string[];
  /** Lines of `--jsonl` that could not be read, in their place among the questions. */
  readonly unreadable: number;
}

/** Caller, as the options tell of it. */
interface Caller {
  readonly facts: TokenFacts | null;
  readonly opaque: Question['opaque'];
}

/** Reads what `explain` is asked about. */
export async function readQuestions(
  engine: Engine,
  input: InputReader,
  values: Values,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Questions> {
  const notes: string[] = [];
  const recorded = text(values, 'har') ?? text(values, 'http') ?? text(values, 'curl');
  if (flag(values, 'jsonl')) return readJsonLines(engine, await input.stdin('--jsonl'));
  const caller = await readCaller(engine, input, values, environment, notes);
  if (recorded !== undefined) return readRecording(engine, input, values, caller, notes);
  const asked = text(values, 'request');
  const request = asked === undefined ? null : requestOf(asked, '--request');
  const answered = await readAnswer(input, values, notes);
  const question: Question = {
    label: '',
    ...caller,
    hearsay: false,
    request: request ?? answered?.request ?? null,
    refusal: answered?.refusal ?? null,
    now: null,
  };
  const body = text(values, 'body');
  if (body !== undefined && request !== null) {
    const content = await input.fileText('--body', body);
    const unpacked = unpackBatch({
      request: { ...request, headers: {}, body: content },
      token: null,
      facts: null,
      response: answered?.response ?? null,
      label: 'request',
    });
    if (unpacked === null) {
      notes.push('--body counts for /$batch only; it was not used');
    } else {
      pushGaps(notes, unpacked.skipped, unpacked.missing);
      return {
        questions: unpacked.exchanges.map((exchange) => questionOf(exchange, caller, exchange.label)),
        notes,
        unreadable: 0,
      };
    }
  }
  const told = answered?.token ?? null;
  const withToken = caller.facts === null && told !== null ? { ...question, ...callerOfToken(told) } : question;
  if (isEmpty(withToken)) throw nothingGiven();
  return { questions: [withToken], notes, unreadable: 0 };
}

/** Reads standard input alone: whatever it is. */
export async function readAnything(engine: Engine, input: InputReader): Promise<Questions> {
  const content = await input.stdin('standard input');
  const found = recognise(content);
  const none: Caller = { facts: null, opaque: null };
  const notes: string[] = [];
  const single = (part: Partial<Question>): Questions => ({
    questions: [{ label: '', ...none, hearsay: false, request: null, refusal: null, now: null, ...part }],
    notes,
    unreadable: 0,
  });
  switch (found.what) {
    case 'token':
      return single(callerOfReading(found.reading));
    case 'claims':
      return single({ facts: found.reading.facts });
    case 'request-line':
      return single({ request: found.request });
    case 'url':
      return single({ request: { method: 'GET', url: found.url } });
    case 'curl':
    case 'http-file':
    case 'har':
    case 'log-row':
      pushGaps(notes, found.reading.skipped, found.reading.missing);
      return {
        questions: found.reading.exchanges.map((exchange) => questionOf(exchange, none, exchange.label)),
        notes,
        unreadable: 0,
      };
    case 'incident':
      return readJsonLines(engine, content);
    case 'response':
    case 'transcript':
    case 'sdk-exception':
      return single({
        request: found.reading.request,
        refusal: readRefusal(found.reading.response),
        ...(found.reading.token === null ? {} : callerOfToken(found.reading.token)),
      });
    case 'unknown':
      return single({ refusal: readErrorText(content) });
  }
}

async function readCaller(
  engine: Engine,
  input: InputReader,
  values: Values,
  environment: Readonly<Record<string, string | undefined>>,
  notes: string[],
): Promise<Caller> {
  const claims = text(values, 'claims');
  const given = text(values, 'token');
  const told = factsGiven(engine, values, notes);
  if ([claims, given, told].filter((each) => each !== undefined && each !== null).length > 1) {
    throw new UsageError(
      'the caller is given twice',
      'give one of --token, --claims, or the facts --kind --scp --roles --wids --audience --flow',
    );
  }
  if (claims !== undefined) {
    const reading = readClaims(await input.text('--claims', claims));
    if (reading.form === 'unreadable') {
      throw new UsageError(
        `the claims cannot be read: ${CLAIMS_FAILURES[reading.why]}`,
        'paste the decoded claims as JSON, or the token with --token',
      );
    }
    for (const repair of reading.repairs) notes.push(`claims: ${CLAIMS_REPAIRS[repair.repair]}`);
    return { facts: reading.facts, opaque: null };
  }
  const token = given ?? (told === null ? environment['WHY403_TOKEN'] : undefined);
  if (token !== undefined) return callerOfToken(await input.text('--token', token));
  return { facts: told, opaque: null };
}

function callerOfToken(token: string): Caller {
  return callerOfReading(readToken(token));
}

function callerOfReading(reading: ReturnType<typeof readToken>): Caller {
  return {
    facts: reading.facts,
    opaque: reading.form === 'opaque' ? { why: reading.why, says: reading.says } : null,
  };
}

/** The bare facts of the options, with roles by id; `null` when none is given. */
function factsGiven(engine: Engine, values: Values, notes: string[]): TokenFacts | null {
  const wids = texts(values, 'wids');
  const names = ['kind', 'scp', 'roles', 'audience', 'flow'].filter((name) => values[name] !== undefined);
  if (names.length === 0 && wids.length === 0) return null;
  const facts = factsFromFlags({
    kind: kindOf(values),
    scp: text(values, 'scp'),
    roles: text(values, 'roles'),
    wids: wids.length === 0 ? undefined : wids.join(','),
    audience: text(values, 'audience'),
    flow: flowOf(values),
  });
  return withRoleIds(engine, facts, notes);
}

function withRoleIds(engine: Engine, facts: TokenFacts, notes: string[]): TokenFacts {
  if (facts.directoryRoles == null) return facts;
  const { ids, unknown } = resolveRoles(facts.directoryRoles, engine.details.roles);
  for (const { name, suggestions } of unknown) {
    const near = suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(' or ')}?`;
    notes.push(`wids: no directory role is called \`${clean(name, 80)}\`${near}`);
  }
  return { ...facts, directoryRoles: ids };
}

interface Answer {
  readonly refusal: RefusalReading;
  readonly response: ObservedExchange['response'];
  readonly request: Question['request'];
  readonly token: string | null;
}

async function readAnswer(input: InputReader, values: Values, notes: string[]): Promise<Answer | null> {
  const given = text(values, 'response');
  const status = statusOf(values);
  if (given === undefined) {
    if (status === null) return null;
    return { refusal: readRefusal({ status, headers: {}, body: '' }), response: null, request: null, token: null };
  }
  const reading = readResponse(await input.text('--response', given));
  if (reading.form === 'unreadable') {
    const refusal = readRefusal({ status, headers: {}, body: '' });
    notes.push('the response is empty');
    return { refusal, response: null, request: null, token: null };
  }
  for (const gap of reading.gaps) notes.push(`response: ${GAPS[gap]}`);
  const response = { ...reading.response, status: status ?? reading.response.status };
  return { refusal: readRefusal(response), response, request: reading.request, token: reading.token };
}

function statusOf(values: Values): number | null {
  const value = text(values, 'status');
  if (value === undefined) return null;
  if (!/^[1-5]\d\d$/.test(value))
    throw new UsageError(`\`--status ${clean(value, 20)}\` is no HTTP status`, 'example: --status 403');
  return Number(value);
}

async function readRecording(
  _engine: Engine,
  input: InputReader,
  values: Values,
  caller: Caller,
  notes: string[],
): Promise<Questions> {
  const [option, read] = (
    [
      ['har', readHar],
      ['http', readHttpFile],
      ['curl', readCurl],
    ] as const
  ).find(([name]) => text(values, name) !== undefined) as readonly [string, (text: string) => ExchangesReading];
  const content = await input.fileText(`--${option}`, text(values, option) as string);
  const reading = read(content);
  if (reading.form === 'unreadable') {
    throw new UsageError(`\`--${option}\`: ${reading.says}`, `why403 explain --help shows what \`--${option}\` reads`);
  }
  pushGaps(notes, reading.skipped, reading.missing);
  const answered = option === 'har' ? null : await readAnswer(input, values, notes);
  const exchanges = reading.exchanges.flatMap((exchange) => unpackBatch(exchange)?.exchanges ?? [exchange]);
  // A recording holds much that went well; what is asked is why something was refused.
  const refused =
    option === 'har'
      ? exchanges.filter((exchange) => exchange.response !== null && isRefusalResponse(exchange.response))
      : exchanges;
  if (option === 'har') notes.push(`${exchanges.length} requests to Microsoft Graph, ${refused.length} refused`);
  return {
    questions: refused.map((exchange) => {
      const question = questionOf(exchange, caller, exchange.label);
      return answered === null || question.refusal !== null ? question : { ...question, refusal: answered.refusal };
    }),
    notes,
    unreadable: 0,
  };
}

function questionOf(exchange: ObservedExchange, caller: Caller, label: string): Question {
  const own = exchange.token === null ? { facts: exchange.facts, opaque: null } : callerOfToken(exchange.token);
  return {
    label,
    ...(own.facts === null ? caller : own),
    hearsay: false,
    request: exchange.request,
    refusal: exchange.response === null ? null : readRefusal(exchange.response),
    now: null,
  };
}

/** One incident a line. A line that cannot be read keeps its place, as a question about nothing. */
function readJsonLines(engine: Engine, content: string): Questions {
  const questions: Question[] = [];
  const notes: string[] = [];
  let unreadable = 0;
  content.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const reading = readIncidentLine(line);
    const label = `line ${index + 1}`;
    if (reading.form === 'unreadable') {
      unreadable++;
      notes.push(`${label}: ${reading.says}`);
      return;
    }
    for (const name of reading.ignored)
      notes.push(`${label}: \`${name}\` has another form than it should and was left out`);
    questions.push(questionOfIncident(engine, reading, label, notes));
  });
  return { questions, notes, unreadable };
}

/** The question that an incident asks. Facts that somebody tells of a token are hearsay. */
export function questionOfIncident(
  engine: Engine,
  reading: Extract<ReturnType<typeof readIncidentLine>, { readonly form: 'incident' }>,
  label: string,
  notes: string[],
): Question {
  const { exchange } = reading;
  const own = exchange.token === null ? { facts: exchange.facts, opaque: null } : callerOfToken(exchange.token);
  const facts = own.facts === null ? null : withRoleIds(engine, own.facts, notes);
  const time = reading.now === null ? Number.NaN : Date.parse(reading.now) / 1000;
  return {
    label: reading.id ?? label,
    facts: facts === null ? null : { ...facts, appId: facts.appId ?? clientIdOf(reading.client) },
    opaque: own.opaque,
    hearsay: exchange.token === null && facts?.form === 'facts',
    // An incident is one because something was refused, unless its answer says otherwise.
    refused: exchange.response?.status == null || exchange.response.status >= 400,
    request: exchange.request,
    refusal: exchange.response === null ? null : readRefusal(exchange.response),
    now: Number.isFinite(time) ? time : null,
  };
}

/** App ids of Microsoft's own clients, by the names under which people speak of them. */
function clientIdOf(client: string | null): string | null {
  switch (client?.toLowerCase().replace(/[^a-z]/g, '')) {
    case 'graphexplorer':
      return 'de8bc8b5-d9f9-48b1-a8ad-b748da725064';
    case 'connectmggraph':
    case 'graphpowershell':
    case 'microsoftgraphpowershell':
      return '14d82eec-204b-4c2f-b7e8-296a70dab67e';
    case 'azurecli':
    case 'azcli':
      return '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
    default:
      return null;
  }
}

function pushGaps(
  notes: string[],
  skipped: readonly { readonly label: string; readonly why: keyof typeof SKIP_REASONS }[],
  missing: readonly { readonly label: string; readonly what: keyof typeof GAPS }[],
): void {
  const counts = new Map<string, string[]>();
  for (const { label, why } of skipped) {
    counts.set(SKIP_REASONS[why], [...(counts.get(SKIP_REASONS[why]) ?? []), label]);
  }
  for (const [reason, labels] of counts) {
    const named =
      labels.length > 5 ? `${labels.slice(0, 5).join(', ')} and ${labels.length - 5} more` : labels.join(', ');
    notes.push(`left out ${labels.length}: ${reason} (${named})`);
  }
  for (const { label, what } of missing) notes.push(`${label}: ${GAPS[what]}`);
}

function isEmpty(question: Question): boolean {
  return question.facts === null && question.request === null && question.refusal === null;
}

/** The error of a call that says nothing. */
export function nothingGiven(): UsageError {
  return new UsageError(
    'there is nothing to explain',
    'give a token, a request or a response, such as: why403 explain --scp "User.Read" --request "GET /security/alerts_v2" --status 403',
  );
}
