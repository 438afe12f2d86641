import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { randomText } from '../../random.ts';
import type { ApplicationTable, TenantTable } from '../../state/tables.ts';
import { issuerV1, issuerV2, type Call } from '../call.ts';
import type { SignIn } from './access-token.ts';
import { ID_TOKEN_LIFETIME } from './lifetime.ts';
import { pairwiseSubject } from './subject.ts';

/** What an ID token is made from. */
export interface IdTokenSpec {
  readonly tenant: TenantTable;
  readonly app: ApplicationTable;
  readonly signIn: SignIn;
  /** Version of the endpoint that was asked. */
  readonly version: 1 | 2;
  /** OpenID Connect scopes of the request. */
  readonly oidc: readonly string[];
  /** Absent when the request had none: clients refuse one that they did not send. */
  readonly nonce: string | null;
  /** Issued beside it from the authorization endpoint; their hashes go in. */
  readonly accessToken: string | null;
  readonly code: string | null;
}

/**
 * Issues an ID token for the client itself.
 *
 * @see [OpenID Connect Core, Section 2 - ID Token](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)
 */
export async function issueIdToken(call: Call, spec: IdTokenSpec): Promise<string> {
  const issuedAt = Math.floor(call.now / 1000);
  const { user } = spec.signIn;
  const userName = user.kind === 'guest' ? (user.mail ?? user.upn) : user.upn;
  const hasProfile = spec.oidc.includes('profile');
  const { kid, privateKey } = await call.keys.active();
  return new SignJWT({
    aud: spec.app.app_id,
    iss: spec.version === 1 ? issuerV1(call, spec.tenant) : issuerV2(call, spec.tenant),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + ID_TOKEN_LIFETIME,
    ...(spec.version === 1
      ? {
          amr: spec.signIn.methods,
          ...(user.family_name === null ? {} : { family_name: user.family_name }),
          ...(user.given_name === null ? {} : { given_name: user.given_name }),
          ipaddr: call.clientAddress,
          unique_name: userName,
          upn: user.upn,
        }
      : {}),
    ...(spec.oidc.includes('email') && user.mail !== null ? { email: user.mail } : {}),
    ...(hasProfile || spec.version === 1 ? { name: user.display_name } : {}),
    ...(spec.nonce === null ? {} : { nonce: spec.nonce }),
    ...(spec.accessToken === null ? {} : { at_hash: halfHash(spec.accessToken) }),
    ...(spec.code === null ? {} : { c_hash: halfHash(spec.code) }),
    oid: user.id,
    ...(hasProfile && spec.version === 2 ? { preferred_username: userName } : {}),
    rh: `1.${randomText(call.random, 12)}.`,
    ...(spec.signIn.sessionId === null ? {} : { sid: spec.signIn.sessionId }),
    sub: pairwiseSubject(user.id, spec.app.app_id),
    tid: spec.tenant.id,
    uti: randomText(call.random, 16),
    ver: `${spec.version}.0`,
  })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid })
    .sign(privateKey);
}

// OpenID Connect Core, Section 3.3.2.11: the left half of the hash.
function halfHash(value: string): string {
  return createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url');
}
