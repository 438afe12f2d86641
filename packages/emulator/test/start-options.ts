import { systemRandom } from '../src/random.ts';
import { SAMPLE_SEED } from '../src/seed/sample-seed.ts';
import type { StartOptions } from '../src/start-emulator.ts';

/** A started emulator of tests: the sample tenant on free ports of loopback. A test adds its clock. */
export const START_OPTIONS: Omit<StartOptions, 'clock'> = {
  random: systemRandom,
  settings: { hostsMode: false, automatic: false, unverifiableGraphTokens: false },
  seed: SAMPLE_SEED,
  isSeedForced: false,
  onFault: () => undefined,
  address: '127.0.0.1',
  httpsPort: 0,
  httpPort: 0,
  allowRemote: false,
  allowedHosts: [],
};
