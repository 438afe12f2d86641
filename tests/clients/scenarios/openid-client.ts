import { createPrivateKey } from 'node:crypto';
import * as client from 'openid-client';
import { followAuthorization, GRAPH, readInput, runFlows } from '../scenario.ts';

const input = readInput();
const { apps } = input;
const user = 'ada@contoso.example';
const server = new URL(`${input.origin}/${input.tenant}/v2.0`);
const redirectUri = 'http://localhost:3000';

const key = await crypto.subtle.importKey(
  'pkcs8',
  createPrivateKey(input.certificate.key).export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  false,
  ['sign'],
);
let refreshToken = '';
let lastToken = '';
let subject = '';

await runFlows('openid-client', {
  'client credentials, secret in the body': async () => {
    const config = await client.discovery(server, apps.integrator, input.secret);
    return (await client.clientCredentialsGrant(config, { scope: GRAPH })).access_token;
  },
  'client credentials, secret in the header': async () => {
    const config = await client.discovery(server, apps.integrator, undefined, client.ClientSecretBasic(input.secret));
    return (await client.clientCredentialsGrant(config, { scope: GRAPH })).access_token;
  },
  'client credentials, private_key_jwt': async () => {
    const kid = Buffer.from(input.certificate.sha1, 'hex').toString('base64url');
    const config = await client.discovery(server, apps.certified, undefined, client.PrivateKeyJwt({ key, kid }));
    return (await client.clientCredentialsGrant(config, { scope: GRAPH })).access_token;
  },
  'authorization code with PKCE, state and nonce': async () => {
    const config = await client.discovery(server, apps.tool, undefined, client.None());
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: `openid profile offline_access ${GRAPH}`,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const answer = await followAuthorization(url.href, user);
    const tokens = await client.authorizationCodeGrant(config, answer, {
      pkceCodeVerifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    refreshToken = tokens.refresh_token ?? '';
    lastToken = tokens.access_token;
    subject = tokens.claims()?.sub ?? '';
    return tokens.access_token;
  },
  userinfo: async () => {
    const config = await client.discovery(server, apps.tool, undefined, client.None());
    // The sign-in consented to openid and profile beside what the administrator granted.
    const info = await client.fetchUserInfo(config, lastToken, subject);
    if (info.name !== 'Ada Reader') throw new Error('the name is missing');
    return lastToken;
  },
  'refresh token': async () => {
    const config = await client.discovery(server, apps.tool, undefined, client.None());
    return (await client.refreshTokenGrant(config, refreshToken)).access_token;
  },
  'device code': async () => {
    const config = await client.discovery(server, apps.tool, undefined, client.None());
    const device = await client.initiateDeviceAuthorization(config, { scope: GRAPH });
    await fetch(`${device.verification_uri}?user_code=${device.user_code}&login_hint=${user}`);
    return (await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 })).access_token;
  },
});
