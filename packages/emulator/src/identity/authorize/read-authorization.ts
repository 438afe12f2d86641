import type { ApplicationTable } from '../../state/tables.ts';
import { resolveTenantPath, type Call, type TenantPath } from '../call.ts';
import { identifyClient } from '../client/identify-client.ts';
import { AadError } from '../errors/aad-error.ts';
import { readChallenge } from '../grants/proof-key.ts';
import { readScopes } from '../grants/token-request.ts';
import { readChallengeCapability } from '../request/claims-parameter.ts';
import type { Parameters } from '../request/form.ts';
import type { ParsedScopes } from '../scope/parse-scopes.ts';
import type { Platform } from '../tokens/refresh-tokens.ts';
import { matchRedirectUri } from './redirect-uri.ts';
import type { Responder } from './respond.ts';

/** A response type of OAuth or OpenID Connect. */
export type ResponseType = 'code' | 'id_token' | 'token';

/** An authorization request whose application and redirect URI are known, so that errors can be sent there. */
export interface OpenedAuthorization {
  readonly version: 1 | 2;
  readonly path: TenantPath;
  readonly parameters: Parameters;
  readonly app: ApplicationTable;
  readonly platform: Platform;
  readonly responder: Responder;
}

/** An authorization request that passed all checks which need no user. */
export interface Authorization extends OpenedAuthorization {
  readonly responseTypes: ReadonlySet<ResponseType>;
  readonly scopes: ParsedScopes;
  readonly scope: string;
  readonly resource: string | null;
  readonly nonce: string | null;
  readonly prompt: 'none' | 'login' | 'consent' | 'select_account' | null;
  readonly loginHint: string | null;
  readonly challenge: string | null;
  readonly challengeMethod: 'S256' | 'plain';
  readonly handlesChallenges: boolean;
}

const RESPONSE_TYPES: readonly string[] = ['code', 'id_token', 'token'];
const PROMPTS: readonly string[] = ['none', 'login', 'consent', 'select_account'];

/**
 * First half of the checks, whose errors are shown to the person: tenant, client, redirect URI.
 *
 * @throws {@link AadError}
 *
 * @see [RFC 6749, Section 4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2.1)
 */
export async function openAuthorization(
  call: Call,
  segment: string,
  version: 1 | 2,
  parameters: Parameters,
): Promise<OpenedAuthorization> {
  const path = await resolveTenantPath(call, segment);
  const app = await identifyClient(call, parameters.need('client_id'), path);
  const redirectUri = parameters.need('redirect_uri');
  const platform = matchRedirectUri(app, redirectUri);
  const isImplicit = /token/.test(parameters.get('response_type') ?? '');
  const asked = parameters.get('response_mode');
  const mode =
    asked === 'fragment' || asked === 'form_post' || (asked === 'query' && !isImplicit)
      ? asked
      : isImplicit
        ? 'fragment'
        : 'query';
  return {
    version,
    path,
    parameters,
    app,
    platform,
    responder: { redirectUri, mode, state: parameters.get('state') },
  };
}

/**
 * Second half of the checks, whose errors are sent to the application.
 *
 * @throws {@link AadError}
 */
export function readAuthorization(opened: OpenedAuthorization): Authorization {
  const { parameters, version } = opened;
  const responseTypes = readResponseTypes(opened);
  requireResponseMode(parameters, responseTypes);
  const scopes = readScopes({ form: parameters, version });
  if (scopes === null && !(version === 1 && responseTypes.size > 0)) throw new AadError(900144, ['scope']);
  const nonce = parameters.get('nonce');
  if (responseTypes.has('id_token') && nonce === null) throw new AadError(90014, ['nonce']);
  const prompt = parameters.get('prompt');
  if (prompt !== null && !PROMPTS.includes(prompt)) throw new AadError(90023, ['prompt has an unknown value']);
  const { challenge, method } = readChallenge(
    parameters.get('code_challenge'),
    parameters.get('code_challenge_method'),
  );
  return {
    ...opened,
    responseTypes,
    // Version 1.0 may name no resource: then there is only the sign-in.
    scopes: scopes ?? { oidc: ['openid', 'profile'], resources: [] },
    scope: parameters.get('scope') ?? (scopes === null ? 'openid profile' : ''),
    resource: parameters.get('resource'),
    nonce,
    prompt: prompt as Authorization['prompt'],
    loginHint: parameters.get('login_hint'),
    challenge,
    challengeMethod: method,
    handlesChallenges: readChallengeCapability(parameters.get('claims')),
  };
}

function readResponseTypes(opened: OpenedAuthorization): ReadonlySet<ResponseType> {
  const words = opened.parameters.need('response_type').split(/\s+/);
  const isKnown = words.every((word) => RESPONSE_TYPES.includes(word)) && new Set(words).size === words.length;
  // `code token` would hand out a token beside the code; Entra does not support it.
  if (!isKnown || (words.includes('code') && words.includes('token'))) throw new AadError(70005);
  const types = new Set(words as ResponseType[]);
  if (types.has('token') && opened.app.implicit_access_tokens === 0) throw new AadError(700051);
  if (types.has('id_token') && opened.app.implicit_id_tokens === 0) throw new AadError(700054);
  return types;
}

function requireResponseMode(parameters: Parameters, types: ReadonlySet<ResponseType>): void {
  const mode = parameters.get('response_mode');
  if (mode === null || mode === 'fragment' || mode === 'form_post') return;
  // Tokens never travel in a query: it is logged and sent on.
  if (mode !== 'query' || types.has('token') || types.has('id_token')) throw new AadError(70007);
}
