import type { TokenFacts, TokenFlow, TokenForm, TokenKind } from './facts.ts';
import { isJsonObject, member, stringMember, type JsonObject } from './json.ts';

/** Tenant that personal Microsoft accounts sign in to. */
export const PERSONAL_ACCOUNTS_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Last second of the year 9999; a larger time is no time in seconds. */
const LATEST = 253_402_300_799;

/** How a claims object is to be understood. */
export interface ClaimsContext {
  /** Where it was read from; `jwt` unless said otherwise. */
  readonly form?: TokenForm;
  /** Whether a claim that is not in it is known to be absent (`true`, the default) or merely not shown. */
  readonly complete?: boolean;
}

/** Facts of which nothing is known, for text that no claim can be read from. */
export function unknownFacts(form: TokenForm): TokenFacts {
  return factsFromClaims({}, { form, complete: false });
}

/**
 * Reads the facts about a token from its decoded claims, v1.0 or v2.0.
 *
 * This does check the type of each claim: one of another type counts as not known, never as absent.
 *
 * This does NOT check the signature (only Microsoft Graph can), the lifetime, the audience or the issuer.
 *
 * @see [Access token claims reference](https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference)
 */
export function factsFromClaims(claims: JsonObject, context: ClaimsContext = {}): TokenFacts {
  const complete = context.complete ?? true;
  const { kind, claim } = kindOf(claims, complete);
  const directoryRoles = listClaim(claims, 'wids', complete);
  const clientAuthentication = textClaim(claims, 'appidacr') ?? textClaim(claims, 'azpacr');
  const flows = possibleFlows(kind, clientAuthentication);
  return {
    form: context.form ?? 'jwt',
    kind,
    kindClaim: claim,
    scopes: listClaim(claims, 'scp', complete),
    appRoles: listClaim(claims, 'roles', complete),
    directoryRoles: directoryRoles?.map((id) => id.toLowerCase()) ?? directoryRoles,
    audience: audienceOf(claims),
    issuer: stringMember(claims, 'iss'),
    version: textClaim(claims, 'ver'),
    tenantId: stringMember(claims, 'tid'),
    appId: stringMember(claims, 'appid') ?? stringMember(claims, 'azp'),
    appName: stringMember(claims, 'app_displayname'),
    clientAuthentication,
    objectId: stringMember(claims, 'oid'),
    subject: stringMember(claims, 'sub'),
    userName:
      stringMember(claims, 'upn') ?? stringMember(claims, 'unique_name') ?? stringMember(claims, 'preferred_username'),
    identityProvider: stringMember(claims, 'idp'),
    account: accountOf(claims),
    issuedAt: timeClaim(claims, 'iat'),
    notBefore: timeClaim(claims, 'nbf'),
    expiresAt: timeClaim(claims, 'exp'),
    claimsChallengeCapable: challengeCapable(claims),
    flow: flows.length === 1 ? (flows[0] ?? null) : null,
  };
}

/** The order of the signals: `idtyp`; else `scp`; else `roles`, or a subject that is the object itself. */
function kindOf(
  claims: JsonObject,
  complete: boolean,
): { readonly kind: TokenKind | null; readonly claim: string | null } {
  const type = stringMember(claims, 'idtyp')?.toLowerCase();
  if (type === 'app') return { kind: 'application', claim: 'idtyp' };
  if (type === 'user') return { kind: delegatedKind(claims), claim: 'idtyp' };
  // A device token is neither; what else may be documented one day is not guessed.
  if (type !== undefined) return { kind: null, claim: 'idtyp' };
  if (has(claims, 'scp')) return { kind: delegatedKind(claims), claim: 'scp' };
  // A public client cannot hold an application token: the claims contradict each other.
  if ((textClaim(claims, 'appidacr') ?? textClaim(claims, 'azpacr')) === '0') return { kind: null, claim: null };
  if (has(claims, 'roles')) {
    // Delegated tokens can carry roles too. Where scp is not shown, a signed-in user's claims leave that open.
    const mayBeDelegated = !complete && USER_CLAIMS.some((name) => has(claims, name));
    return mayBeDelegated ? { kind: null, claim: null } : { kind: 'application', claim: 'roles' };
  }
  const objectId = stringMember(claims, 'oid');
  if (objectId !== null && objectId === stringMember(claims, 'sub')) return { kind: 'application', claim: 'sub' };
  return { kind: null, claim: null };
}

/** Claims that tokens of signed-in users usually have and tokens of applications never. */
const USER_CLAIMS: readonly string[] = ['upn', 'unique_name', 'name', 'puid', 'amr', 'ipaddr', 'onprem_sid'];

/** An invited personal account has the tenant's `tid` and is an ordinary guest, so `idp` does not count here. */
function delegatedKind(claims: JsonObject): TokenKind {
  return stringMember(claims, 'tid')?.toLowerCase() === PERSONAL_ACCOUNTS_TENANT ? 'delegated-personal' : 'delegated';
}

const DELEGATED_FLOWS: readonly TokenFlow[] = [
  'authorization-code',
  'device-code',
  'implicit',
  'on-behalf-of',
  'refresh-token',
  'ropc',
];

/**
 * The flows that can have produced a token, as far as its claims exclude some.
 *
 * A public client (`0`) excludes client credentials, managed identities and on-behalf-of, which authenticate the client;
 * a secret (`1`) excludes managed identities, which have none.
 *
 * @param clientAuthentication `appidacr` or `azpacr`, `null` when not known.
 */
export function possibleFlows(kind: TokenKind | null, clientAuthentication: string | null): readonly TokenFlow[] {
  const ofKind: readonly TokenFlow[] =
    kind === 'application'
      ? ['client-credentials', 'managed-identity']
      : kind === null
        ? [...DELEGATED_FLOWS, 'client-credentials', 'managed-identity']
        : DELEGATED_FLOWS;
  const excluded: readonly TokenFlow[] =
    clientAuthentication === '0'
      ? ['client-credentials', 'managed-identity', 'on-behalf-of']
      : clientAuthentication === '1'
        ? ['managed-identity']
        : [];
  return ofKind.filter((flow) => !excluded.includes(flow));
}

function has(claims: JsonObject, name: string): boolean {
  const value = member(claims, name);
  return value !== undefined && value !== null;
}

/** A list that is an array of strings or one string separated by white space or commas. */
function listClaim(claims: JsonObject, name: string, complete: boolean): readonly string[] | null | undefined {
  const value = member(claims, name);
  if (value === undefined) return complete ? null : undefined;
  if (value === null) return null;
  if (typeof value === 'string') return splitNames(value);
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string' && item !== '');
}

/** Splits a list of permission names or ids at white space, commas and semicolons. */
export function splitNames(text: string): readonly string[] {
  return text.split(/[\s,;]/).filter((name) => name !== '');
}

function textClaim(claims: JsonObject, name: string): string | null {
  const value = member(claims, name);
  return typeof value === 'number' ? String(value) : stringMember(claims, name);
}

/** Microsoft Graph's tokens have one audience; several at once are not known to mean any of them. */
function audienceOf(claims: JsonObject): string | null {
  const value = member(claims, 'aud');
  if (!Array.isArray(value)) return stringMember(claims, 'aud');
  const only: unknown = value.length === 1 ? value[0] : null;
  return typeof only === 'string' && only !== '' ? only : null;
}

function accountOf(claims: JsonObject): 'member' | 'guest' | null {
  const value = textClaim(claims, 'acct');
  return value === '0' ? 'member' : value === '1' ? 'guest' : null;
}

function timeClaim(claims: JsonObject, name: string): number | null {
  const value = member(claims, name);
  const seconds = typeof value === 'string' && /^\d{1,12}$/.test(value.trim()) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0 || seconds > LATEST) return null;
  return Math.floor(seconds);
}

function challengeCapable(claims: JsonObject): boolean | null {
  const value = member(claims, 'xms_cc');
  const list = typeof value === 'string' ? splitNames(value) : value;
  if (!Array.isArray(list)) return null;
  return list.some((item) => typeof item === 'string' && item.toLowerCase() === 'cp1');
}

/** Whether a value holds claims at all, and not merely JSON. */
export function isClaimsObject(value: unknown, known: ReadonlyMap<string, unknown>): value is JsonObject {
  return isJsonObject(value) && Object.keys(value).some((name) => known.has(name));
}
