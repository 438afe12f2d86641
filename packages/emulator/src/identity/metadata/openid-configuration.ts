import { cloudById, type Cloud } from '../clouds.ts';
import { issuerV1, issuerV2, resolveTenantPath, type Call } from '../call.ts';

/**
 * The metadata of a tenant. Every address in it starts with the scheme, host and port that the client used, so that
 * clients which compare it with the issuer are content.
 *
 * @see [OpenID Connect Discovery, Section 3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata)
 */
export async function describeProvider(
  call: Call,
  segment: string,
  version: 1 | 2,
): Promise<Readonly<Record<string, unknown>>> {
  const path = await resolveTenantPath(call, segment);
  const name = path.tenant?.id ?? path.segment;
  const base = `${call.origin}/${name}`;
  const oauth = version === 1 ? `${base}/oauth2` : `${base}/oauth2/v2.0`;
  // `common` and `organizations` leave the tenant open; clients put it in.
  const issuing = path.tenant ?? { id: '{tenantid}', cloud: call.clouds[0]?.id ?? 'global' };
  const cloud: Cloud = call.clouds[0] ?? cloudById(issuing.cloud);
  return {
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256'],
    jwks_uri: version === 1 ? `${base}/discovery/keys` : `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token', 'token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    code_challenge_methods_supported: ['S256', 'plain'],
    grant_types_supported: [
      'authorization_code',
      'implicit',
      'client_credentials',
      'refresh_token',
      'password',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    issuer: version === 1 ? issuerV1(call, issuing) : issuerV2(call, issuing),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${userInfoOrigin(call, cloud)}/oidc/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${oauth}/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'at_hash',
      'c_hash',
      'email',
    ],
    tenant_region_scope: path.tenant === null ? null : path.tenant.region,
    cloud_instance_name: cloud.instanceName,
    cloud_graph_host_name: cloud.graphHost,
    msgraph_host: cloud.graphHost,
  };
}

function userInfoOrigin(call: Call, cloud: Cloud): string {
  return call.clouds.length === 0 ? call.origin : `https://${cloud.graphHost}`;
}
