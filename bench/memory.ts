// Memory of the emulator under a constant load: filtered pages, changes, refusals, tokens and whole listings, a fixed
// number each second, for some minutes. Flat means: the median of the last fifth is at most a tenth over that of the
// fifth that begins after two fifths; the first two fifths may fill caches.
//
// Run: node --import tsx bench/memory.ts [--minutes 10] [--rate 40] [--alerts 10000]
// Exit code 1 when the memory is not flat, or the load was not kept up.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './alternate.ts';
import { addReader, asCaller, tokenOf } from './graph-callers.ts';
import { bundleEmulator, memoryOf, send, startService, type LoadRequest } from './services.ts';

const GROWTH_LIMIT = 1.1;
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '40' },
    alerts: { type: 'string', default: '10000' },
  },
});
const minutes = Number(values.minutes);
const folder = mkdtempSync(join(tmpdir(), 'why403-bench-'));
const service = await startService(await bundleEmulator(), { DATA: join(folder, 'state'), ALERTS: values.alerts });
try {
  await addReader(service.origin);
  const requests = await makeRequests(service.origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const begin = performance.now();
  const samples: number[] = [];
  const wanted = Math.floor(minutes * 60 * Number(values.rate));
  const open = new Set<Promise<unknown>>();
  let failure: Error | null = null;
  for (let sent = 0; sent < wanted && failure === null; sent += 1) {
    const due = begin + (sent * 1000) / Number(values.rate);
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const next = requests[sent % requests.length];
    if (next === undefined) break;
    const answer = send(next, agent).catch((error: unknown) => {
      failure = error instanceof Error ? error : new Error('a request failed');
    });
    open.add(answer);
    void answer.then(() => open.delete(answer));
    // A load that is not kept up with is not constant.
    if (open.size > 500) failure = new Error('more than 500 requests wait: choose a lower --rate');
    if (sent % Number(values.rate) === 0) samples.push(memoryOf(service));
  }
  await Promise.all(open);
  agent.destroy();
  if (failure !== null) throw failure;
  const fifth = Math.floor(samples.length / 5);
  const [before, after] = [median(samples.slice(2 * fifth, 3 * fifth)), median(samples.slice(4 * fifth))];
  const seconds = (performance.now() - begin) / 1000;
  console.log(
    `${wanted} requests in ${seconds.toFixed(0)} s; MB by minute: ${byMinute(samples)}\n` +
      `middle fifth ${before.toFixed(0)} MB, last fifth ${after.toFixed(0)} MB: ${(after / before).toFixed(3)} ×`,
  );
  if (after / before > GROWTH_LIMIT) process.exitCode = 1;
} finally {
  service.process.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** One of each kind; tokens that live as long as the load. */
async function makeRequests(origin: string): Promise<readonly LoadRequest[]> {
  const alerts = `${origin}/v1.0/security/alerts_v2`;
  const filter = encodeURIComponent("severity eq 'high' and status eq 'new'");
  const page = await asCaller(origin, 'reader', `${alerts}?$filter=${filter}&$top=10`, 200);
  const refused = await asCaller(origin, 'stranger', `${alerts}?$top=50`, 403);
  const [first] = (
    JSON.parse((await send({ ...page, url: `${alerts}?$top=1` })).text) as {
      readonly value: readonly { readonly id: string }[];
    }
  ).value;
  const change: LoadRequest = {
    url: `${alerts}/${first?.id ?? ''}`,
    method: 'PATCH',
    headers: { ...page.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'inProgress', assignedTo: 'ada@contoso.example' }),
    status: 200,
  };
  const counted = { ...page, url: `${alerts}/$count` };
  return [page, refused, change, tokenOf(origin, 'reader'), counted];
}

function byMinute(samples: readonly number[]): string {
  const lines: string[] = [];
  for (let start = 0; start < samples.length; start += 60)
    lines.push(median(samples.slice(start, start + 60)).toFixed(0));
  return lines.join(' ');
}
