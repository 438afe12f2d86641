/**
 * Kind of an access token: who the permissions were given to.
 *
 * `delegated` is an application acting for a signed-in work or school user, `delegated-personal` the same for a
 * personal Microsoft account, `application` an application acting for itself.
 */
export type TokenKind = 'delegated' | 'delegated-personal' | 'application';

/** The kinds in the order in which the table stores them. */
export const TOKEN_KINDS: readonly TokenKind[] = ['delegated', 'delegated-personal', 'application'];

/**
 * Value of a claim of which three things can be known: `undefined` nobody told us, `null` the claim is known to be
 * absent, otherwise its value. An empty array is a claim that is present and empty.
 */
export type Claim<T> = T | null | undefined;

/** Where the facts about a token come from. */
export type TokenForm = 'jwt' | 'claims' | 'facts' | 'opaque';

/** OAuth 2.0 flow that produced a token, where a caller or the claims tell it. */
export type TokenFlow =
  | 'authorization-code'
  | 'client-credentials'
  | 'device-code'
  | 'implicit'
  | 'managed-identity'
  | 'on-behalf-of'
  | 'refresh-token'
  | 'ropc';

/**
 * All that is known about one access token, whatever it was read from. Nothing in it is verified: a Microsoft Graph
 * token's signature can be checked by Microsoft Graph only.
 *
 * Names of the members are ours; the claim each is read from stands behind it.
 */
export interface TokenFacts {
  readonly form: TokenForm;
  /** `idtyp`, `scp`, `roles`, … in the order of `facts/token-claims.md` section 2; `null` when undetermined. */
  readonly kind: TokenKind | null;
  /** The claim that decided `kind`, for evidence: `idtyp`, `scp`, `roles` or `sub`; `null` when none did. */
  readonly kindClaim: string | null;
  /** `scp`, split at white space. */
  readonly scopes: Claim<readonly string[]>;
  /** `roles`. */
  readonly appRoles: Claim<readonly string[]>;
  /** `wids`: role template ids in lower case, as they stand in the token (also the two ids that are no roles). */
  readonly directoryRoles: Claim<readonly string[]>;
  /** `aud`. */
  readonly audience: string | null;
  /** `iss`. */
  readonly issuer: string | null;
  /** `ver`. */
  readonly version: string | null;
  /** `tid`. */
  readonly tenantId: string | null;
  /** `appid`, or `azp`. */
  readonly appId: string | null;
  /** `app_displayname`. */
  readonly appName: string | null;
  /** `appidacr`, or `azpacr`: `0` public client, `1` secret, `2` certificate. */
  readonly clientAuthentication: string | null;
  /** `oid`. */
  readonly objectId: string | null;
  /** `sub`. */
  readonly subject: string | null;
  /** `upn`, `unique_name` or `preferred_username`. */
  readonly userName: string | null;
  /** `idp`. */
  readonly identityProvider: string | null;
  /** `acct`: `member`, `guest`. */
  readonly account: 'member' | 'guest' | null;
  /** `iat`, `nbf`, `exp`: seconds since 1970-01-01. */
  readonly issuedAt: number | null;
  readonly notBefore: number | null;
  readonly expiresAt: number | null;
  /** `xms_cc` holds `cp1`: the client handles claims challenges. `null` when unknown. */
  readonly claimsChallengeCapable: boolean | null;
  /** Told by the caller, or inferred from the claims where they leave one possibility. */
  readonly flow: TokenFlow | null;
}
