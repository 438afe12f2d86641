// Token requests per second of the emulator beside oauth2-mock-server, in one run on the same requests: the emulator
// checks client, secret, grants and roles in its state on disk; the mock server checks nothing. Then the time from
// starting the process to its first token, and its memory after the load.
//
// The emulator runs bundled, as the command does. Times of a start are also given as multiples of `node -e 0`.
//
// Run: node --import tsx bench/token-service.ts [rounds] [seconds of a round]
// Exit code 1 when the first token takes longer than 1 s, or the memory is over 200 MB.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const CONNECTIONS = 16;
const FIRST_TOKEN_LIMIT_MS = 1000;
const MEMORY_LIMIT_MB = 200;
const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 3);
const form = new URLSearchParams({
  grant_type: 'client_credentials',
  client_id: 'a0000001-0000-4000-8000-000000000001',
  client_secret: 'laptop-only-secret',
  scope: 'https://graph.microsoft.com/.default',
}).toString();

interface Service {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
  readonly firstTokenMs: number;
  readonly rates: number[];
}

const folder = mkdtempSync(join(tmpdir(), 'why403-bench-'));
const services: Service[] = [];
try {
  services.push(await start('oauth2-mock-server', inBench('token-service-mock.mjs')));
  services.push(await start('why403 emulator', await bundle()));
  for (const service of services) await load(service, 1);
  for (let round = 0; round < rounds; round += 1) {
    for (const service of round % 2 === 0 ? services : [...services].reverse())
      service.rates.push(await load(service, seconds));
  }
  report();
} finally {
  for (const service of services) service.process.kill();
  rmSync(folder, { recursive: true, force: true });
}

function inBench(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** Bundles the emulator's process. @returns Its file. */
async function bundle(): Promise<string> {
  const outdir = inBench('../node_modules/.cache/token-service');
  await build({
    entryPoints: [inBench('token-service-emulator.mjs')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@why403/source'],
    external: ['libsql', 'pg'],
    logLevel: 'error',
  });
  cpSync(inBench('../packages/knowledge/data'), inBench('../node_modules/.cache/data'), { recursive: true });
  return join(outdir, 'token-service-emulator.mjs');
}

async function start(name: string, script: string): Promise<Service> {
  const begin = performance.now();
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, DATA: join(folder, 'state') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const url = line.trim();
  const status = await ask(url, new Agent());
  if (status !== 200) throw new Error(`${name} answered ${status}`);
  return { name, url, process: child, firstTokenMs: performance.now() - begin, rates: [] };
}

/** @returns Tokens per second. */
async function load(service: Service, duration: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const begin = performance.now();
  const end = begin + duration * 1000;
  let count = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const status = await ask(service.url, agent);
      if (status !== 200) throw new Error(`${service.name} answered ${status}`);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return (count * 1000) / (performance.now() - begin);
}

function ask(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        resolve(response.statusCode ?? 0);
      });
    });
    sent.on('error', reject);
    sent.end(form);
  });
}

function report(): void {
  const [mock, emulator] = services;
  if (mock === undefined || emulator === undefined) throw new Error('nothing was measured');
  const base = median(mock.rates);
  const nodeMs = median(Array.from({ length: 5 }, startNode));
  for (const service of services) {
    const rate = median(service.rates);
    console.log(
      `${rate.toFixed(0).padStart(6)} tokens/s  ${(rate / base).toFixed(2).padStart(5)} ×  ` +
        `first token ${service.firstTokenMs.toFixed(0).padStart(5)} ms (${(service.firstTokenMs / nodeMs).toFixed(1)} × node -e 0)  ${memoryOf(service).toFixed(0).padStart(4)} MB  ${service.name}`,
    );
  }
  if (emulator.firstTokenMs > FIRST_TOKEN_LIMIT_MS || memoryOf(emulator) > MEMORY_LIMIT_MB) process.exitCode = 1;
}

function startNode(): number {
  const begin = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - begin;
}

function memoryOf(service: Service): number {
  const status = readFileSync(`/proc/${service.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
