/** OAuth error, HTTP status at the token endpoint, and our sentence for one AADSTS number. */
export interface AadstsEntry {
  readonly error: string;
  readonly status: 400 | 401;
  /** What went wrong, in our words; `{0}`, `{1}` stand for what the caller sent that is no secret. */
  readonly text: string;
  readonly suberror?: string;
}

/** The numbers that are in use. */
export type AadstsNumber =
  | 16000
  | 50001
  | 50011
  | 50013
  | 50014
  | 50020
  | 50027
  | 50034
  | 50056
  | 50057
  | 50058
  | 50059
  | 50105
  | 501051
  | 50126
  | 50133
  | 501481
  | 501491
  | 50173
  | 50194
  | 500011
  | 500133
  | 54005
  | 65001
  | 650056
  | 65004
  | 70000
  | 7000112
  | 7000215
  | 7000218
  | 7000222
  | 700016
  | 700021
  | 700022
  | 700023
  | 700024
  | 700025
  | 700027
  | 70003
  | 700051
  | 700054
  | 70005
  | 70007
  | 70008
  | 700082
  | 700084
  | 70011
  | 70016
  | 70018
  | 70019
  | 700211
  | 700212
  | 700213
  | 90002
  | 90009
  | 90014
  | 90023
  | 90094
  | 900144
  | 901002
  | 9001023
  | 9002313
  | 9002325
  | 9002326
  | 9002327
  | 9002332;

/**
 * The AADSTS numbers that the emulator answers with. Numbers, names and OAuth errors are those of Microsoft Entra ID;
 * the sentences are ours, so do not match on them.
 *
 * @see [Microsoft Entra authentication and authorization error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
export const AADSTS: Readonly<Record<AadstsNumber, AadstsEntry>> = {
  16000: { error: 'interaction_required', status: 400, text: 'No signed-in account fits this request; choose one.' },
  50001: { error: 'invalid_resource', status: 400, text: 'The resource {0} is disabled or unknown.' },
  50011: {
    error: 'invalid_request',
    status: 400,
    text: 'The redirect URI {0} is not registered for the application {1}.',
  },
  50013: { error: 'invalid_grant', status: 400, text: 'The assertion is not acceptable: {0}.' },
  50014: { error: 'invalid_grant', status: 400, text: 'The guest has not redeemed the invitation.' },
  50020: { error: 'invalid_grant', status: 400, text: 'The account {0} does not exist in the tenant {1}.' },
  50027: { error: 'invalid_client', status: 401, text: 'The token is not a valid JWT: {0}.' },
  50034: { error: 'invalid_grant', status: 400, text: 'The account {0} does not exist in the tenant {1}.' },
  50056: { error: 'invalid_grant', status: 400, text: 'The account has no password.' },
  50057: { error: 'invalid_grant', status: 400, text: 'The account is disabled.' },
  50058: { error: 'login_required', status: 400, text: 'Nobody is signed in, and the request allows no page.' },
  50059: { error: 'invalid_request', status: 400, text: 'The request does not tell the tenant.' },
  50105: { error: 'access_denied', status: 400, text: 'The account is not assigned to the application {0}.' },
  501051: { error: 'invalid_grant', status: 400, text: 'The application {0} is not assigned to a role of {1}.' },
  50126: { error: 'invalid_grant', status: 400, text: 'User name or password is wrong.' },
  50133: {
    error: 'invalid_grant',
    status: 400,
    text: 'The session was revoked; sign in again.',
    suberror: 'bad_token',
  },
  501481: { error: 'invalid_grant', status: 400, text: 'The code verifier does not match the code challenge.' },
  501491: { error: 'invalid_request', status: 400, text: 'The code challenge or code verifier has a wrong form.' },
  50173: {
    error: 'invalid_grant',
    status: 400,
    text: 'The grant was revoked; a fresh sign-in is needed.',
    suberror: 'bad_token',
  },
  50194: {
    error: 'invalid_request',
    status: 400,
    text: 'The application {0} is for one tenant; use that tenant instead of {1}.',
  },
  500011: { error: 'invalid_resource', status: 400, text: 'The resource {0} was not found in the tenant {1}.' },
  500133: { error: 'invalid_grant', status: 400, text: 'The assertion is outside its validity.' },
  54005: { error: 'invalid_grant', status: 400, text: 'The authorization code was redeemed before.' },
  65001: {
    error: 'invalid_grant',
    status: 400,
    text: 'Nobody has consented that the application {0} may use {1}.',
    suberror: 'consent_required',
  },
  650056: {
    error: 'invalid_client',
    status: 400,
    text: 'The registration of {0} requires no permission of {1}, and nothing was consented to.',
  },
  65004: { error: 'access_denied', status: 400, text: 'The user declined to consent.' },
  70000: { error: 'invalid_grant', status: 400, text: 'The grant is not valid: {0}.' },
  7000112: { error: 'unauthorized_client', status: 400, text: 'The application {0} is disabled.' },
  7000215: { error: 'invalid_client', status: 401, text: 'The client secret is wrong.' },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: 'The request must contain client_secret or client_assertion.',
  },
  7000222: { error: 'invalid_client', status: 401, text: 'The client secret has expired.' },
  700016: { error: 'unauthorized_client', status: 400, text: 'The application {0} was not found in the tenant {1}.' },
  700021: { error: 'invalid_client', status: 401, text: 'The client assertion is for another application.' },
  700022: { error: 'invalid_scope', status: 400, text: 'The scopes name more than one resource.' },
  700023: { error: 'invalid_scope', status: 400, text: 'The scopes name no resource.' },
  700024: { error: 'invalid_client', status: 401, text: 'The client assertion is outside its validity.' },
  700025: { error: 'invalid_client', status: 401, text: 'A public client must not send a credential.' },
  700027: { error: 'invalid_client', status: 401, text: 'The client assertion was not accepted: {0}.' },
  70003: { error: 'unsupported_grant_type', status: 400, text: 'The grant type is not supported.' },
  700051: {
    error: 'unsupported_response_type',
    status: 400,
    text: 'The registration does not allow response_type token.',
  },
  700054: {
    error: 'unsupported_response_type',
    status: 400,
    text: 'The registration does not allow response_type id_token.',
  },
  70005: { error: 'unsupported_response_type', status: 400, text: 'The response type is not supported.' },
  70007: { error: 'invalid_request', status: 400, text: 'The response mode is not supported for this response type.' },
  70008: { error: 'invalid_grant', status: 400, text: 'The code or refresh token has expired.' },
  700082: { error: 'invalid_grant', status: 400, text: 'The refresh token has expired because it was not used.' },
  700084: { error: 'invalid_grant', status: 400, text: 'The refresh token of a single-page application has expired.' },
  70011: { error: 'invalid_scope', status: 400, text: 'The scope is not valid: {0}.' },
  70016: { error: 'authorization_pending', status: 400, text: 'The user has not finished yet.' },
  70018: { error: 'bad_verification_code', status: 400, text: 'The device code is not known.' },
  70019: { error: 'expired_token', status: 400, text: 'The device code has expired.' },
  700211: { error: 'invalid_client', status: 401, text: 'No federated credential trusts the issuer of the assertion.' },
  700212: { error: 'invalid_client', status: 401, text: 'No federated credential has the audience of the assertion.' },
  700213: { error: 'invalid_client', status: 401, text: 'No federated credential has the subject of the assertion.' },
  90002: { error: 'invalid_request', status: 400, text: 'The tenant {0} was not found; is this the right cloud?' },
  90009: {
    error: 'invalid_resource',
    status: 400,
    text: 'The application asks for a token for itself; it must name itself by its GUID.',
  },
  90014: { error: 'invalid_request', status: 400, text: 'The field {0} is missing.' },
  90023: { error: 'invalid_request', status: 400, text: 'The request is not valid: {0}.' },
  90094: { error: 'access_denied', status: 400, text: 'The permissions need the consent of an administrator: {0}.' },
  900144: { error: 'invalid_request', status: 400, text: 'The request body must contain the parameter {0}.' },
  901002: { error: 'invalid_request', status: 400, text: 'The parameter resource is not supported here; use scope.' },
  9001023: { error: 'invalid_request', status: 400, text: 'The grant type is not supported for {0}; name a tenant.' },
  9002313: { error: 'invalid_request', status: 400, text: 'The request is malformed: {0}.' },
  9002325: { error: 'invalid_request', status: 400, text: 'A single-page application must use a code challenge.' },
  9002326: { error: 'invalid_request', status: 400, text: 'Only a single-page application may redeem across origins.' },
  9002327: { error: 'invalid_request', status: 400, text: 'A single-page application must redeem from its web page.' },
  9002332: { error: 'invalid_request', status: 400, text: 'The application {0} is not for personal accounts.' },
};
