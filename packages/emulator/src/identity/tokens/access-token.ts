import { createHash } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import { randomText } from '../../random.ts';
import type { ApplicationTable, ServicePrincipalTable, TenantTable, UserTable } from '../../state/tables.ts';
import { issuerV1, issuerV2, type Call } from '../call.ts';
import { findActiveRoles } from '../tenant/directory.ts';
import { findAssignedRoles, findGrantedScopes } from '../tenant/grants.ts';
import type { Resource } from '../tenant/resources.ts';
import { DEFAULT_APPLICATION_WID, DEFAULT_USER_WID, PERSONAL_TENANT_ID } from '../well-known.ts';
import { chooseAccessTokenLifetime } from './lifetime.ts';
import { sealToken } from './opaque.ts';
import { pairwiseSubject } from './subject.ts';

/** How the client proved who it is: `0` not at all, `1` secret, `2` certificate or federated credential. */
export type ClientAuthentication = '0' | '1' | '2';

/** The application that a token is given to. */
export interface TokenClient {
  readonly app: ApplicationTable;
  /** What it is in the tenant of the token. */
  readonly servicePrincipal: ServicePrincipalTable;
}

/** A person's sign-in, as tokens tell of it. */
export interface SignIn {
  readonly user: UserTable;
  /** Milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** `sid`; null where there is no browser session. */
  readonly sessionId: string | null;
  /** `amr`. */
  readonly methods: readonly string[];
}

/** What an access token is made from. What it may do is not among it: that is read from the state. */
export interface AccessTokenSpec {
  readonly tenant: TenantTable;
  readonly client: TokenClient;
  readonly clientAuthentication: ClientAuthentication;
  readonly resource: Resource;
  /** Null: the application acts for itself. */
  readonly signIn: SignIn | null;
  /** The implicit flow leaves `wids` out. */
  readonly isImplicit: boolean;
  /** The client declared the capability `cp1`. */
  readonly handlesChallenges: boolean;
  /** Seconds; null: as documented. */
  readonly lifetime: number | null;
}

/** An access token with what its client is told about it. */
export interface IssuedAccessToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** Delegated permissions in it; empty for an application. */
  readonly scopes: readonly string[];
}

/**
 * Issues an access token that carries what is granted and assigned at this moment: `scp` all delegated permissions that
 * were consented to for this client, resource and user; `roles` the assigned app roles; `wids` the active roles that
 * hold in the whole tenant.
 *
 * Tokens for Microsoft Graph are version 1.0 tokens, whichever endpoint issues them.
 */
export async function issueAccessToken(call: Call, spec: AccessTokenSpec): Promise<IssuedAccessToken> {
  const issuedAt = Math.floor(call.now / 1000);
  const expiresIn =
    spec.lifetime ?? chooseAccessTokenLifetime(call.random, spec.handlesChallenges && spec.resource.isGraph);
  const principalId = spec.signIn?.user.id ?? spec.client.servicePrincipal.id;
  const scopes = spec.signIn === null ? [] : await readScopes(call, spec, spec.signIn.user.id);
  const roles = await readRoles(call, spec.resource, principalId);
  const payload: JWTPayload = {
    aud: spec.resource.audience,
    iss: spec.resource.tokenVersion === 1 ? issuerV1(call, spec.tenant) : issuerV2(call, spec.tenant),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + expiresIn,
    aio: randomText(call.random, 24),
    ...clientClaims(spec),
    ...(spec.signIn === null ? applicationClaims(call, spec) : userClaims(call, spec, spec.signIn)),
    ...(scopes.length === 0 ? {} : { scp: scopes.join(' ') }),
    ...(roles.length === 0 ? {} : { roles }),
    rh: `1.${randomText(call.random, 12)}.`,
    tid: spec.tenant.id,
    uti: randomText(call.random, 16),
    ver: `${spec.resource.tokenVersion}.0`,
    ...(spec.resource.isGraph ? await graphClaims(call, spec, principalId) : {}),
    ...(spec.handlesChallenges ? { xms_cc: ['CP1'] } : {}),
  };
  const jwt = await sign(call, spec, payload);
  const isOpaque = spec.resource.isGraph && spec.tenant.id === PERSONAL_TENANT_ID;
  return { token: isOpaque ? await sealToken(call.state, call.random, jwt) : jwt, expiresIn, issuedAt, scopes };
}

async function readScopes(call: Call, spec: AccessTokenSpec, userId: string): Promise<readonly string[]> {
  const granted = await findGrantedScopes(
    call.state.db,
    spec.client.servicePrincipal.id,
    spec.resource.servicePrincipal.id,
    userId,
  );
  // It asks for a refresh token; it is nothing that a resource is told.
  return granted.filter((scope) => scope.toLowerCase() !== 'offline_access');
}

async function readRoles(call: Call, resource: Resource, principalId: string): Promise<readonly string[]> {
  const resourceId = resource.servicePrincipal.id;
  const ids = await call.state.cached(`roles ${principalId} ${resourceId}`, () =>
    findAssignedRoles(call.state.db, principalId, resourceId),
  );
  return ids
    .map((id) => resource.roleById(id)?.value ?? '')
    .filter((value) => value !== '')
    .toSorted();
}

function clientClaims(spec: AccessTokenSpec): JWTPayload {
  return spec.resource.tokenVersion === 1
    ? {
        app_displayname: spec.client.app.display_name,
        appid: spec.client.app.app_id,
        appidacr: spec.clientAuthentication,
      }
    : { azp: spec.client.app.app_id, azpacr: spec.clientAuthentication };
}

function applicationClaims(call: Call, spec: AccessTokenSpec): JWTPayload {
  const id = spec.client.servicePrincipal.id;
  return {
    ...(spec.resource.tokenVersion === 1 ? { idp: issuerV1(call, spec.tenant) } : {}),
    ...(spec.resource.isGraph ? { idtyp: 'app' } : {}),
    oid: id,
    sub: id,
  };
}

function userClaims(call: Call, spec: AccessTokenSpec, signIn: SignIn): JWTPayload {
  const { user } = signIn;
  const isGuest = user.kind === 'guest';
  return {
    ...(spec.resource.tokenVersion === 1
      ? {
          acr: '1',
          amr: signIn.methods,
          ...(user.family_name === null ? {} : { family_name: user.family_name }),
          ...(user.given_name === null ? {} : { given_name: user.given_name }),
          unique_name: isGuest ? (user.mail ?? user.upn) : user.upn,
          upn: user.upn,
          ipaddr: call.clientAddress,
        }
      : { preferred_username: isGuest ? (user.mail ?? user.upn) : user.upn }),
    ...(spec.resource.isGraph ? { acct: isGuest ? 1 : 0, idtyp: 'user' } : {}),
    ...(isGuest ? { email: user.mail ?? user.upn, idp: guestProvider(call, user) } : {}),
    name: user.display_name,
    oid: user.id,
    ...(signIn.sessionId === null ? {} : { sid: signIn.sessionId }),
    sub: pairwiseSubject(user.id, spec.resource.appId),
  };
}

// A guest's identity provider is another one than the issuer; which tenant it is, the invitation recorded.
function guestProvider(call: Call, user: UserTable): string {
  const { homeTenantId } = JSON.parse(user.extra_json) as { readonly homeTenantId?: string };
  if (homeTenantId === undefined || homeTenantId === PERSONAL_TENANT_ID) return 'live.com';
  return issuerV1(call, { id: homeTenantId, cloud: 'global' });
}

async function graphClaims(call: Call, spec: AccessTokenSpec, principalId: string): Promise<JWTPayload> {
  const general = { tenant_region_scope: spec.tenant.region, xms_tcdt: Math.floor(spec.tenant.created_at / 1000) };
  if (spec.signIn !== null && spec.tenant.id === PERSONAL_TENANT_ID) return general;
  const active = await findActiveRoles(call, principalId);
  if (spec.signIn === null) return { ...general, wids: [...active, DEFAULT_APPLICATION_WID] };
  const { user } = spec.signIn;
  return {
    ...general,
    ...(spec.isImplicit ? {} : { wids: user.kind === 'member' ? [...active, DEFAULT_USER_WID] : active }),
    xms_st: { sub: pairwiseSubject(user.id, spec.client.app.app_id) },
  };
}

async function sign(call: Call, spec: AccessTokenSpec, payload: JWTPayload): Promise<string> {
  const { kid, privateKey } = await call.keys.active();
  const header = { typ: 'JWT', alg: 'RS256', x5t: kid, kid };
  if (!spec.resource.isGraph || !call.settings.unverifiableGraphTokens) {
    return new SignJWT(payload).setProtectedHeader(header).sign(privateKey);
  }
  // Entra signs a header with the nonce's hash and sends the header with the nonce itself.
  const nonce = randomText(call.random, 32);
  const hashed = createHash('sha256').update(nonce).digest('base64url');
  const signed = await new SignJWT(payload).setProtectedHeader({ ...header, nonce: hashed }).sign(privateKey);
  const [, body = '', signature = ''] = signed.split('.');
  return `${Buffer.from(JSON.stringify({ ...header, nonce })).toString('base64url')}.${body}.${signature}`;
}
