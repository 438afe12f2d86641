import { ClientSecretCredential } from '@azure/identity';
import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
import { GRAPH, readInput, runFlows } from '../scenario.ts';

const { apps, secret, tenant, password } = readInput();

// Nothing here knows of the emulator: this is what runs in production.
await runFlows('@azure/msal-node', {
  'hosts mode, nothing configured: application': async () => {
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: apps.integrator,
        clientSecret: secret,
        authority: `https://login.microsoftonline.com/${tenant}`,
      },
    });
    return (await app.acquireTokenByClientCredential({ scopes: [GRAPH] }))?.accessToken;
  },
  'hosts mode, nothing configured: user': async () => {
    const app = new PublicClientApplication({
      auth: { clientId: apps.tool, authority: `https://login.microsoftonline.com/${tenant}` },
    });
    return (await app.acquireTokenByUsernamePassword({ scopes: [GRAPH], username: 'ada@contoso.example', password }))
      ?.accessToken;
  },
});
await runFlows('@azure/identity', {
  'hosts mode, nothing configured: application': async () =>
    (await new ClientSecretCredential(tenant, apps.integrator, secret).getToken(GRAPH)).token,
});
