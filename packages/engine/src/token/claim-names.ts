/**
 * How freely a claim's value may be shown. `personal` identifies or locates a person, `internal` is opaque to everybody
 * but Microsoft; both are hidden unless somebody asks for them.
 */
export type ClaimExposure = 'open' | 'personal' | 'internal';

/** One claim that access tokens for Microsoft Graph carry. */
export interface KnownClaim {
  readonly exposure: ClaimExposure;
  /** What it means to Microsoft Graph, without a full stop. */
  readonly meaning: string;
}

const open = (meaning: string): KnownClaim => ({ exposure: 'open', meaning });
const personal = (meaning: string): KnownClaim => ({ exposure: 'personal', meaning });
const internal: KnownClaim = { exposure: 'internal', meaning: 'internal to Microsoft; says nothing about permissions' };

/**
 * The claims that are known, by name.
 *
 * @see [Access token claims reference](https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference)
 * @see [Optional claims reference](https://learn.microsoft.com/entra/identity-platform/optional-claims-reference)
 */
export const KNOWN_CLAIMS: ReadonlyMap<string, KnownClaim> = new Map<string, KnownClaim>([
  ['aud', open('audience: the resource that the token is for; Microsoft Graph accepts only its own')],
  ['iss', open('issuer: the token service, with the tenant id')],
  ['iat', open('issued at; what was granted or assigned later is not in this token')],
  ['nbf', open('not valid before')],
  ['exp', open('expires at')],
  ['acct', open('account type of the user: 0 member, 1 guest')],
  ['acr', open('whether the authentication met ISO/IEC 29115: 0 no, 1 yes')],
  ['acrs', open('authentication contexts that were satisfied')],
  ['aio', internal],
  ['amr', open('how the user authenticated')],
  ['app_displayname', open('display name of the client application')],
  ['appid', open('client id of the application that asked for the token')],
  ['azp', open('client id of the application that asked for the token (v2.0 form)')],
  [
    'appidacr',
    open('how the client authenticated: 0 not at all (public client), 1 secret, 2 certificate or assertion'),
  ],
  ['azpacr', open('how the client authenticated (v2.0 form): 0 not at all, 1 secret, 2 certificate or assertion')],
  ['family_name', personal('family name of the user')],
  ['given_name', personal('given name of the user')],
  ['name', personal('display name of the user')],
  ['unique_name', personal('readable name of the user; can change')],
  ['upn', personal('user principal name; #EXT# in it marks a guest; can change')],
  ['preferred_username', personal('readable name of the user (v2.0 form); can change')],
  ['email', personal('e-mail address of the user')],
  ['idp', open('identity provider of the user, where it is not the tenant itself')],
  ['idtyp', open('kind of the token: app (application) or user (delegated)')],
  ['ipaddr', personal('IP address that the token was asked for from')],
  ['oid', open('object id of the user, or of the service principal in an application token')],
  ['tid', open('tenant that the token was issued in')],
  ['sub', open('subject: differs from oid for a user, equals it for an application')],
  ['platf', open('platform code of the client')],
  ['puid', personal('passport id of the user')],
  ['scp', open('scopes: the delegated permissions; counts in delegated tokens only')],
  ['roles', open('app roles: the application permissions; counts in application tokens only')],
  ['sid', open('id of the sign-in session')],
  ['signin_state', open('state of the device and of the sign-in')],
  ['tenant_region_scope', open('region of the tenant')],
  ['uti', open('id of this token; equals UniqueTokenIdentifier in the sign-in logs')],
  ['ver', open('version of the token format; Microsoft Graph tokens are 1.0')],
  ['wids', open('template ids of the tenant-wide directory roles that were active when the token was issued')],
  ['xms_st', open('subject that the ID token of the same user would have')],
  ['xms_tcdt', open('when the tenant was created')],
  ['xms_tdbr', open('data boundary of the tenant')],
  ['xms_cc', open('client capabilities: CP1 means that the client handles claims challenges')],
  ['xms_ssm', open('session mode')],
  ['hasgroups', open('the user is in groups that did not fit into the token')],
  ['groups', open('groups of the user; Microsoft Graph does not decide by them')],
  ['_claim_names', open('claims that did not fit into the token')],
  ['_claim_sources', open('where the claims that did not fit can be fetched')],
  ['deviceid', personal('device of the sign-in')],
  ['onprem_sid', personal('on-premises security id of the user')],
  ['in_corp', open('the sign-in came from the corporate network')],
  ['pwd_exp', open('when the password expires')],
  ['pwd_url', open('where the password can be changed')],
  ['ctry', open('country of the user')],
  ['tenant_ctry', open('country of the tenant')],
  ['rh', internal],
  ['xms_acd', internal],
  ['xms_act_fct', internal],
  ['xms_ftd', internal],
  ['xms_idrel', internal],
  ['xms_pftexp', internal],
  ['xms_rd', internal],
  ['xms_sub_fct', internal],
  ['xms_tnt_fct', internal],
]);
