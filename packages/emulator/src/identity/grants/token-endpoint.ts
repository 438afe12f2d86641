import { resolveTenantPath, type Call } from '../call.ts';
import { authenticateClient, readClientCredentials } from '../client/authenticate-client.ts';
import { identifyClient } from '../client/identify-client.ts';
import { AadError } from '../errors/aad-error.ts';
import { readForm } from '../request/form.ts';
import { grantAuthorizationCode } from './authorization-code.ts';
import { grantClientCredentials } from './client-credentials.ts';
import { grantDeviceCode } from './device-code.ts';
import { grantOnBehalfOf } from './on-behalf-of.ts';
import { grantPassword } from './password.ts';
import { grantRefreshToken } from './refresh-token.ts';
import type { Grant, TokenAnswer } from './token-request.ts';

/** The grant types, by what clients send. */
const GRANTS: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['authorization_code', grantAuthorizationCode],
  ['client_credentials', grantClientCredentials],
  ['device_code', grantDeviceCode],
  ['password', grantPassword],
  ['refresh_token', grantRefreshToken],
  ['urn:ietf:params:oauth:grant-type:device_code', grantDeviceCode],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', grantOnBehalfOf],
]);

/**
 * The token endpoint. Checks in order: form, tenant, grant type, client, its credential, then those of the grant.
 *
 * @see [RFC 6749, Section 3.2 - Token Endpoint](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.2)
 */
export async function handleToken(call: Call, segment: string, version: 1 | 2): Promise<TokenAnswer> {
  const form = await readForm(call);
  const path = await resolveTenantPath(call, segment);
  const grant = GRANTS.get(form.need('grant_type'));
  if (grant === undefined) throw new AadError(70003);
  const credentials = readClientCredentials(call, form);
  const app = await identifyClient(call, credentials.clientId, path);
  const authentication = await authenticateClient(call, app, credentials, path);
  return grant({ call, version, path, form, app, authentication });
}
