import type { TokenFacts } from '@why403/engine';
import type { Evidence, ShareableFacts } from '../protocol.ts';

/** Longest link that is read. */
const LONGEST = 32_768;

/** Writes shareable facts as text for an address: base64url of JSON. */
export function encodeShared(facts: ShareableFacts): string {
  const bytes = new TextEncoder().encode(JSON.stringify(facts));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/**
 * Reads what {@link encodeShared} wrote.
 *
 * This does check that it is of this form; a link is text from anywhere. It does NOT check that the facts are true.
 *
 * @returns `null` when it is of another form.
 */
export function decodeShared(text: string): Evidence | null {
  if (text.length > LONGEST || !/^[\w-]+$/.test(text)) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isShared(value) ? evidenceOf(value) : null;
  } catch {
    // Not base64, not UTF-8 or not JSON: no link of ours.
    return null;
  }
}

function evidenceOf({ facts, request, response, at }: ShareableFacts): Evidence {
  return {
    token: '',
    facts,
    request,
    response: response === null ? '' : responseText(response),
    at,
  };
}

/** Writes a response as text that Explain reads, with what is known of it. */
export function responseText({ status, code, message }: NonNullable<ShareableFacts['response']>): string {
  const body =
    code === null && message === null ? '' : JSON.stringify({ error: { code: code ?? '', message: message ?? '' } });
  return status === null ? body : `HTTP/1.1 ${status}\ncontent-type: application/json\n\n${body}`.trimEnd();
}

function isShared(value: unknown): value is ShareableFacts {
  if (!isObject(value) || value['v'] !== 1 || typeof value['at'] !== 'number') return false;
  const { facts, request, response } = value;
  return (
    (facts === null || isFacts(facts)) &&
    (request === null || (isObject(request) && isText(request['method']) && isText(request['url']))) &&
    (response === null ||
      (isObject(response) &&
        (response['status'] === null || typeof response['status'] === 'number') &&
        [response['code'], response['message']].every((each) => each === null || isText(each))))
  );
}

const LISTS = ['scopes', 'appRoles', 'directoryRoles'] as const;
const TIMES = ['issuedAt', 'notBefore', 'expiresAt'] as const;
const TEXTS = [
  'kind',
  'kindClaim',
  'audience',
  'issuer',
  'version',
  'tenantId',
  'appId',
  'appName',
  'clientAuthentication',
  'objectId',
  'subject',
  'userName',
  'identityProvider',
  'account',
  'flow',
] as const;

function isFacts(value: unknown): value is TokenFacts {
  return (
    isObject(value) &&
    ['jwt', 'claims', 'facts', 'opaque'].includes(String(value['form'])) &&
    LISTS.every((name) => value[name] == null || (Array.isArray(value[name]) && value[name].every(isText))) &&
    TIMES.every((name) => value[name] === null || typeof value[name] === 'number') &&
    TEXTS.every((name) => value[name] === null || isText(value[name]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
