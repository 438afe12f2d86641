import {
  ConfidentialClientApplication,
  CryptoProvider,
  PublicClientApplication,
  type Configuration,
} from '@azure/msal-node';
import { followAuthorization, followFormPost, GRAPH, readInput, runFlows } from '../scenario.ts';

const input = readInput();
const { apps } = input;
const user = 'ada@contoso.example';
const auth = (clientId: string, more: Partial<Configuration['auth']> = {}): Configuration['auth'] => ({
  clientId,
  authority: `${input.origin}/${input.tenant}`,
  knownAuthorities: [input.host],
  ...more,
});
const scopes = [GRAPH];
const tool = new PublicClientApplication({ auth: auth(apps.tool) });
const certified = (more: Partial<Configuration['auth']>) =>
  new ConfidentialClientApplication({ auth: auth(apps.certified, more) });
const api = new ConfidentialClientApplication({ auth: auth(apps.api, { clientSecret: input.secret }) });
const { pem, key, sha1, sha256 } = input.certificate;

await runFlows('@azure/msal-node', {
  'client credentials, secret': async () => {
    const app = new ConfidentialClientApplication({ auth: auth(apps.integrator, { clientSecret: input.secret }) });
    return (await app.acquireTokenByClientCredential({ scopes }))?.accessToken;
  },
  'client credentials, certificate (PS256)': async () =>
    (
      await certified({
        clientCertificate: { thumbprintSha256: sha256, privateKey: key, x5c: pem },
      }).acquireTokenByClientCredential({ scopes })
    )?.accessToken,
  'client credentials, certificate (RS256)': async () =>
    (
      await certified({
        clientCertificate: { thumbprint: sha1, privateKey: key },
      }).acquireTokenByClientCredential({ scopes })
    )?.accessToken,
  'client credentials, federated credential': async () =>
    (await certified({ clientAssertion: input.federated }).acquireTokenByClientCredential({ scopes }))?.accessToken,
  'user name and password': async () =>
    (await tool.acquireTokenByUsernamePassword({ scopes, username: user, password: input.password }))?.accessToken,
  'silent, from the cache': async () => {
    const [account] = await tool.getTokenCache().getAllAccounts();
    if (account === undefined) throw new Error('no account in the cache');
    const cached = await tool.acquireTokenSilent({ scopes, account });
    if (!cached.fromCache) throw new Error('the token was asked for again');
    return cached.accessToken;
  },
  'refresh token': async () => {
    const [account] = await tool.getTokenCache().getAllAccounts();
    if (account === undefined) throw new Error('no account in the cache');
    return (await tool.acquireTokenSilent({ scopes, account, forceRefresh: true })).accessToken;
  },
  'device code': async () => {
    const app = new PublicClientApplication({ auth: auth(apps.tool) });
    const result = await app.acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: ({ userCode, verificationUri }) => {
        void fetch(`${verificationUri}?user_code=${userCode}&login_hint=${user}`);
      },
    });
    return result?.accessToken;
  },
  'authorization code with PKCE': async () => {
    const app = new PublicClientApplication({ auth: auth(apps.tool) });
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const redirectUri = 'http://localhost:3000';
    const url = await app.getAuthCodeUrl({
      scopes,
      redirectUri,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    });
    const code = (await followAuthorization(url, user)).searchParams.get('code') ?? '';
    return (await app.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier })).accessToken;
  },
  'authorization code of a web application': async () => {
    const app = new ConfidentialClientApplication({ auth: auth(apps.portal, { clientSecret: input.secret }) });
    const redirectUri = 'https://localhost/callback';
    const code = (await followAuthorization(await app.getAuthCodeUrl({ scopes, redirectUri }), user)).searchParams.get(
      'code',
    );
    return (await app.acquireTokenByCode({ scopes, redirectUri, code: code ?? '' })).accessToken;
  },
  'interactive (form_post to a loopback port)': async () => {
    const app = new PublicClientApplication({ auth: auth(apps.tool) });
    return (await app.acquireTokenInteractive({ scopes, openBrowser: (url) => followFormPost(url, user) })).accessToken;
  },
  'on behalf of': async () => {
    const portal = new ConfidentialClientApplication({ auth: auth(apps.portal, { clientSecret: input.secret }) });
    const redirectUri = 'https://localhost/callback';
    const own = [`api://${apps.api}/access_as_user`];
    const url = await portal.getAuthCodeUrl({ scopes: own, redirectUri });
    const code = (await followAuthorization(url, user)).searchParams.get('code') ?? '';
    const { accessToken } = await portal.acquireTokenByCode({ scopes: own, redirectUri, code });
    return (await api.acquireTokenOnBehalfOf({ scopes, oboAssertion: accessToken }))?.accessToken;
  },
  'client that handles claims challenges (cp1)': async () => {
    const app = new ConfidentialClientApplication({
      auth: auth(apps.integrator, { clientSecret: input.secret, clientCapabilities: ['cp1'] }),
    });
    return (await app.acquireTokenByClientCredential({ scopes }))?.accessToken;
  },
});
