// An emulator in a process of its own, for tests that kill it or run two: prints the addresses it listens at.
// Environment: DATA or DATABASE_URL.
import { startEmulator } from '../src/start-emulator.ts';
import { systemClock } from '../src/clock.ts';
import { START_OPTIONS } from './start-options.ts';

const { DATA, DATABASE_URL } = process.env;
const running = await startEmulator({
  ...(DATA === undefined ? {} : { data: DATA }),
  ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
  ...START_OPTIONS,
  settings: { ...START_OPTIONS.settings, automatic: true },
  clock: systemClock,
});
process.stdout.write(`${running.httpOrigin ?? ''}\n`);
