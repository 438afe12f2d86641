// What the benchmarks of the emulator share: services in processes of their own, and a load on them.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { median } from './alternate.ts';

/** A service in a process of its own. */
export interface Service {
  readonly origin: string;
  /** When its process was started, by `performance.now()`. */
  readonly startedAt: number;
  readonly process: ChildProcess;
}

/** One request of a load. */
export interface LoadRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only status that it may be answered with. */
  readonly status: number;
}

/** What a load came to. */
export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds that 99 of 100 answers took at most. */
  readonly p99: number;
}

/** An answer, read to its end. */
export interface LoadAnswer {
  readonly status: number;
  readonly text: string;
}

/** Path of a file of this folder. */
export function inBench(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** Bundles the emulator's process as the command is bundled. @returns Its file. */
export async function bundleEmulator(): Promise<string> {
  const outdir = inBench('../node_modules/.cache/bench-emulator');
  await build({
    entryPoints: [inBench('emulator-process.mjs')],
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
  return join(outdir, 'emulator-process.mjs');
}

/** Starts a script of Node that prints its address when it listens. @throws Error when it ends before. */
export async function startService(
  script: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => String(text)),
    once(child, 'exit').then(() => null),
  ]);
  if (line === null) throw new Error(`${script} ended`);
  return { origin: line.trim(), startedAt, process: child };
}

/**
 * Sends requests over some connections, one after the other on each.
 *
 * @throws Error when an answer has another status than the request allows.
 */
export async function load(what: LoadRequest, connections: number, seconds: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const times: number[] = [];
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const sent = performance.now();
      await send(what, agent);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  const perSecond = (times.length * 1000) / (performance.now() - begin);
  return { perSecond, p99: times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN };
}

/** Sends one request. @throws Error when its answer has another status. */
export function send(what: LoadRequest, agent: Agent = new Agent()): Promise<LoadAnswer> {
  const { url, method = 'GET', headers = {}, body } = what;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer = { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
        if (answer.status === what.status) resolve(answer);
        else reject(new Error(`${method} ${url} was answered ${answer.status}: ${answer.text.slice(0, 300)}`));
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed an idle connection in the moment that it was used again: every client repeats this.
      if (error.code === 'ECONNRESET' && sent.reusedSocket) resolve(send(what, agent));
      else reject(error);
    });
    sent.end(body);
  });
}

/** The request for an application token of the sample tenant. */
export function tokenRequest(url: string, client: string): LoadRequest {
  const form = {
    grant_type: 'client_credentials',
    client_id: client,
    client_secret: 'laptop-only-secret',
    scope: 'https://graph.microsoft.com/.default',
  };
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    status: 200,
  };
}

/** Memory of a service now, in MB. */
export function memoryOf(service: Service): number {
  const status = readFileSync(`/proc/${service.process.pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Milliseconds that `node -e 0` takes at this moment: what times of a start are compared with. */
export function nodeStart(): number {
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - begin;
  });
  return median(times);
}
