// Requests per second of the emulator's Microsoft Graph on 100,000 alerts: a filtered page of 50, and a refused request.
// Beside it, in turns: json-server with the same alerts in memory and no authorization, and the bare framework, which
// answers the same bodies without looking at anything. The emulator verifies the token, decides, translates the filter to
// SQL and writes its log, with its state on disk; it runs bundled, as the command does.
//
// Run: node --import tsx bench/graph-service.ts [--alerts 100000] [--rounds 3] [--seconds 5] [--connections 8]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './alternate.ts';
import { addReader, asCaller } from './graph-callers.ts';
import {
  bundleEmulator,
  inBench,
  load,
  memoryOf,
  send,
  startService,
  type LoadRequest,
  type Service,
} from './services.ts';

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
  },
});
const FILTER = "severity eq 'high' and status eq 'new'";

interface Contender {
  readonly name: string;
  readonly request: LoadRequest;
  readonly rates: number[];
  readonly latencies: number[];
}

const folder = mkdtempSync(join(tmpdir(), 'why403-bench-'));
const services: Service[] = [];
try {
  const emulator = await start(await bundleEmulator(), { DATA: join(folder, 'state'), ALERTS: values.alerts });
  await addReader(emulator.origin);
  const alerts = `${emulator.origin}/v1.0/security/alerts_v2`;
  const page = await asCaller(
    emulator.origin,
    'reader',
    `${alerts}?$filter=${encodeURIComponent(FILTER)}&$top=50`,
    200,
  );
  const refused = await asCaller(emulator.origin, 'stranger', `${alerts}?$top=50`, 403);
  const files = { PAGE: join(folder, 'page.json'), REFUSED: join(folder, 'refused.json') };
  const bodies = { page: (await send(page)).text, refused: (await send(refused)).text };
  writeFileSync(files.PAGE, bodies.page);
  writeFileSync(files.REFUSED, bodies.refused);
  const bare = await start(inBench('bare-process.mjs'), files);
  const FILE = join(folder, 'alerts.jsonl');
  const copied = await copyAlerts(await asCaller(emulator.origin, 'reader', `${alerts}?$top=1000`, 200), FILE);
  const peer = await start(inBench('json-server-process.mjs'), { FILE });
  const peerPage = { url: `${peer.origin}/alerts_v2?severity=high&status=new&_limit=50`, status: 200 };
  requireSamePage(bodies.page, (await send(peerPage)).text);
  console.log(`${copied} alerts; a page has ${bodies.page.length} bytes, a refusal ${bodies.refused.length}`);

  const pages = [
    contender('bare framework', { url: `${bare.origin}/page`, status: 200 }),
    contender('why403 emulator', page),
    contender('json-server', peerPage),
  ];
  const refusals = [
    contender('bare framework', { url: `${bare.origin}/refused`, status: 403 }),
    contender('why403 emulator', refused),
  ];
  await measure([...pages, ...refusals]);
  report(`page of 50 of ${copied}, $filter=${FILTER}`, pages);
  report('refused request', refusals);
  console.log(
    `memory of the emulator ${memoryOf(emulator).toFixed(0)} MB, of json-server ${memoryOf(peer).toFixed(0)} MB`,
  );
} finally {
  for (const service of services) service.process.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function start(script: string, environment: Readonly<Record<string, string>>): Promise<Service> {
  const service = await startService(script, environment);
  services.push(service);
  return service;
}

function contender(name: string, request: LoadRequest): Contender {
  return { name, request, rates: [], latencies: [] };
}

/** Takes turns, so that a busy machine slows all alike. */
async function measure(contenders: readonly Contender[]): Promise<void> {
  for (const { request } of contenders) await load(request, Number(values.connections), 1);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const { request, rates, latencies } of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      const { perSecond, p99 } = await load(request, Number(values.connections), Number(values.seconds));
      rates.push(perSecond);
      latencies.push(p99);
    }
  }
}

function report(title: string, contenders: readonly Contender[]): void {
  console.log(`\n${title}`);
  const own = median(contenders.find(({ name }) => name.startsWith('why403'))?.rates ?? []);
  for (const { name, rates, latencies } of contenders) {
    const rate = median(rates);
    console.log(
      `${rate.toFixed(1).padStart(8)} requests/s  ${(rate / own).toFixed(3).padStart(7)} × why403  ` +
        `p99 ${median(latencies).toFixed(1).padStart(7)} ms  ${name}`,
    );
  }
}

/** Copies all alerts into a file, one a line. @returns How many. */
async function copyAlerts(first: LoadRequest, file: string): Promise<number> {
  let next: string | undefined = first.url;
  let count = 0;
  writeFileSync(file, '');
  while (next !== undefined) {
    const answer = JSON.parse((await send({ ...first, url: next })).text) as {
      readonly value: readonly object[];
      readonly '@odata.nextLink'?: string;
    };
    writeFileSync(file, answer.value.map((alert) => `${JSON.stringify(alert)}\n`).join(''), { flag: 'a' });
    count += answer.value.length;
    next = answer['@odata.nextLink'];
  }
  return count;
}

/** The peer must answer the same alerts, or the comparison is none. */
function requireSamePage(own: string, peer: string): void {
  const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join(' ');
  const mine = ids((JSON.parse(own) as { readonly value: readonly { readonly id: string }[] }).value);
  if (mine !== ids(JSON.parse(peer) as readonly { readonly id: string }[])) {
    throw new Error('json-server answers other alerts');
  }
}
