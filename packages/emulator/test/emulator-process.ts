// An emulator in a process of its own, for tests that kill it or run two: prints the addresses it listens at.
// Environment: DATA or DATABASE_URL; ALERTS, how many the month of Microsoft Graph has, left out: no month.
import { startEmulator } from '../src/start-emulator.ts';
import { systemClock } from '../src/clock.ts';
import { graphParts } from '../src/graph/graph-side.ts';
import { START_OPTIONS } from './start-options.ts';

const { ALERTS, DATA, DATABASE_URL } = process.env;
const running = await startEmulator({
  ...(DATA === undefined ? {} : { data: DATA }),
  ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
  ...START_OPTIONS,
  settings: { ...START_OPTIONS.settings, automatic: true },
  clock: systemClock,
  ...graphParts({ clock: systemClock, alerts: Number(ALERTS ?? 0) }),
});
process.stdout.write(`${running.httpOrigin ?? ''}\n`);
