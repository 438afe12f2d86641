import { Hono, type Context } from 'hono';
import { authorizeDevice } from './device/device-authorization.ts';
import { openCall, resolveTenantPath, type Call, type IdentityContext } from './call.ts';
import { AadError } from './errors/aad-error.ts';
import { toErrorBody } from './errors/error-body.ts';
import { explainNumber } from './errors/error-lookup.ts';
import { handleToken } from './grants/token-endpoint.ts';
import { logOut } from './logout/logout.ts';
import { describeInstances } from './metadata/instance-discovery.ts';
import { describeProvider } from './metadata/openid-configuration.ts';
import { describeUser } from './metadata/user-info.ts';
import { describeRealm } from './metadata/user-realm.ts';
import type { PageFlow } from './pages/interaction.ts';
import { beginFlow, handleLogin } from './pages/login-endpoint.ts';
import { renderError, renderMessage } from './pages/message-page.ts';
import { readForm, readParameters } from './request/form.ts';

/** What the adapter tells of a connection. */
export interface ConnectionInfo {
  readonly clientAddress: string;
  /** Path and query as sent, before anybody resolves dot segments in them; left out: as in the request. */
  readonly target?: string;
}

/** The token service as a function. */
export type IdentityApp = (request: Request, connection: ConnectionInfo) => Promise<Response>;

/** Environment of the routes. */
interface Env {
  Variables: { call: Call };
  Bindings: ConnectionInfo;
}

/**
 * Creates the token service: a function from requests to answers that listens nowhere by itself.
 *
 * Every error is an answer in the form of Microsoft Entra ID. What is not expected is told to `onFault` and answered 500
 * without its text.
 */
export function createIdentityApp(context: IdentityContext, onFault: (fault: unknown) => void): IdentityApp {
  const app = new Hono<Env>({ getPath: routingPath });
  app.use(async (c, next) => {
    c.set('call', await openCall(context, c.req.raw, c.env.clientAddress));
    await next();
    secure(c.res.headers, c.get('call'));
  });
  addMetadata(app);
  addTokenEndpoints(app);
  addPages(app);
  app.notFound((c) => answerError(c, new AadError(9002313, ['there is no such endpoint'], { status: 404 })));
  app.onError((fault, c) => {
    if (fault instanceof AadError) return answerError(c, fault);
    onFault(fault);
    const body = { error: 'server_error', error_description: 'The emulator failed; its log says where.' };
    return c.json(body, 500);
  });
  return async (request, connection) => app.fetch(request, connection);
}

function addMetadata(app: Hono<Env>): void {
  app.get(
    '/:tenant/v2.0/.well-known/openid-configuration',
    openDocument((call, tenant) => describeProvider(call, tenant, 2)),
  );
  app.get(
    '/:tenant/.well-known/openid-configuration',
    openDocument((call, tenant) => describeProvider(call, tenant, 1)),
  );
  app.get('/:tenant/discovery/v2.0/keys', openDocument(publishKeys));
  app.get('/:tenant/discovery/keys', openDocument(publishKeys));
  app.get(
    '/common/discovery/instance',
    openDocument((call) => Promise.resolve(describeInstances(call))),
  );
  app.get('/common/userrealm/:user', (c) =>
    describeRealm(c.get('call'), c.req.param('user')).then((body) => c.json(body)),
  );
  app.get('/common/userrealm', (c) =>
    describeRealm(c.get('call'), c.req.query('user') ?? '').then((body) => c.json(body)),
  );
  app.on(['GET', 'POST'], '/oidc/userinfo', async (c) => {
    const user = await describeUser(c.get('call'));
    if (user !== null) return c.json(user);
    c.header('www-authenticate', 'Bearer error="invalid_token"');
    return answerError(c, new AadError(50027, ['it is not accepted here'], { error: 'invalid_token', status: 401 }));
  });
  app.get('/error', (c) => explainNumber(c.get('call')));
}

function addTokenEndpoints(app: Hono<Env>): void {
  for (const [version, path] of [
    [2, 'oauth2/v2.0'],
    [1, 'oauth2'],
  ] as const) {
    app.options(`/:tenant/${path}/token`, allowOrigin);
    app.post(
      `/:tenant/${path}/token`,
      openDocument((call, tenant) => handleToken(call, tenant, version)),
    );
    app.post(
      `/:tenant/${path}/devicecode`,
      openDocument((call, tenant) => authorizeDevice(call, tenant, version)),
    );
  }
}

function addPages(app: Hono<Env>): void {
  for (const [version, path] of [
    [2, 'oauth2/v2.0'],
    [1, 'oauth2'],
  ] as const) {
    app.on(['GET', 'POST'], `/:tenant/${path}/authorize`, (c) => begin(c, 'authorize', version));
    app.on(['GET', 'POST'], `/:tenant/${path}/logout`, async (c) => {
      const call = c.get('call');
      const form = c.req.method === 'POST' ? (await readForm(call)).toString() : call.url.search;
      return logOut(call, new URLSearchParams(form));
    });
  }
  app.get('/:tenant/v2.0/adminconsent', (c) => begin(c, 'admin-consent', 2));
  app.get('/:tenant/adminconsent', (c) => begin(c, 'admin-consent', 1));
  app.get('/devicelogin', (c) => begin(c, 'device', 2));
  app.get('/common/oauth2/deviceauth', (c) => begin(c, 'device', 2));
  app.get('/:tenant/oauth2/nativeclient', (c) =>
    renderMessage(c.get('call'), 'Signed in', 'The application takes the answer from the address of this page.'),
  );
  app.post('/:tenant/login', (c) => handleLogin(c.get('call'), c.req.param('tenant')));
}

async function begin(c: Context<Env>, kind: PageFlow['kind'], version: 1 | 2): Promise<Response> {
  const call = c.get('call');
  const parameters = c.req.method === 'POST' ? await readForm(call) : readParameters(call.url.searchParams);
  const segment = c.req.param('tenant') ?? 'common';
  return beginFlow(call, { kind, segment, version, query: parameters.toString() }, parameters);
}

async function publishKeys(call: Call, tenant: string): Promise<unknown> {
  await resolveTenantPath(call, tenant);
  return { keys: await call.keys.published() };
}

/** A JSON answer that pages of any origin may read: it never depends on a cookie. */
function openDocument(make: (call: Call, tenant: string) => Promise<unknown>): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    c.header('access-control-allow-origin', '*');
    return c.json(await make(c.get('call'), c.req.param('tenant') ?? 'common'));
  };
}

function allowOrigin(c: Context<Env>): Response {
  return c.body(null, 204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': c.req.header('access-control-request-headers') ?? 'content-type',
    'access-control-max-age': '600',
  });
}

async function answerError(c: Context<Env>, error: AadError): Promise<Response> {
  const call = c.get('call');
  const wantsPage = (c.req.header('accept') ?? '').includes('text/html');
  if (wantsPage && !/\/(token|devicecode)$/.test(c.req.path)) return renderError(call, error);
  const body = toErrorBody(error, call.ids, call.now, call.origin);
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' },
  });
}

function secure(headers: Headers, call: Call): void {
  headers.set('cache-control', 'no-store');
  headers.set('pragma', 'no-cache');
  headers.set('x-content-type-options', 'nosniff');
  headers.set('x-ms-request-id', call.ids.traceId);
  headers.set('client-request-id', call.ids.correlationId);
}

// Microsoft's clients write the path in small letters, whatever the authority was; others do not.
function routingPath(request: Request): string {
  const path = new URL(request.url).pathname.toLowerCase();
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
