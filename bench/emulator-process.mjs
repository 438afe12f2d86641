// The emulator as a process of its own for the benchmarks: built code, state in the folder of DATA, a month with ALERTS
// alerts. Prints its address over plain HTTP.
import { SAMPLE_SEED, graphParts, startEmulator, systemClock, systemRandom } from '@why403/emulator';

const running = await startEmulator({
  data: process.env['DATA'] ?? '.why403',
  clock: systemClock,
  random: systemRandom,
  settings: { hostsMode: false, automatic: false, unverifiableGraphTokens: false },
  seed: SAMPLE_SEED,
  isSeedForced: false,
  onFault: () => {
    process.exitCode = 1;
  },
  address: '127.0.0.1',
  httpsPort: 0,
  httpPort: 0,
  allowRemote: false,
  allowedHosts: [],
  ...graphParts({ clock: systemClock, alerts: Number(process.env['ALERTS'] ?? 250) }),
});
console.log(running.httpOrigin);
