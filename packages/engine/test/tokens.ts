import { encodeBase64Url } from '../src/token/base64.ts';
import { encodeUtf8 } from '../src/token/utf8.ts';

/** Encodes a value as one part of a JWT. For tests only. */
export function part(value: unknown): string {
  return encodeBase64Url(encodeUtf8(typeof value === 'string' ? value : JSON.stringify(value)) ?? new Uint8Array());
}

/** A JWT with a made-up signature, like those Microsoft Entra ID issues for Microsoft Graph. For tests only. */
export function testToken(
  claims: unknown,
  header: unknown = { typ: 'JWT', nonce: 'n', alg: 'RS256', kid: 'k' },
): string {
  return `${part(header)}.${part(claims)}.${part('not a signature, only test data')}`;
}

/** Claims of a delegated token in the order in which Microsoft Graph's tokens carry them. For tests only. */
export const DELEGATED: Readonly<Record<string, unknown>> = {
  aud: 'https://graph.microsoft.com',
  iss: 'https://sts.windows.net/6c1c5c5e-1ad6-4fa9-8b52-4a20a3d2ce7e/',
  iat: 1_754_000_000,
  nbf: 1_754_000_000,
  exp: 1_754_004_500,
  acct: 0,
  acr: '1',
  amr: ['pwd', 'mfa'],
  app_displayname: 'Alert reader',
  appid: '1f6d1a0e-3c5b-4d0e-9c59-3a2b0f0b7f11',
  appidacr: '0',
  idtyp: 'user',
  ipaddr: '203.0.113.7',
  name: 'Ada Example',
  oid: '0e4a3c12-5a40-4f4e-a7a2-8cf4e6f5d6c1',
  scp: 'openid profile SecurityEvents.Read.All User.Read email',
  sub: 'c2FtcGxlLXN1YmplY3Q',
  tid: '6c1c5c5e-1ad6-4fa9-8b52-4a20a3d2ce7e',
  upn: 'ada@example.com',
  ver: '1.0',
  wids: ['5D6B6BB7-de71-4623-b4af-96380a352509', 'b79fbf4d-3ef9-4689-8143-76b194e85509'],
  xms_cc: ['CP1'],
};

/** Claims of an application token. For tests only. */
export const APPLICATION: Readonly<Record<string, unknown>> = {
  aud: '00000003-0000-0000-c000-000000000000',
  iss: 'https://sts.windows.net/6c1c5c5e-1ad6-4fa9-8b52-4a20a3d2ce7e/',
  iat: 1_754_000_000,
  nbf: 1_754_000_000,
  exp: 1_754_003_900,
  appid: '1f6d1a0e-3c5b-4d0e-9c59-3a2b0f0b7f11',
  appidacr: '1',
  idtyp: 'app',
  oid: '7a1e8d0b-7a3b-4fa6-bb5f-6c5c5cf1c9d2',
  roles: ['SecurityEvents.Read.All'],
  sub: '7a1e8d0b-7a3b-4fa6-bb5f-6c5c5cf1c9d2',
  tid: '6c1c5c5e-1ad6-4fa9-8b52-4a20a3d2ce7e',
  ver: '1.0',
  wids: ['0997a1d0-0d1d-4acb-b408-d5ca73121e90'],
};
