// An emulator in a process of its own, for tests that kill it or run two: prints the addresses it listens at.
// Environment: DATA or DATABASE_URL.
import { startEmulator } from '../src/start-emulator.ts';
import { systemClock } from '../src/clock.ts';
import { systemRandom } from '../src/random.ts';
import { SAMPLE_SEED } from '../src/seed/sample-seed.ts';

const { DATA, DATABASE_URL } = process.env;
const running = await startEmulator({
  ...(DATA === undefined ? {} : { data: DATA }),
  ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
  clock: systemClock,
  random: systemRandom,
  settings: { hostsMode: false, automatic: true, unverifiableGraphTokens: false },
  seed: SAMPLE_SEED,
  isSeedForced: false,
  onFault: () => undefined,
  address: '127.0.0.1',
  httpsPort: 0,
  httpPort: 0,
  allowRemote: false,
  allowedHosts: [],
});
process.stdout.write(`${running.httpOrigin ?? ''}\n`);
