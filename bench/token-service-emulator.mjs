// The emulator as a process of its own for bench/token-service.ts: built code, state in the folder of DATA.
import { SAMPLE_SEED, startEmulator, systemClock, systemRandom } from '@why403/emulator';

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
});
console.log(`${running.httpOrigin}/0c0ffee0-1111-4222-8333-444455556666/oauth2/v2.0/token`);
