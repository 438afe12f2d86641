import { jwtVerify } from 'jose';
import jwksRsa from 'jwks-rsa';
import { readInput, runFlows } from '../scenario.ts';

const input = readInput();
const { apps, tenant } = input;
const keys = jwksRsa({ jwksUri: `${input.origin}/${tenant}/discovery/v2.0/keys` });

await runFlows('jwks-rsa', {
  'a resource server verifies the token of its own API': async () => {
    const minted = await fetch(`${input.origin}/emulator/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        tenant,
        client: apps.portal,
        user: 'ada@contoso.example',
        scope: `api://${apps.api}/.default`,
      }),
    });
    const { access_token: token } = (await minted.json()) as { access_token: string };
    const { kid } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
    const key = await keys.getSigningKey(kid);
    const { createPublicKey } = await import('node:crypto');
    await jwtVerify(token, createPublicKey(key.getPublicKey()), {
      issuer: `${input.origin}/${tenant}/v2.0`,
      audience: apps.api,
    });
    return token;
  },
});
