import type { Engine } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';

import type { Clock } from '../clock.ts';
import type { GraphSide } from '../create-emulator.ts';
import type { IdentityContext } from '../identity/call.ts';
import { verifyAccessToken } from '../identity/tokens/verify-access-token.ts';
import { GRAPH_APP_ID, PERSONAL_TENANT_ID } from '../identity/well-known.ts';
import { openActivityLog, type ActivityLogOptions } from './activity/activity-log.ts';
import { createGraphApp, type GraphApp } from './app.ts';
import { createTokenVerifier, GRAPH_AUDIENCES } from './authorize/verify-token.ts';
import { clearMonth, storeMonth } from './data/store-month.ts';
import type { FaultRule } from './faults/fault.ts';
import { GRAPH_MIGRATIONS } from './migrations.ts';
import { DEFAULT_SETTINGS, type Enforcement, type GraphSettings } from './settings.ts';
import type { StateMigration } from '../state/migration.ts';

/** What a Graph side is made from, beside the emulator's own context. */
export interface GraphSideOptions {
  readonly clock: Clock;
  /** The shipped knowledge when left out. */
  readonly engine?: Engine;
  readonly settings?: Partial<GraphSettings>;
  /** Alerts of the generated month; 0 for no data. */
  readonly alerts: number;
  readonly activityLog?: ActivityLogOptions;
  readonly faults?: readonly FaultRule[];
  readonly explainUrl?: (requestId: string, origin: string) => string;
  readonly onDefect?: (error: unknown) => void;
}

/** The Graph side of an emulator, with its app for settings and logs. */
export interface OpenGraphSide extends GraphSide {
  readonly app: GraphApp;
}

const OWN_PATHS = /^\/(?:v1\.0|beta|emulator\/(?:graph-settings|graph-faults|activity-logs|requests))(?:\/|$)/i;

/**
 * Opens the Graph side on the state and keys of a token service. Tenants get a generated month, once.
 *
 * @param context What the token service works with; `GRAPH_MIGRATIONS` must have been applied to its state.
 */
export async function openGraphSide(context: IdentityContext, options: GraphSideOptions): Promise<OpenGraphSide> {
  const app = createGraphApp({
    state: context.state,
    engine: options.engine ?? loadEngine(),
    random: context.random,
    clock: options.clock,
    verifier: createTokenVerifier({
      open: (token, now) => verifyAccessToken(context, token, now),
      audiences: GRAPH_AUDIENCES,
    }),
    activityLog: openActivityLog(options.activityLog),
    authorizationUri: (origin) => `${origin}/common/oauth2/authorize`,
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...(options.explainUrl === undefined ? {} : { explainUrl: options.explainUrl }),
    ...(options.onDefect === undefined ? {} : { onDefect: options.onDefect }),
  });
  await fill(context, options.alerts);
  return {
    app,
    async handle(request, connection) {
      if (!OWN_PATHS.test(new URL(request.url).pathname)) return null;
      const { clientAddress, target } = connection;
      return app.fetch(request, { remoteAddress: clientAddress, ...(target === undefined ? {} : { target }) });
    },
    async reset() {
      await clearMonth(context.state);
      await fill(context, options.alerts);
    },
  };
}

async function fill(context: IdentityContext, alerts: number): Promise<void> {
  if (alerts === 0) return;
  const now = await context.state.now();
  const tenants = await context.state.db.selectFrom('tenants').select('id').orderBy('id').execute();
  for (const { id } of tenants.filter((tenant) => tenant.id !== PERSONAL_TENANT_ID)) {
    const clients = await context.state.db
      .selectFrom('service_principals')
      .select('app_id')
      .where('tenant_id', '=', id)
      .where('app_id', '!=', GRAPH_APP_ID)
      .orderBy('app_id')
      .execute();
    const indicatorOwners = clients.map((client) => client.app_id);
    await storeMonth(context.state, { tenantId: id, alerts, now, seed: `why403/${id}`, indicatorOwners });
  }
}

/** The Graph side as `why403 emulate` takes it: its migrations, and how it is opened. */
export function graphParts(options: GraphSideOptions): {
  readonly migrations: readonly StateMigration[];
  readonly createGraph: (context: IdentityContext) => Promise<OpenGraphSide>;
  readonly enforcement: Enforcement;
} {
  return {
    migrations: GRAPH_MIGRATIONS,
    createGraph: (context) => openGraphSide(context, options),
    enforcement: options.settings?.enforcement ?? DEFAULT_SETTINGS.enforcement,
  };
}
