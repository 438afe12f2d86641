import { graphParts, SAMPLE_SECRET, startEmulator, systemRandom, type Seed } from '@why403/emulator';
import { NOW } from '../support/tokens.ts';

/** Contoso of the sample seed. */
export const TENANT = '0c0ffee0-1111-4222-8333-444455556666';

/** The scope of everything that is granted at Microsoft Graph. */
export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';

/** An emulator that listens on loopback, at the time of the command line's tests. */
export interface RunningTenant {
  readonly origin: string;
  readonly faults: readonly unknown[];
  /** Sends JSON to an endpoint of the emulator. */
  control(path: string, body: object): Promise<Readonly<Record<string, unknown>>>;
  /** Sends a form to the token endpoint. */
  redeem(
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Token of an application with the sample secret. */
  applicationToken(client: string): Promise<string>;
  /** Token of a user of Contoso, without a sign-in. */
  userToken(client: string, user: string, more?: object): Promise<string>;
  close(): Promise<void>;
}

/** Starts one, in memory. Users who are named are signed in without a page. */
export async function startTenant(seed: Seed): Promise<RunningTenant> {
  const clock = { now: () => NOW * 1000 };
  const faults: unknown[] = [];
  const emulator = await startEmulator({
    clock,
    random: systemRandom,
    settings: { hostsMode: false, automatic: true, unverifiableGraphTokens: false },
    seed,
    isSeedForced: false,
    onFault: (fault) => faults.push(fault),
    address: '127.0.0.1',
    httpsPort: 0,
    httpPort: 0,
    allowRemote: false,
    allowedHosts: [],
    ...graphParts({ clock, alerts: 5 }),
  });
  const origin = emulator.httpOrigin ?? '';
  const post = async (path: string, init: RequestInit): Promise<Readonly<Record<string, unknown>>> =>
    (await fetch(origin + path, { method: 'POST', ...init })).json() as Promise<Readonly<Record<string, unknown>>>;
  const control = (path: string, body: object): Promise<Readonly<Record<string, unknown>>> =>
    post(path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const redeem: RunningTenant['redeem'] = (form, headers = {}) =>
    post(`/${TENANT}/oauth2/v2.0/token`, { headers, body: new URLSearchParams(form) });
  return {
    origin,
    faults,
    control,
    redeem,
    applicationToken: async (client) =>
      tokenIn(
        await redeem({
          grant_type: 'client_credentials',
          client_id: client,
          client_secret: SAMPLE_SECRET,
          scope: GRAPH_SCOPE,
        }),
      ),
    userToken: async (client, user, more = {}) =>
      tokenIn(await control('/emulator/token', { tenant: TENANT, client, user: `${user}@contoso.example`, ...more })),
    close: () => emulator.close(),
  };
}

/** The access token in an answer. @throws Error when there is none. */
export function tokenIn(answer: Readonly<Record<string, unknown>>): string {
  const { access_token: token } = answer;
  if (typeof token !== 'string') throw new Error(`no token: ${JSON.stringify(answer)}`);
  return token;
}
