/** Test tokens: made when a test runs, signed by nobody, for tenants and clients that do not exist. */

export const TENANT = '8f2c1f6a-5d1b-4a0e-9d61-0b5a7f5c7e11';
export const CLIENT = '3b1f6f0c-6a53-4c39-8f6e-0d2d1f6a9b41';
export const USER = '5a9d2c66-77b8-4a5f-9a3e-2f1f0d9b7c10';
export const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';
export const SECURITY_ADMINISTRATOR = '194ae4cb-b126-40b2-bd5b-6091b380977d';
export const SECURITY_OPERATOR = '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f';
export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
export const ORDINARY_USER = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

/** 2026-09-01T12:00:00Z, before the announced end of the legacy alerts. */
export const NOW = 1_788_264_000;

/** Claims of a delegated token as Microsoft Entra issues it for Microsoft Graph. */
export function userClaims(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return withoutUndefined({
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${TENANT}/`,
    iat: NOW - 600,
    nbf: NOW - 600,
    exp: NOW + 4000,
    acct: 0,
    appid: CLIENT,
    appidacr: '0',
    idtyp: 'user',
    oid: USER,
    scp: 'openid profile User.Read email',
    sub: 'pairwise-subject',
    tid: TENANT,
    upn: 'nadia@contoso.example',
    ver: '1.0',
    wids: [SECURITY_READER, ORDINARY_USER],
    ...changes,
  });
}

/** Claims of an application token. */
export function appClaims(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return withoutUndefined({
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${TENANT}/`,
    iat: NOW - 600,
    nbf: NOW - 600,
    exp: NOW + 3000,
    appid: CLIENT,
    appidacr: '1',
    idtyp: 'app',
    oid: 'aaaaaaaa-0000-4000-8000-000000000001',
    sub: 'aaaaaaaa-0000-4000-8000-000000000001',
    tid: TENANT,
    ver: '1.0',
    wids: ['0997a1d0-0d1d-4acb-b408-d5ca73121e90'],
    ...changes,
  });
}

/** A JWT with these claims and a signature that is none. */
export function jwt(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'RS256', kid: 'test' })}.${part(claims)}.${Buffer.from('no signature').toString('base64url')}`;
}

/** The message of the support article. */
export const LEGACY_MESSAGE = 'Auth token does not contain valid permissions or user does not have valid roles.';

function withoutUndefined(claims: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
