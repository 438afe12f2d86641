/** What one flow of one client came to. */
export interface FlowResult {
  readonly client: string;
  readonly flow: string;
  /** Claims of the access token that the client got, as far as the test compares them. */
  readonly token?: { readonly scp?: string; readonly roles?: readonly string[]; readonly wids?: readonly string[] };
  /** What went wrong; absent when nothing did. */
  readonly problem?: string;
}

/** What a scenario is told by the test that runs it. */
export interface ScenarioInput {
  readonly origin: string;
  readonly host: string;
  readonly tenant: string;
  readonly password: string;
  readonly secret: string;
  readonly apps: Readonly<Record<'integrator' | 'tool' | 'api' | 'portal' | 'dashboard' | 'certified', string>>;
  readonly certificate: { readonly pem: string; readonly key: string; readonly sha1: string; readonly sha256: string };
  /** Assertion of the federated issuer for the certified application. */
  readonly federated: string;
  readonly file: string;
}

export const GRAPH = 'https://graph.microsoft.com/.default';

/** Reads the input that the test gave in the environment. */
export function readInput(): ScenarioInput {
  return JSON.parse(process.env['SCENARIO'] ?? '{}') as ScenarioInput;
}

/** Runs flows one after the other and writes a line for each. */
export async function runFlows(
  client: string,
  flows: Readonly<Record<string, () => Promise<string | null | undefined>>>,
): Promise<void> {
  for (const [flow, run] of Object.entries(flows)) {
    let result: FlowResult;
    try {
      const token = await run();
      result =
        typeof token === 'string' ? { client, flow, token: claimsOf(token) } : { client, flow, problem: 'no token' };
    } catch (error) {
      result = {
        client,
        flow,
        problem: error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown',
      };
    }
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

/** Follows an authorization as a browser would whose user never has to type anything. @returns Address with the answer. */
export async function followAuthorization(url: string, userName: string): Promise<URL> {
  const request = new URL(url);
  request.searchParams.set('login_hint', userName);
  const response = await fetch(request, { redirect: 'manual' });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect: ${response.status} ${(await response.text()).slice(-400)}`);
  return new URL(location);
}

/** Posts the form of a `form_post` answer, as a browser does by itself. */
export async function followFormPost(url: string, userName: string): Promise<void> {
  const request = new URL(url);
  request.searchParams.set('login_hint', userName);
  const page = await (await fetch(request)).text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`no form: ${page.slice(-400)}`);
  const body = new URLSearchParams();
  for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    body.set(name, value.replaceAll('&amp;', '&').replaceAll('&quot;', '"'));
  }
  await fetch(action, { method: 'POST', body });
}

function claimsOf(token: string): NonNullable<FlowResult['token']> {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
    string,
    unknown
  >;
  const { scp, roles, wids } = claims as NonNullable<FlowResult['token']>;
  return {
    ...(scp === undefined ? {} : { scp }),
    ...(roles === undefined ? {} : { roles }),
    ...(wids === undefined ? {} : { wids }),
  };
}
