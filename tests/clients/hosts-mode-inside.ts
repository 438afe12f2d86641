// Runs inside a network namespace whose resolver points Microsoft's hosts at this machine (see hosts-mode.clients.ts).
import { startFixture } from './fixture.ts';
import { runScenario } from './run-scenario.ts';

const fixture = await startFixture({ automatic: false, hostsMode: true, httpsPort: 443 });
try {
  for (const result of await runScenario('hosts-mode', fixture)) process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await fixture.stop();
}
