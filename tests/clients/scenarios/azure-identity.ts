import {
  AuthorizationCodeCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  OnBehalfOfCredential,
  UsernamePasswordCredential,
} from '@azure/identity';
import { followAuthorization, GRAPH, readInput, runFlows } from '../scenario.ts';

const input = readInput();
const { apps, tenant, secret } = input;
const user = 'ada@contoso.example';
const options = { authorityHost: input.origin, disableInstanceDiscovery: true };

await runFlows('@azure/identity', {
  'client credentials, secret': async () =>
    (await new ClientSecretCredential(tenant, apps.integrator, secret, options).getToken(GRAPH)).token,
  'client credentials, certificate': async () =>
    (
      await new ClientCertificateCredential(
        tenant,
        apps.certified,
        { certificate: `${input.certificate.key}${input.certificate.pem}` },
        options,
      ).getToken(GRAPH)
    ).token,
  'client credentials, federated credential': async () =>
    (
      await new ClientAssertionCredential(
        tenant,
        apps.certified,
        () => Promise.resolve(input.federated),
        options,
      ).getToken(GRAPH)
    ).token,
  'user name and password': async () =>
    (await new UsernamePasswordCredential(tenant, apps.tool, user, input.password, options).getToken(GRAPH)).token,
  'device code': async () =>
    (
      await new DeviceCodeCredential({
        ...options,
        tenantId: tenant,
        clientId: apps.tool,
        userPromptCallback: ({ userCode, verificationUri }) => {
          void fetch(`${verificationUri}?user_code=${userCode}&login_hint=${user}`);
        },
      }).getToken(GRAPH)
    ).token,
  'authorization code of a web application': async () => {
    const redirectUri = 'https://localhost/callback';
    const request = new URLSearchParams({
      client_id: apps.portal,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: `${GRAPH} offline_access openid profile`,
    });
    const url = `${input.origin}/${tenant}/oauth2/v2.0/authorize?${request.toString()}`;
    const code = (await followAuthorization(url, user)).searchParams.get('code') ?? '';
    const credential = new AuthorizationCodeCredential(tenant, apps.portal, secret, code, redirectUri, options);
    return (await credential.getToken(GRAPH)).token;
  },
  'on behalf of': async () => {
    const minted = await fetch(`${input.origin}/emulator/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant, client: apps.portal, user, scope: `api://${apps.api}/.default` }),
    });
    const { access_token: userAssertionToken } = (await minted.json()) as { access_token: string };
    const credential = new OnBehalfOfCredential({
      ...options,
      tenantId: tenant,
      clientId: apps.api,
      clientSecret: secret,
      userAssertionToken,
    });
    return (await credential.getToken(GRAPH)).token;
  },
});
