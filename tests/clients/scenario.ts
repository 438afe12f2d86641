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
  readonly apps: Readonly<
    Record<'integrator' | 'tool' | 'api' | 'portal' | 'dashboard' | 'certified' | 'worker' | 'repairer', string>
  >;
  /** Applications that nobody consented to, one for each client of Microsoft Graph. */
  readonly unconsented: Readonly<Record<string, string>>;
  readonly certificate: { readonly pem: string; readonly key: string; readonly sha1: string; readonly sha256: string };
  /** Assertion of the federated issuer for the certified application. */
  readonly federated: string;
  readonly file: string;
}

export const GRAPH = 'https://graph.microsoft.com/.default';

/** The clients of Microsoft Graph, by the names of their scenarios. */
export const GRAPH_CLIENTS: readonly string[] = ['graph-client', 'msgraph-sdk', 'fetch', 'curl'];

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
    await writeResult(client, flow, async () => {
      const token = await run();
      if (typeof token !== 'string') throw new Error('no token');
      return { token: claimsOf(token) };
    });
  }
}

/** What a client of Microsoft Graph does in its own way. */
export interface GraphSteps {
  /** Alerts of one page. */
  list(): Promise<readonly AlertLike[]>;
  /** Ids of all alerts, over all pages. */
  pages(): Promise<readonly string[]>;
  /** Alerts of high severity. */
  filter(): Promise<readonly AlertLike[]>;
  /** Resolves an alert. @returns It, as it is afterwards. */
  resolve(id: string): Promise<AlertLike>;
  /** Lists as the application without consent, with a new token. @returns The refusal's message; null: it passed. */
  refusal(): Promise<string | null>;
  /** Assigns an app role of Microsoft Graph to the application without consent, as an administrator does. */
  repair(appRoleId: string): Promise<void>;
}

/** Of an alert, what the scenarios look at. */
export interface AlertLike {
  readonly id?: string | null;
  readonly severity?: string | null;
  readonly status?: string | null;
}

/** Alerts of the fixture that the scenarios of Microsoft Graph run against. */
export const ALERTS = 2500;

const SECURITY_ALERT_READ_ALL = '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5';

/** Runs the steps that every client of Microsoft Graph must manage, and writes a line for each. */
export async function runGraphSteps(client: string, steps: GraphSteps): Promise<void> {
  const write = (flow: string, run: () => Promise<void>): Promise<void> => writeResult(client, flow, run);
  let first = '';
  await write('list', async () => {
    const alerts = await steps.list();
    first = alerts[0]?.id ?? '';
    require(alerts.length === 5 && first !== '', `${alerts.length} alerts`);
  });
  await write('page through 2,500 alerts', async () => {
    const ids = await steps.pages();
    require(ids.length === ALERTS && new Set(ids).size === ALERTS, `${ids.length} alerts, ${new Set(ids).size} ids`);
  });
  await write('filter', async () => {
    const alerts = await steps.filter();
    require(alerts.length > 0 && alerts.every(({ severity }) => severity === 'high'), JSON.stringify(alerts));
  });
  await write('PATCH', async () => {
    const changed = await steps.resolve(first);
    require(changed.id === first && changed.status === 'resolved', JSON.stringify(changed));
  });
  await write('be refused', async () => {
    const message = (await steps.refusal()) ?? 'it passed';
    require(message.includes('Missing application roles. API required roles: SecurityAlert.Read.All'), message);
  });
  await write('repaired, it passes', async () => {
    await steps.repair(SECURITY_ALERT_READ_ALL);
    const message = await steps.refusal();
    require(message === null, message ?? '');
  });
}

/** Runs one flow and writes a line about it. */
async function writeResult(client: string, flow: string, run: () => Promise<object | void>): Promise<void> {
  let result: FlowResult;
  try {
    result = { client, flow, ...(await run()) };
  } catch (error) {
    const problem = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown';
    result = { client, flow, problem };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

function require(holds: boolean, found: string): void {
  if (!holds) throw new Error(`not as expected: ${found}`);
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
