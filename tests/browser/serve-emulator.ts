// Starts an emulator with the sample tenant and the built pages on free ports, and prints its address. For tests and
// pictures: it runs in a process of its own, since the browser tests load no TypeScript of the packages.
import { explainUrl, graphParts, startEmulator, systemClock, systemRandom, SAMPLE_SEED } from '@why403/emulator';
import { SITE } from './serve-site.ts';

const running = await startEmulator({
  clock: systemClock,
  random: systemRandom,
  settings: { hostsMode: false, automatic: false, unverifiableGraphTokens: false },
  seed: SAMPLE_SEED,
  isSeedForced: false,
  pages: SITE,
  onFault: (fault) => console.error(fault instanceof Error ? fault.stack : fault),
  address: '127.0.0.1',
  httpsPort: 0,
  httpPort: 0,
  allowRemote: false,
  allowedHosts: [],
  ...graphParts({ clock: systemClock, alerts: 20, explainUrl }),
});
console.log(`${running.httpOrigin ?? running.httpsOrigin}/emulator/ui/`);
process.once('SIGTERM', () => void running.close().then(() => process.exit(0)));
