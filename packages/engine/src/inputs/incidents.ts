import type { ObservedResponse } from '../diagnose/refusals/refusal.ts';
import type { TokenFacts, TokenFlow, TokenKind } from '../token/facts.ts';
import { factsFromFlags, flowFromName, kindFromName } from '../token/from-flags.ts';
import { isJsonObject, member, readJson, stringMember, type JsonObject } from '../token/json.ts';
import { readClaims } from '../token/read-claims.ts';
import { unreadable, type ObservedExchange, type ObservedRequest, type UnreadableInput } from './exchange.ts';
import { sortHeaders } from './headers.ts';
import { requestLineOf } from './http-message.ts';
import { headerPairs, readResponse, textOf, unwrap } from './response.ts';

/** One incident. */
export type IncidentReading =
  | {
      readonly form: 'incident';
      /** The line's `id`, `null` if it has none. */
      readonly id: string | null;
      readonly exchange: ObservedExchange;
      /** The client that made the request, where it was told in the place of a flow (`graph-explorer`). */
      readonly client: string | null;
      /** The time that counts as now, as it was given; `null` if it was not. */
      readonly now: string | null;
      /** Members that have another form than they should and were left out. */
      readonly ignored: readonly string[];
    }
  | UnreadableInput;

/**
 * Reads one line of incidents, a JSON object. All members are optional; `null` is the same as left out.
 *
 * - `id`: text or number.
 * - `request`: `"GET https://…"`, or `{ method, url, headers?, body? }`.
 * - `token`: a JWT as text; or what is known about it, `{ kind, scp, roles, wids, aud, flow }`, where a list can be an
 *   array or a text, and an empty one is known to be empty. `wids` can hold ids or names of roles; `"none"` means that
 *   the claim is absent.
 * - `claims`: decoded claims, as an object or as pasted text.
 * - `kind`, `scp`, `roles`, `wids`, `audience`, `flow`: the same as in `token`.
 * - `response`: `{ status, headers?, body? }`, or text that {@link readResponse} reads; `status`: where the text has none.
 * - `error`: `{ status, code, message }`, where no whole response is known.
 * - `now`: ISO time.
 *
 * Other members are ignored. Where several say the same, the first in this order counts.
 */
export function readIncidentLine(line: string): IncidentReading {
  if (line.trim() === '') return unreadable('empty');
  const json = readJson(line, 200);
  if (json.form !== 'json') return unreadable(json.form);
  return isJsonObject(json.value) ? incidentOf(json.value) : unreadable('not-this-form');
}

/** Reads an incident from an object; see {@link readIncidentLine}. */
export function incidentOf(object: JsonObject): IncidentReading {
  const ignored: string[] = [];
  const given = (name: string): unknown => member(object, name) ?? undefined;
  const id = given('id');
  const requestGiven = given('request');
  const asked = requestGiven === undefined ? null : requestIn(requestGiven);
  if (requestGiven !== undefined && asked === null) ignored.push('request');
  const told = factsIn(object, ignored);
  const label = typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : null;
  return {
    form: 'incident',
    id: label,
    exchange: {
      request: asked?.request ?? null,
      token: told.token ?? asked?.token ?? null,
      facts: told.facts,
      response: responseIn(object, ignored),
      label: label ?? 'incident',
    },
    client: told.client,
    now: stringMember(object, 'now'),
    ignored,
  };
}

function requestIn(value: unknown): { readonly request: ObservedRequest; readonly token: string | null } | null {
  if (typeof value === 'string') {
    const line = requestLineOf(value);
    return line === null ? null : { request: { ...line, headers: {}, body: null }, token: null };
  }
  if (!isJsonObject(value)) return null;
  const url = stringMember(value, 'url');
  if (url === null) return null;
  const { headers, token } = sortHeaders(headerPairs(member(value, 'headers')));
  const body = member(value, 'body');
  const method = stringMember(value, 'method')?.toUpperCase() ?? 'GET';
  return { request: { method, url, headers, body: body === undefined || body === null ? null : textOf(body) }, token };
}

interface ToldFacts {
  readonly token: string | null;
  readonly facts: TokenFacts | null;
  readonly client: string | null;
}

function factsIn(object: JsonObject, ignored: string[]): ToldFacts {
  const token = member(object, 'token') ?? undefined;
  if (typeof token === 'string') return { token, facts: null, client: null };
  const claims = member(object, 'claims') ?? undefined;
  if (claims !== undefined) {
    const reading = readClaims(typeof claims === 'string' ? claims : JSON.stringify(claims));
    if (reading.form === 'claims') return { token: null, facts: reading.facts, client: null };
    ignored.push('claims');
  }
  if (token !== undefined && !isJsonObject(token)) ignored.push('token');
  const source = isJsonObject(token) ? token : object;
  const text = (name: string): string | null => {
    const value = member(source, name) ?? undefined;
    if (value !== undefined && typeof value !== 'string') ignored.push(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const list = (name: string): string | readonly string[] | undefined => {
    const value = member(source, name) ?? undefined;
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return value.filter((item): item is string => typeof item === 'string');
    if (value !== undefined) ignored.push(name);
    return undefined;
  };
  const kindName = text('kind');
  const kind: TokenKind | null = kindName === null ? null : kindFromName(kindName);
  if (kindName !== null && kind === null) ignored.push('kind');
  const flowName = text('flow');
  const flow: TokenFlow | null = flowName === null ? null : flowFromName(flowName);
  const audience = text('aud') ?? text('audience');
  const [scp, roles, wids] = [list('scp'), list('roles'), list('wids')];
  const isTold = [kind, flow, audience, scp, roles, wids].some((value) => value !== null && value !== undefined);
  const facts = factsFromFlags({
    kind: kind ?? undefined,
    flow: flow ?? undefined,
    audience: audience ?? undefined,
    scp,
    roles,
    wids,
  });
  return { token: null, facts: isTold ? facts : null, client: flow === null ? flowName : null };
}

function responseIn(object: JsonObject, ignored: string[]): ObservedResponse | null {
  const status = statusIn(object);
  const value = member(object, 'response') ?? undefined;
  if (value !== undefined) {
    const wrapped = isJsonObject(value) ? unwrap({ body: '', ...value }) : null;
    if (wrapped !== null) return wrapped;
    const reading = readResponse(textOf(value));
    if (reading.form === 'response') return { ...reading.response, status: reading.response.status ?? status };
    ignored.push('response');
  }
  const error = member(object, 'error') ?? undefined;
  if (error !== undefined && !isJsonObject(error)) ignored.push('error');
  const told = isJsonObject(error) ? errorResponse(error, status) : null;
  return told ?? (status === null ? null : { status, headers: {}, body: '' });
}

/** What was reported of an error as the body that it came in. */
function errorResponse(error: JsonObject, fallback: number | null): ObservedResponse | null {
  const status = statusIn(error) ?? fallback;
  const code = stringMember(error, 'code');
  const message = member(error, 'message') ?? undefined;
  const text = typeof message === 'string' ? message : null;
  if (status === null && code === null && text === null) return null;
  // A message without its code may be any text, even a whole body.
  const body = code === null ? (text ?? '') : JSON.stringify({ error: { code, message: text ?? undefined } });
  return { status, headers: {}, body };
}

function statusIn(object: JsonObject): number | null {
  const value = member(object, 'status');
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : null;
}
