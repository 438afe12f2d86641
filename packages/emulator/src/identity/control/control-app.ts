import { Hono, type Context } from 'hono';
import { EmulatorError } from '../../error.ts';
import { applySeed } from '../../seed/apply-seed.ts';
import { exportSeed } from '../../seed/export-seed.ts';
import { checkSeed } from '../../seed/parse-seed.ts';
import type { Seed } from '../../seed/seed.ts';
import { moveClock } from '../../state/open-state.ts';
import { openCall, type Call, type IdentityContext } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { toErrorBody } from '../errors/error-body.ts';
import type { ConnectionInfo, IdentityApp } from '../identity-app.ts';
import { readLimited } from '../request/form.ts';
import { mintToken } from './mint-token.ts';

const MAX_BODY = 16_777_216;

/** What the emulator-only endpoints need beside the token service. */
export interface ControlOptions {
  /** What `reset` starts again with. */
  readonly seed: Seed;
  /** Called after a reset or seed, for what other folders keep. */
  readonly onReset: () => Promise<void>;
  /** The machine's time in milliseconds. */
  readonly machineTime: () => number;
  /** PEM; null without HTTPS. */
  readonly caCertificate: string | null;
}

interface Env {
  Variables: { call: Call };
  Bindings: ConnectionInfo;
}

/**
 * Creates the endpoints under `/emulator/` that Microsoft does not have: overview, export, seed, reset, clock, keys and
 * tokens for tests. They ask for no credential, so web pages of other origins are refused: no CORS, `Origin` and
 * `Sec-Fetch-Site` are checked, and a body must be JSON, which no plain form can send.
 */
export function createControlApp(
  context: IdentityContext,
  options: ControlOptions,
  onFault: (fault: unknown) => void,
): IdentityApp {
  const app = new Hono<Env>({ strict: false }).basePath('/emulator');
  app.use(async (c, next) => {
    c.set('call', await openCall(context, c.req.raw, c.env.clientAddress));
    requireOwnPage(c);
    await next();
    c.res.headers.set('cache-control', 'no-store');
    c.res.headers.set('x-content-type-options', 'nosniff');
  });
  app.get('/', async (c) => c.json(await describe(c.get('call'))));
  app.get('/export', async (c) => c.json(await exportSeed({ ...context, db: context.state.db })));
  app.get('/ca.pem', (c) => {
    if (options.caCertificate === null) return c.notFound();
    return c.body(options.caCertificate, 200, { 'content-type': 'application/x-pem-file' });
  });
  app.post('/seed', async (c) => {
    await applySeed(context, await checkSeed(await readJson(c)));
    return c.json({ seeded: true });
  });
  app.post('/reset', async (c) => {
    const { seed } = await readJson(c);
    const wanted = seed === undefined ? options.seed : await checkSeed(seed);
    const offset = c.get('call').now - options.machineTime();
    await moveClock(context.state, 0);
    try {
      await applySeed(context, wanted, 'instead');
    } catch (error) {
      // A name in it does not exist: everything stays as it was.
      await moveClock(context.state, offset);
      throw error;
    }
    await options.onReset();
    return c.json({ reset: true });
  });
  app.get('/clock', (c) => c.json({ now: new Date(c.get('call').now).toISOString() }));
  app.post('/clock', async (c) => {
    const offset = readOffset(await readJson(c), c.get('call').now, options.machineTime());
    await moveClock(context.state, offset);
    return c.json({ now: new Date(await context.state.now()).toISOString() });
  });
  app.post('/keys', async (c) => c.json({ kid: await context.keys.rotate() }));
  app.post('/token', async (c) => c.json(await mintToken(c.get('call'), readMint(await readJson(c)))));
  app.notFound((c) => refuse(c, new AadError(9002313, ['there is no such endpoint'], { status: 404 })));
  app.onError((fault, c) => {
    if (fault instanceof AadError) return refuse(c, fault);
    if (fault instanceof EmulatorError)
      return c.json({ error: fault.code, message: fault.message, details: fault.details }, 400);
    onFault(fault);
    return c.json({ error: 'server_error' }, 500);
  });
  return async (request, connection) => app.fetch(request, connection);
}

function requireOwnPage(c: Context<Env>): void {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  const isForeign =
    (origin !== undefined && origin !== c.get('call').origin) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (isForeign)
    throw new AadError(90023, ['pages of other origins may not use the emulator endpoints'], { status: 403 });
  if (c.req.method === 'GET') return;
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    throw new AadError(9002313, ['the body must be application/json']);
  }
}

async function readJson(c: Context<Env>): Promise<Readonly<Record<string, unknown>>> {
  const text = await readLimited(c.req.raw, MAX_BODY);
  let document: unknown;
  try {
    document = JSON.parse(text === null || text === '' ? '{}' : text);
  } catch {
    document = null;
  }
  if (text === null || typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new AadError(9002313, ['the body must be a JSON object']);
  }
  return document as Readonly<Record<string, unknown>>;
}

function readOffset(body: Readonly<Record<string, unknown>>, now: number, machine: number): number {
  const { advance, at } = body;
  if (typeof advance === 'number' && Number.isFinite(advance)) return now - machine + advance * 1000;
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (Number.isFinite(time)) return time - machine;
  if (at === null) return 0;
  throw new AadError(90023, ['the body must have `advance` in seconds, or `at` as a time, or null for now']);
}

function readMint(body: Readonly<Record<string, unknown>>): Parameters<typeof mintToken>[1] {
  const text = (name: string): string | null => {
    const value = body[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string') throw new AadError(90023, [`${name} must be a text`]);
    return value;
  };
  const need = (name: string): string => {
    const value = text(name);
    if (value === null) throw new AadError(90014, [name]);
    return value;
  };
  const lifetime = body['lifetime'];
  if (lifetime !== undefined && !Number.isSafeInteger(lifetime)) {
    throw new AadError(90023, ['lifetime must be a whole number of seconds']);
  }
  return {
    tenant: need('tenant'),
    client: need('client'),
    user: text('user'),
    scope: text('scope') ?? 'https://graph.microsoft.com/.default',
    isImplicit: text('flow') === 'implicit',
    lifetime: typeof lifetime === 'number' ? lifetime : null,
  };
}

async function describe(call: Call): Promise<unknown> {
  const { db } = call.state;
  const tenants = await db.selectFrom('tenants').selectAll().orderBy('display_name').execute();
  const domains = await db.selectFrom('domains').selectAll().orderBy('is_default', 'desc').execute();
  const users = await db
    .selectFrom('users')
    .select(['tenant_id', 'upn', 'display_name', 'kind'])
    .orderBy('upn')
    .execute();
  const apps = await db
    .selectFrom('applications')
    .select(['tenant_id', 'app_id', 'display_name'])
    .orderBy('app_id')
    .execute();
  return {
    now: new Date(call.now).toISOString(),
    tenants: tenants.map((tenant) => ({
      id: tenant.id,
      name: tenant.display_name,
      domains: domains.filter((domain) => domain.tenant_id === tenant.id).map((domain) => domain.name),
      authority: `${call.origin}/${tenant.id}`,
      users: users
        .filter((user) => user.tenant_id === tenant.id)
        .map((user) => ({ userName: user.upn, displayName: user.display_name, kind: user.kind })),
      applications: apps
        .filter((app) => app.tenant_id === tenant.id)
        .map((app) => ({ appId: app.app_id, name: app.display_name })),
    })),
  };
}

function refuse(c: Context<Env>, error: AadError): Response {
  const call = c.get('call');
  return new Response(JSON.stringify(toErrorBody(error, call.ids, call.now, call.origin)), {
    status: error.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}
