import type { KnowledgeDetails } from '@why403/engine';
import { loadKnowledge } from '@why403/knowledge';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import type { IdentityContext, IdentitySettings } from './identity/call.ts';
import { createControlApp } from './identity/control/control-app.ts';
import { openWorkbenchPages } from './http/workbench-pages.ts';
import { readDirectoryRoles, readGraphPermissions } from './identity/graph-permissions.ts';
import { createIdentityApp, type ConnectionInfo } from './identity/identity-app.ts';
import { openSigningKeys } from './identity/keys/signing-keys.ts';
import { applySeed } from './seed/apply-seed.ts';
import type { Seed } from './seed/seed.ts';
import type { StateMigration } from './state/migration.ts';
import { openState } from './state/open-state.ts';
import { removeExpired } from './state/reset.ts';

/** The Graph side of the emulator. */
export interface GraphSide {
  /** Its answer; null for paths that are not its own. */
  handle(request: Request, connection: ConnectionInfo): Promise<Response | null>;
  /** Puts its data back to the start. */
  reset(): Promise<void>;
}

/** What an emulator is made from. */
export interface EmulatorOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly clock: Clock;
  readonly random: Random;
  /** The permissions and roles that there are: those of the Graph side's engine. Left out: the shipped ones. */
  readonly details?: KnowledgeDetails;
  readonly settings: IdentitySettings;
  /** What an empty state starts with, and what a reset goes back to. */
  readonly seed: Seed;
  /** Applied although the state is not empty. */
  readonly isSeedForced: boolean;
  readonly migrations?: readonly StateMigration[];
  readonly createGraph?: (context: IdentityContext) => Promise<GraphSide>;
  /** Reads the keys of issuers of federated credentials; left out: over the network. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Certificate of the own authority as PEM, which `/emulator/ca.pem` gives out; left out: there is none. */
  readonly caCertificate?: string;
  /** Folder with the built pages of the workbench, served under `/emulator/ui/`; left out: there are none. */
  readonly pages?: string;
  /** Told of faults of the emulator itself, with no secret in them. */
  readonly onFault: (fault: unknown) => void;
}

/** A tenant emulator that listens nowhere yet. */
export interface Emulator {
  readonly context: IdentityContext;
  readonly fetch: (request: Request, connection: ConnectionInfo) => Promise<Response>;
  close(): Promise<void>;
}

/** Creates an emulator: opens its state, seeds it when empty, and joins token service, Graph side and own endpoints. */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const details = options.details ?? loadKnowledge().details;
  const state = await openState(options);
  try {
    const context: IdentityContext = {
      state,
      random: options.random,
      permissions: readGraphPermissions(details),
      roles: readDirectoryRoles(details),
      keys: openSigningKeys(state, options.random),
      settings: options.settings,
      fetch: options.fetch ?? ((request) => fetch(request)),
    };
    // Making the first key takes as long as seeding: both at once, and nobody waits for it at the first request.
    const key = context.keys.active();
    // Whoever fails first is told of; the other must not end the process meanwhile.
    key.catch(() => undefined);
    const hasTenant = await state.db.selectFrom('tenants').select('id').executeTakeFirst();
    if (options.isSeedForced || hasTenant === undefined) await applySeed(context, options.seed);
    await removeExpired(state.db, await state.now());
    await key;
    const graph = (await options.createGraph?.(context)) ?? null;
    const identity = createIdentityApp(context, options.onFault);
    const control = createControlApp(
      context,
      {
        seed: options.seed,
        onReset: () => graph?.reset() ?? Promise.resolve(),
        machineTime: () => options.clock.now(),
        caCertificate: options.caCertificate ?? null,
      },
      options.onFault,
    );
    const pages = options.pages === undefined ? null : openWorkbenchPages(options.pages);
    return {
      context,
      async fetch(request, connection) {
        const path = new URL(request.url).pathname.toLowerCase();
        if (pages !== null && (path === '/emulator/ui' || path.startsWith('/emulator/ui/'))) return pages(request);
        // The Graph side has endpoints below `/emulator/` too.
        const answer = (await graph?.handle(request, connection)) ?? null;
        if (answer !== null) return answer;
        if (path === '/emulator' || path.startsWith('/emulator/')) return control(request, connection);
        return identity(request, connection);
      },
      close: () => state.close(),
    };
  } catch (error) {
    await state.close();
    throw error;
  }
}
