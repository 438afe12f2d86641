// Token requests per second of the emulator beside oauth2-mock-server, in one run on the same requests: the emulator
// checks client, secret, grants and roles in its state on disk; the mock server checks nothing. Then the time from
// starting the process to its first token, and its memory after the load.
//
// The emulator runs bundled and with its Graph side, as the command does. Times of a start are medians of several, each with
// an empty folder, also given as multiples of `node -e 0`.
//
// Run: node --import tsx bench/token-service.ts [rounds] [seconds of a round]
// Exit code 1 when the first token takes longer than 1 s, or the memory is over 200 MB.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './alternate.ts';
import {
  bundleEmulator,
  inBench,
  load,
  memoryOf,
  nodeStart,
  send,
  startService,
  tokenRequest,
  type LoadRequest,
  type Service,
} from './services.ts';

const CONNECTIONS = 16;
const FIRST_TOKEN_LIMIT_MS = 1000;
const MEMORY_LIMIT_MB = 200;
const STARTS = 5;
const CLIENT = 'a0000001-0000-4000-8000-000000000001';
const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 3);

interface Measured {
  readonly name: string;
  readonly service: Service;
  readonly request: LoadRequest;
  readonly firstTokenMs: number;
  readonly rates: number[];
}

const folder = mkdtempSync(join(tmpdir(), 'why403-bench-'));
const measured: Measured[] = [];
try {
  measured.push(await start('oauth2-mock-server', inBench('mock-token-process.mjs'), '/token'));
  const path = '/0c0ffee0-1111-4222-8333-444455556666/oauth2/v2.0/token';
  measured.push(await start('why403 emulator', await bundleEmulator(), path));
  for (const { request } of measured) await load(request, CONNECTIONS, 1);
  for (let round = 0; round < rounds; round += 1) {
    for (const { request, rates } of round % 2 === 0 ? measured : [...measured].reverse())
      rates.push((await load(request, CONNECTIONS, seconds)).perSecond);
  }
  report();
} finally {
  for (const { service } of measured) service.process.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function start(name: string, script: string, path: string): Promise<Measured> {
  const times: number[] = [];
  for (;;) {
    const service = await startService(script, { DATA: mkdtempSync(join(folder, 'state-')) });
    const request = tokenRequest(service.origin + path, CLIENT);
    await send(request);
    times.push(performance.now() - service.startedAt);
    if (times.length === STARTS) return { name, service, request, firstTokenMs: median(times), rates: [] };
    service.process.kill();
  }
}

function report(): void {
  const [mock, emulator] = measured;
  if (mock === undefined || emulator === undefined) throw new Error('nothing was measured');
  const base = median(mock.rates);
  const nodeMs = nodeStart();
  for (const { name, service, firstTokenMs, rates } of measured) {
    const rate = median(rates);
    console.log(
      `${rate.toFixed(0).padStart(6)} tokens/s  ${(rate / base).toFixed(2).padStart(5)} ×  ` +
        `first token ${firstTokenMs.toFixed(0).padStart(5)} ms (${(firstTokenMs / nodeMs).toFixed(1)} × node -e 0)  ` +
        `${memoryOf(service).toFixed(0).padStart(4)} MB  ${name}`,
    );
  }
  const memory = memoryOf(emulator.service);
  if (emulator.firstTokenMs > FIRST_TOKEN_LIMIT_MS || memory > MEMORY_LIMIT_MB) process.exitCode = 1;
}
