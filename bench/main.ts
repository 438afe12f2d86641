// Decisions and matching beside other engines, on identical requests, with correctness counted.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Reference } from '../tests/oracle/reference.ts';
import { median } from './alternate.ts';
import type { Beside, Correctness } from './beside.ts';
import { PEERS } from './peers/all.ts';
import { policyOf } from './peers/peer.ts';
import { workloadOf, type Workload } from './requests.ts';
import { sizeReport, type Goal, type SizeReport } from './size.ts';
import type { RowTiming } from './slices.ts';

const SEED = 20_260_807;

const HELP = `Compares decisions and matching with other engines on identical requests, and counts what is wrong.

  npm run bench [-- --rounds <number> --processes <number> --requests <number>]

  --rounds     in turns, of which the medians count; 3 unless told
  --processes  for each engine, of which the medians count: in each, it and why403 take turns; 3 unless told
  --requests   100000 unless told

Prints tables of ratios, writes reports/bench.json. Exit code 1 when why403 is wrong once, or a goal is missed.
Takes about seven minutes. Example: npm run bench -- --processes 1 --requests 20000`;

/** What was measured of one engine, and of why403 and the floor beside it. */
interface Compared {
  readonly name: string;
  readonly note: string;
  readonly items: number;
  readonly nanoseconds: number;
  readonly timesFloor: number;
  /** Median of the quotients with why403 in the same slice of the same process. */
  readonly timesWhy403: number;
  /** How many floors why403 took in the same processes. */
  readonly why403TimesFloor: number;
  readonly correctness: Correctness | null;
}

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    processes: { type: 'string', default: '3' },
    requests: { type: 'string', default: '100000' },
  },
});
const faulty = (['rounds', 'processes', 'requests'] as const).find((name) => !/^[1-9]\d*$/.test(values[name]));
if (values.help) console.log(HELP);
else if (faulty === undefined) await main();
else {
  console.error(`--${faulty} takes a whole number above 0, not "${values[faulty]}". See npm run bench -- --help.`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'why403-bench-'));
  try {
    const workload = writeWorkload(folder);
    const own = await runAll(folder, 'alone');
    const compared: Compared[] = [];
    for (const peer of Object.keys(PEERS)) compared.push(comparedOf(await runAll(folder, peer), 2));
    const preparing = await runAll(folder, 'principals');
    const principals = [0, 1, 2].map((place) => comparedOf(preparing, place));
    report(workload, [comparedOf(own, 0), comparedOf(own, 1), ...compared], principals, sizeReport());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes what all processes read, so that what makes it is in none of them. */
function writeWorkload(folder: string): Workload {
  const reference = new Reference(fileURLToPath(new URL('../packages/knowledge/sources', import.meta.url)));
  const workload = workloadOf(reference, Number(values.requests), SEED);
  writeFileSync(join(folder, 'workload.json'), JSON.stringify(workload));
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(policyOf(reference)));
  return workload;
}

async function runAll(folder: string, peer: string): Promise<readonly Beside[]> {
  const results: Beside[] = [];
  for (let run = 1; run <= Number(values.processes); run++) {
    process.stderr.write(`${peer}, process ${run} of ${values.processes}\n`);
    const program = fileURLToPath(new URL('beside.ts', import.meta.url));
    const checks = run === 1 ? ['check'] : [];
    const child = spawn(process.execPath, [...process.execArgv, program, peer, folder, values.rounds, ...checks], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const output = await text(child.stdout);
    const status = await ended;
    if (status !== 0) throw new Error(`the process that measures ${peer} ended with ${status}`);
    results.push(JSON.parse(output) as Beside);
  }
  return results;
}

function comparedOf(results: readonly Beside[], place: number): Compared {
  const timings = results.map((result) => result.timings[place] as RowTiming);
  const [{ name, note, items }] = timings as [RowTiming];
  const correctness = results[0]?.correctness ?? null;
  return {
    name,
    note,
    items,
    nanoseconds: median(timings.map(({ nanoseconds }) => nanoseconds)),
    timesFloor: median(timings.map(({ timesFloor }) => timesFloor)),
    timesWhy403: median(timings.map(({ timesSecond }) => timesSecond)),
    why403TimesFloor: median(results.map((result) => (result.timings[1] as RowTiming).timesFloor)),
    correctness: correctness === null || place === 0 ? null : place === 1 ? correctness.why403 : correctness.peer,
  };
}

function report(
  workload: Workload,
  compared: readonly Compared[],
  principals: readonly Compared[],
  size: SizeReport,
): void {
  const [, own] = compared as [Compared, Compared];
  const timesFaster = (name: string): number => compared.find((row) => row.name === name)?.timesWhy403 ?? Number.NaN;
  const goals: readonly Goal[] = [
    { name: 'a decision, in floors', limit: 2, value: own.timesFloor, atMost: true },
    {
      name: 'times faster than rou3 + CASL',
      limit: 7,
      value: timesFaster('rou3 compiled + CASL cached'),
      atMost: false,
    },
    { name: 'times faster than Cedar', limit: 250, value: timesFaster('Cedar, policies prepared'), atMost: false },
    {
      name: 'times faster than casbin',
      limit: 10_000,
      value: timesFaster('casbin, an enforcer per method and kind'),
      atMost: false,
    },
    {
      name: 'a principal from claims, in hashes of the text',
      limit: 1.6,
      value: principals[1]?.timesFloor ?? Number.NaN,
      atMost: true,
    },
    ...size.goals,
  ];
  const about = aboutOf(workload);
  console.log(JSON.stringify(about, null, 1));
  print('Decisions and matching', compared, true);
  print('Principals from claims', principals, false);
  console.log(`\n${size.lines.join('\n')}\n\nGoals`);
  for (const { name, limit, value, atMost } of goals) {
    const met = atMost ? value <= limit : value >= limit;
    console.log(`${met ? 'met   ' : 'MISSED'}  ${name}: ${value.toFixed(2)} (goal ${atMost ? '≤' : '≥'} ${limit})`);
    if (!met) process.exitCode = 1;
  }
  if ((own.correctness?.wrong ?? 1) > 0) process.exitCode = 1;
  const reports = fileURLToPath(new URL('../reports', import.meta.url));
  mkdirSync(reports, { recursive: true });
  writeFileSync(
    join(reports, 'bench.json'),
    `${JSON.stringify({ about, compared, principals, size, goals }, null, 1)}\n`,
  );
}

function aboutOf({ tokens, requests }: Workload): Readonly<Record<string, unknown>> {
  const shapes = new Map<string, number>();
  for (const { shape } of requests) shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
  const length = (texts: readonly string[]): number =>
    Math.round(texts.reduce((sum, { length: characters }) => sum + characters, 0) / texts.length);
  return {
    node: process.version,
    processor: cpus()[0]?.model ?? '?',
    cores: cpus().length,
    seed: SEED,
    rounds: Number(values.rounds),
    processes: Number(values.processes),
    requests: requests.length,
    shapes: Object.fromEntries(shapes),
    allowed: requests.filter(({ verdict }) => verdict === 'allow').length,
    allowedLiterally: requests.filter(({ literal }) => literal).length,
    meanUrlLength: length(requests.map(({ url }) => url)),
    tokens: tokens.length,
    meanTokenTextLength: length(tokens.map(({ scp }) => scp)),
  };
}

function print(title: string, rows: readonly Compared[], isCompared: boolean): void {
  const titles = [
    'ns',
    '× floor',
    ...(isCompared ? ['× why403', 'why403 there'] : []),
    'items/round',
    'wrong',
    'false allow',
  ];
  console.log(`\n${title}\n${''.padEnd(42)}${titles.map((cell) => cell.padStart(13)).join('')}  note`);
  for (const row of rows) {
    const { correctness } = row;
    const cells = [
      row.nanoseconds.toFixed(0),
      row.timesFloor.toFixed(2),
      ...(isCompared ? [row.timesWhy403.toFixed(2), row.why403TimesFloor.toFixed(2)] : []),
      String(row.items),
      correctness === null ? '' : `${correctness.wrong}/${correctness.checked}`,
      correctness?.falseAllow == null ? '' : String(correctness.falseAllow),
    ];
    console.log(`${row.name.padEnd(42)}${cells.map((cell) => cell.padStart(13)).join('')}  ${row.note}`);
  }
}
