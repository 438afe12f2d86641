import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GraphSide } from '../create-emulator.ts';
import { EmulatorError } from '../error.ts';
import type { IdentityContext } from '../identity/call.ts';
import { systemRandom } from '../random.ts';
import { parseSeed } from '../seed/parse-seed.ts';
import { SAMPLE_SEED } from '../seed/sample-seed.ts';
import { startEmulator } from '../start-emulator.ts';
import type { StateMigration } from '../state/migration.ts';
import { placeOf, type EmulatorCommandContext, type StatePlace } from './context.ts';
import { describeEmulator } from './overview.ts';

/** Ports when nobody names others. */
export const DEFAULT_HTTPS_PORT = 8443;
export const DEFAULT_HTTP_PORT = 8480;

/** Options of `why403 emulate`. */
export interface EmulateOptions extends StatePlace {
  /** File with a seed, JSON or YAML; null: the sample tenant, where the state is empty. */
  readonly seed: string | null;
  readonly address: string;
  readonly httpsPort: number;
  /** Null: no plain HTTP. */
  readonly httpPort: number | null;
  readonly allowRemote: boolean;
  readonly allowedHosts: readonly string[];
  readonly hostsMode: boolean;
  /** Signs the user of a `login_hint` in without asking. For tests. */
  readonly automatic: boolean;
  readonly unverifiableGraphTokens: boolean;
  /** Folder with the built pages of the workbench, served under `/emulator/ui/`; left out: there are none. */
  readonly pages?: string;
}

/** What the Graph side adds. */
export interface GraphParts {
  readonly migrations: readonly StateMigration[];
  readonly createGraph: (context: IdentityContext) => Promise<GraphSide>;
  /** What becomes of refused requests at the start, in a word. */
  readonly enforcement: string;
}

/**
 * `why403 emulate`: starts a tenant emulator, tells where it is, and serves until the signal.
 *
 * The overview goes to standard output; warnings and faults go to standard error, never with a token or secret.
 *
 * @throws {@link EmulatorError} when it cannot start.
 */
export async function emulate(
  options: EmulateOptions,
  context: EmulatorCommandContext,
  graph: GraphParts | null,
): Promise<number> {
  const place = placeOf(context, options);
  const seed = options.seed === null ? SAMPLE_SEED : await parseSeed(readSeedFile(resolve(context.cwd, options.seed)));
  const settings = {
    hostsMode: options.hostsMode,
    automatic: options.automatic,
    unverifiableGraphTokens: options.unverifiableGraphTokens,
  };
  const running = await startEmulator({
    ...place,
    clock: context.clock,
    random: systemRandom,
    details: context.details,
    settings,
    seed,
    isSeedForced: options.seed !== null,
    address: options.address,
    httpsPort: options.httpsPort,
    httpPort: options.httpPort,
    allowRemote: options.allowRemote,
    allowedHosts: options.allowedHosts,
    ...(options.pages === undefined ? {} : { pages: options.pages }),
    ...(graph === null ? {} : { migrations: graph.migrations, createGraph: graph.createGraph }),
    onFault: (fault) => context.stderr.write(`emulator fault: ${describeFault(fault)}\n`),
  });
  for (const warning of warningsOf(options)) context.stderr.write(`warning: ${warning}\n`);
  const where = place.databaseUrl !== undefined ? 'on a PostgreSQL server' : (place.data ?? 'in memory');
  context.stdout.write(
    describeEmulator({
      running,
      settings,
      seed,
      isSample: options.seed === null,
      where,
      hasPages: options.pages !== undefined,
      enforcement: graph?.enforcement ?? null,
    }),
  );
  await untilAborted(context.signal);
  await running.close();
  return 0;
}

function warningsOf(options: EmulateOptions): readonly string[] {
  return [
    ...(options.automatic ? ['--automatic signs users in without a password; it MUST NOT be used outside tests'] : []),
    ...(options.allowRemote ? ['--allow-remote lets other machines in; everybody there can have any token'] : []),
    ...(options.hostsMode
      ? ['hosts mode answers as Microsoft; programs on this machine SHOULD NOT use real credentials meanwhile']
      : []),
  ];
}

function readSeedFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new EmulatorError(
      'ERR_OPTION_INVALID',
      `the seed \`${file}\` cannot be read`,
      { option: 'seed' },
      'example: why403 emulate --seed tenant.yaml',
      cause,
    );
  }
}

// The stack without the message: a database driver puts values of the statement into its messages.
function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return 'unknown';
  const frames = (fault.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [fault.name, ...frames.slice(0, 8)].join('\n');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => {
    signal.addEventListener('abort', () => done(), { once: true });
  });
}
