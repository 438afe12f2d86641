// Who calls the emulator's Microsoft Graph in the benchmarks.
import { send, tokenRequest, type LoadRequest } from './services.ts';

const TENANT = '0c0ffee0-1111-4222-8333-444455556666';

/** Client ids: one that may read and change alerts, and one that may not. */
const CLIENTS = {
  reader: 'a0000008-0000-4000-8000-000000000008',
  stranger: 'a0000001-0000-4000-8000-000000000001',
} as const;

/** Adds the application that may read and change alerts to the sample tenant. */
export async function addReader(origin: string): Promise<void> {
  const tenant = {
    id: TENANT,
    name: 'Contoso',
    domains: ['contoso.example'],
    applications: [
      {
        appId: CLIENTS.reader,
        name: 'Alert worker',
        requires: [{ application: ['SecurityAlert.ReadWrite.All'] }],
        secrets: ['laptop-only-secret'],
      },
    ],
    consents: [{ app: CLIENTS.reader, admin: true }],
  };
  await send({
    url: `${origin}/emulator/seed`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenants: [tenant] }),
    status: 200,
  });
}

/** The request for an application token of a caller. */
export function tokenOf(origin: string, who: keyof typeof CLIENTS): LoadRequest {
  return tokenRequest(`${origin}/${TENANT}/oauth2/v2.0/token`, CLIENTS[who]);
}

/** A GET with a token of somebody. */
export async function asCaller(
  origin: string,
  who: keyof typeof CLIENTS,
  url: string,
  status: number,
): Promise<LoadRequest> {
  const { access_token } = JSON.parse((await send(tokenOf(origin, who))).text) as { readonly access_token: string };
  return { url, headers: { authorization: `Bearer ${access_token}` }, status };
}
