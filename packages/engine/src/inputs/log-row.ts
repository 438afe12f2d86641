import type { TokenFacts, TokenKind } from '../token/facts.ts';
import { splitNames, unknownFacts } from '../token/from-claims.ts';
import { isJsonObject, member, readJson, type JsonObject } from '../token/json.ts';
import { unreadable, type ExchangesReading, type ObservedExchange, type Skipped } from './exchange.ts';
import { linesOf } from './http-message.ts';

/**
 * Reads rows of `MicrosoftGraphActivityLogs`: one JSON object or many (an array, `records`, one a line), with the
 * columns of the table in Log Analytics or the envelope of a diagnostic setting. Each row becomes an exchange with its
 * request, its status, and what the row tells about the token.
 *
 * A row has no body. Its empty `Scopes`, `Roles` and `Wids` mean that the token had no such claim; a column that is not
 * there means that nothing is known.
 *
 * @see [MicrosoftGraphActivityLogs](https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs)
 */
export function readLogRows(text: string): ExchangesReading {
  if (text.trim() === '') return unreadable('empty');
  const whole = readJson(text);
  if (whole.form === 'too-deep') return unreadable('too-deep');
  const values: readonly unknown[] = whole.form === 'json' ? rowsIn(whole.value) : linesOf(text).flatMap(rowOfLine);
  const exchanges: ObservedExchange[] = [];
  const skipped: Skipped[] = [];
  values.forEach((value, index) => {
    const label = `row ${index + 1}`;
    const row = isJsonObject(value) ? exchangeOf(value, label) : null;
    if (row === null) skipped.push({ label, why: 'malformed' });
    else exchanges.push(row);
  });
  if (exchanges.length === 0) return unreadable('not-this-form');
  return { form: 'exchanges', exchanges, skipped, missing: [] };
}

function rowsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const records = isJsonObject(value) ? member(value, 'records') : undefined;
  return Array.isArray(records) ? records : [value];
}

function rowOfLine(line: string): readonly unknown[] {
  if (line.trim() === '') return [];
  const json = readJson(line);
  return [json.form === 'json' ? json.value : null];
}

/** Whether an object is a row of the activity log, in either form. */
export function isLogRow(object: JsonObject): boolean {
  const columns = columnsOf(object);
  return textIn(columns, 'RequestUri') !== null && textIn(columns, 'RequestMethod') !== null;
}

/** The columns, under their names in lower case: the envelope writes them in several ways. */
function columnsOf(object: JsonObject): ReadonlyMap<string, unknown> {
  const properties = member(object, 'properties');
  const inner = isJsonObject(properties) ? properties : object;
  const columns = new Map(Object.entries(inner).map(([name, value]): [string, unknown] => [name.toLowerCase(), value]));
  // In Log Analytics this is the workspace, in the envelope the tenant.
  if (inner === object) columns.delete('tenantid');
  return columns;
}

function textIn(columns: ReadonlyMap<string, unknown>, name: string): string | null {
  const value = columns.get(name.toLowerCase());
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function exchangeOf(object: JsonObject, label: string): ObservedExchange | null {
  const columns = columnsOf(object);
  const method = textIn(columns, 'RequestMethod');
  const url = textIn(columns, 'RequestUri');
  if (method === null || url === null) return null;
  const status = Number(textIn(columns, 'ResponseStatusCode') ?? 'none');
  const requestId = textIn(columns, 'RequestId');
  return {
    request: { method: method.toUpperCase(), url, headers: {}, body: null },
    token: null,
    facts: factsOf(columns),
    response: Number.isInteger(status)
      ? { status, headers: requestId === null ? {} : { 'request-id': requestId }, body: '' }
      : null,
    label,
  };
}

function factsOf(columns: ReadonlyMap<string, unknown>): TokenFacts {
  const { kind, claim } = kindOf(columns);
  const userId = textIn(columns, 'UserId');
  const servicePrincipalId = textIn(columns, 'ServicePrincipalId');
  return {
    ...unknownFacts('facts'),
    kind,
    kindClaim: claim,
    scopes: listIn(columns, 'Scopes'),
    appRoles: listIn(columns, 'Roles'),
    directoryRoles: listIn(columns, 'Wids')?.map((id) => id.toLowerCase()) ?? listIn(columns, 'Wids'),
    tenantId: textIn(columns, 'AadTenantId') ?? textIn(columns, 'TenantId'),
    appId: textIn(columns, 'AppId'),
    clientAuthentication: textIn(columns, 'ClientAuthMethod'),
    objectId: userId ?? servicePrincipalId ?? textIn(columns, 'UserPrincipalObjectID'),
    identityProvider: textIn(columns, 'IdentityProvider'),
    issuedAt: timeIn(columns, 'TokenIssuedAt'),
  };
}

/** No column of the table tells the kind; who the caller was does. */
function kindOf(columns: ReadonlyMap<string, unknown>): {
  readonly kind: TokenKind | null;
  readonly claim: string | null;
} {
  const type = textIn(columns, 'C_Idtyp')?.toLowerCase();
  if (type === 'app') return { kind: 'application', claim: 'idtyp' };
  if (type === 'user') return { kind: 'delegated', claim: 'idtyp' };
  if (textIn(columns, 'Scopes') !== null) return { kind: 'delegated', claim: 'scp' };
  if (textIn(columns, 'UserId') !== null) return { kind: null, claim: null };
  if (textIn(columns, 'ServicePrincipalId') !== null) return { kind: 'application', claim: null };
  return textIn(columns, 'Roles') === null ? { kind: null, claim: null } : { kind: 'application', claim: 'roles' };
}

function listIn(columns: ReadonlyMap<string, unknown>, name: string): readonly string[] | null | undefined {
  if (!columns.has(name.toLowerCase())) return undefined;
  const text = textIn(columns, name);
  return text === null ? null : splitNames(text);
}

function timeIn(columns: ReadonlyMap<string, unknown>, name: string): number | null {
  const text = textIn(columns, name);
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text)) return null;
  const time = Date.parse(`${text.slice(0, 19)}Z`);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}
