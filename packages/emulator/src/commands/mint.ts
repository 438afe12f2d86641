import { createEmulator } from '../create-emulator.ts';
import { EmulatorError } from '../error.ts';
import { openCall } from '../identity/call.ts';
import { mintToken, type MintRequest } from '../identity/control/mint-token.ts';
import { AadError } from '../identity/errors/aad-error.ts';
import { systemRandom } from '../random.ts';
import { SAMPLE_SEED } from '../seed/sample-seed.ts';
import type { StateMigration } from '../state/migration.ts';
import { placeOf, type EmulatorCommandContext, type StatePlace } from './context.ts';

/** Options of `why403 token mint`. */
export interface MintOptions extends StatePlace, MintRequest {
  /** Address of the emulator whose token it shall be, such as `https://localhost:8443`: it stands in `iss`. */
  readonly origin: string;
}

/**
 * `why403 token mint`: writes an access token for tests to standard output, and nothing else. It carries what the state
 * grants; an empty state is the sample tenant. It works beside a running emulator on the same state, and without one.
 *
 * @throws {@link EmulatorError} `ERR_OPTION_INVALID` for a name that does not exist, `ERR_STATE_…`.
 */
export async function mint(
  options: MintOptions,
  context: EmulatorCommandContext,
  migrations: readonly StateMigration[],
): Promise<number> {
  if (!URL.canParse(options.origin)) {
    throw new EmulatorError('ERR_OPTION_INVALID', 'the origin is not an address', { option: 'origin' });
  }
  const emulator = await createEmulator({
    ...placeOf(context, options),
    clock: context.clock,
    random: systemRandom,
    details: context.details,
    settings: { hostsMode: false, automatic: false, unverifiableGraphTokens: false },
    seed: SAMPLE_SEED,
    isSeedForced: false,
    migrations,
    onFault: () => undefined,
  });
  try {
    const call = await openCall(emulator.context, new Request(new URL('/emulator/token', options.origin)), '127.0.0.1');
    const { access_token } = await mintToken(call, options);
    context.stdout.write(`${access_token}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof AadError)) throw error;
    throw new EmulatorError(
      'ERR_OPTION_INVALID',
      `no token: AADSTS${error.number}: ${error.message}`,
      { option: 'client' },
      'why403 emulate export lists tenants, applications and users',
      error,
    );
  } finally {
    await emulator.close();
  }
}
