import { ClientSecretCredential } from '@azure/identity';
import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
import { GRAPH, readInput, runFlows } from '../scenario.ts';

const { apps, secret, tenant, password } = readInput();

// Nothing here knows of the emulator: this is what runs in production.
await runFlows('hosts mode, nothing configured', {
  '@azure/msal-node, client credentials': async () => {
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: apps.integrator,
        clientSecret: secret,
        authority: `https://login.microsoftonline.com/${tenant}`,
      },
    });
    return (await app.acquireTokenByClientCredential({ scopes: [GRAPH] }))?.accessToken;
  },
  '@azure/identity, client credentials': async () =>
    (await new ClientSecretCredential(tenant, apps.integrator, secret).getToken(GRAPH)).token,
  '@azure/msal-node, user name and password': async () => {
    const app = new PublicClientApplication({
      auth: { clientId: apps.tool, authority: `https://login.microsoftonline.com/${tenant}` },
    });
    return (await app.acquireTokenByUsernamePassword({ scopes: [GRAPH], username: 'ada@contoso.example', password }))
      ?.accessToken;
  },
});
