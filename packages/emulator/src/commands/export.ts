import { readDirectoryRoles, readGraphPermissions } from '../identity/graph-permissions.ts';
import { exportSeed } from '../seed/export-seed.ts';
import { openState } from '../state/open-state.ts';
import type { StateMigration } from '../state/migration.ts';
import { placeOf, type EmulatorCommandContext, type StatePlace } from './context.ts';

/** Options of `why403 emulate export`. */
export interface ExportOptions extends StatePlace {
  readonly format: 'json' | 'yaml';
}

/**
 * `why403 emulate export`: writes the tenants of a state as a seed to standard output. Passwords and secrets are in it as
 * hashes only. It may run beside a running emulator.
 *
 * @throws {@link EmulatorError} when the state cannot be opened.
 */
export async function exportState(
  options: ExportOptions,
  context: EmulatorCommandContext,
  migrations: readonly StateMigration[],
): Promise<number> {
  const state = await openState({ ...placeOf(context, options), clock: context.clock, migrations });
  try {
    const { details } = context;
    const seed = await exportSeed({
      db: state.db,
      permissions: readGraphPermissions(details),
      roles: readDirectoryRoles(details),
    });
    const { stringify } = await import('yaml');
    context.stdout.write(options.format === 'yaml' ? stringify(seed) : `${JSON.stringify(seed, null, 2)}\n`);
    return 0;
  } finally {
    await state.close();
  }
}
