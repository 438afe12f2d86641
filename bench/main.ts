// Decisions and matching beside other engines, on identical requests in one process, with correctness counted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { OUTCOMES, partOf, type Principal } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { Reference } from '../tests/oracle/reference.ts';
import { hashText, readUrl } from './floor.ts';
import { casbinPeer } from './peers/casbin.ts';
import { caslCheck, caslPeer, combinedPeer } from './peers/casl.ts';
import { cedarCellPeer, cedarPeer } from './peers/cedar.ts';
import { findMyWayPeer } from './peers/find-my-way.ts';
import { regExpRouterPeer, trieRouterPeer } from './peers/hono.ts';
import { policyOf, type Peer } from './peers/peer.ts';
import { rou3Matcher, rou3Peer } from './peers/rou3.ts';
import { workloadOf, type BenchRequest } from './requests.ts';
import { sizeReport, type Goal } from './size.ts';
import { alternateSlices, type Row, type RowTiming } from './slices.ts';

const SEED = 20_260_807;
const PERMISSION = 2;
/** A time before every announced retirement. */
const NOW = 0;
const WHY403 = 'why403, principal prepared';
const COMBINED = 'rou3 compiled + CASL cached';

const HELP = `Compares decisions and matching with other engines on identical requests, and counts what is wrong.

  npm run bench [-- --rounds <number> --requests <number>]

  --rounds    in turns, of which the medians count; 5 unless told
  --requests  100000 unless told

Prints tables of ratios, writes reports/bench.json. Exit code 1 when why403 is wrong once, or a goal is missed.
Takes about ten minutes. Example: npm run bench -- --rounds 3 --requests 20000`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '100000' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const rounds = Number(values.rounds);
const reference = new Reference(fileURLToPath(new URL('../packages/knowledge/sources', import.meta.url)));
const workload = workloadOf(reference, Number(values.requests), SEED);
const { tokens, requests } = workload;
const engine = loadEngine();
const principals = tokens.map(({ kind, scp }) => engine.prepare({ kind, permissions: scp }));
const policy = policyOf(reference);
const check = caslCheck(policy, tokens);
const rou3 = rou3Matcher(policy);
const peers: readonly Peer[] = [
  combinedPeer(check, rou3),
  rou3Peer(policy),
  findMyWayPeer(policy),
  regExpRouterPeer(policy),
  trieRouterPeer(policy),
  caslPeer(check),
  cedarPeer(policy, tokens),
  cedarCellPeer(policy, tokens),
  await casbinPeer(policy, tokens, true),
  await casbinPeer(policy, tokens, false),
];
const decide = ({ method, url, token }: BenchRequest): number =>
  engine.decide(method, url, principals[token] as Principal, NOW);

interface Correctness {
  readonly checked: number;
  readonly wrong: number;
  /** Allowed where the answer is another one; for routers, which allow nothing, `null`. */
  readonly falseAllow: number | null;
}

function correctnessOfWhy403(): Correctness {
  let [wrong, falseAllow] = [0, 0];
  for (const request of requests) {
    const verdict = OUTCOMES[partOf(decide(request), PERMISSION)];
    if (verdict === request.verdict) continue;
    wrong++;
    if (verdict === 'allow') falseAllow++;
  }
  return { checked: requests.length, wrong, falseAllow };
}

function correctnessOf({ gives, every, answer }: Peer): Correctness {
  let [checked, wrong, falseAllow] = [0, 0, 0];
  // The slow ones on as many requests as all rounds together, the others on all.
  for (let at = 0; at < requests.length; at += every >= 1000 ? every / 5 : Math.max(1, every / 10)) {
    const request = requests[Math.floor(at)] as BenchRequest;
    const given = answer(request);
    checked++;
    if (given === (gives === 'template' ? request.template : Number(request.literal))) continue;
    wrong++;
    if (gives === 'allow' && given === 1) falseAllow++;
  }
  return { checked, wrong, falseAllow: gives === 'allow' ? falseAllow : null };
}

const correctness = new Map<string, Correctness>([
  [WHY403, correctnessOfWhy403()],
  ...peers.map((peer) => [peer.name, correctnessOf(peer)] as const),
]);
const rows: readonly Row<BenchRequest>[] = [
  { name: 'the floor', note: 'reads the characters up to ?', every: 1, run: ({ url }) => readUrl(url) },
  { name: WHY403, note: 'the whole decision', every: 1, run: decide },
  ...peers.map(({ name, note, every, answer }) => ({ name, note, every, run: answer })),
];
const timings = alternateSlices(requests, rows, { slice: 2_500, rounds });

const claims = tokens.map(({ kind, scp }) => ({ kind, permissions: scp }));
const preparing = alternateSlices(
  claims,
  [
    { name: 'hashing the text', note: 'FNV-1a', every: 1, run: ({ permissions }) => hashText(permissions) },
    {
      name: 'why403, engine.prepare',
      note: 'scp text to principal',
      every: 1,
      run: (claim) => engine.prepare(claim).bitsFrom,
    },
    {
      name: 'new Set(text.split)',
      note: 'what others start from',
      every: 1,
      run: ({ permissions }) => new Set(permissions.split(' ')).size,
    },
  ],
  { slice: 500, rounds: rounds * 4 },
);

const timesOf = (name: string, of: readonly RowTiming[] = timings): number =>
  of.find((timing) => timing.name === name)?.timesFloor ?? Number.NaN;
const own = timesOf(WHY403);
const timesFaster = (name: string): number => timesOf(name) / own;
const size = sizeReport();
const goals: readonly Goal[] = [
  { name: 'a decision, in floors', limit: 2, value: own, atMost: true },
  { name: 'times faster than rou3 + CASL', limit: 7, value: timesFaster(COMBINED), atMost: false },
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
    value: timesOf('why403, engine.prepare', preparing),
    atMost: true,
  },
  ...size.goals,
];

const shapes = new Map<string, number>();
for (const { shape } of requests) shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
const length = (texts: readonly string[]): number =>
  Math.round(texts.reduce((sum, { length: characters }) => sum + characters, 0) / texts.length);
const about = {
  node: process.version,
  processor: cpus()[0]?.model ?? '?',
  cores: cpus().length,
  seed: SEED,
  rounds,
  requests: requests.length,
  shapes: Object.fromEntries(shapes),
  allowed: requests.filter(({ verdict }) => verdict === 'allow').length,
  allowedLiterally: requests.filter(({ literal }) => literal).length,
  meanUrlLength: length(requests.map(({ url }) => url)),
  tokens: tokens.length,
  meanTokenTextLength: length(tokens.map(({ scp }) => scp)),
};

function print(title: string, of: readonly RowTiming[]): void {
  const titles = ['ns', '× floor', '× why403', 'items/round', 'wrong', 'false allow'];
  console.log(`\n${title}\n${''.padEnd(42)}${titles.map((text) => text.padStart(13)).join('')}  note`);
  for (const { name, note, items, nanoseconds, timesFloor } of of) {
    const seen = correctness.get(name);
    const cells = [
      nanoseconds.toFixed(0),
      timesFloor.toFixed(2),
      of === timings ? (timesFloor / own).toFixed(2) : '',
      String(items),
      seen === undefined ? '' : `${seen.wrong}/${seen.checked}`,
      seen?.falseAllow == null ? '' : String(seen.falseAllow),
    ];
    console.log(`${name.padEnd(42)}${cells.map((text) => text.padStart(13)).join('')}  ${note}`);
  }
}

console.log(JSON.stringify(about, null, 1));
print(`Decisions and matching: medians of ${rounds} alternating rounds`, timings);
print(`Principals from claims: medians of ${rounds * 4} alternating rounds`, preparing);
console.log(`\n${size.lines.join('\n')}\n\nGoals`);
for (const { name, limit, value, atMost } of goals) {
  const met = atMost ? value <= limit : value >= limit;
  const figures = `${value.toFixed(2)} (goal ${atMost ? '≤' : '≥'} ${limit})`;
  console.log(`${met ? 'met   ' : 'MISSED'}  ${name}: ${figures}`);
  if (!met) process.exitCode = 1;
}
const seen = correctness.get(WHY403);
if (seen === undefined || seen.wrong > 0) process.exitCode = 1;
const folder = fileURLToPath(new URL('../reports', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}/bench.json`,
  `${JSON.stringify({ about, timings, preparing, correctness: Object.fromEntries(correctness), size, goals }, null, 1)}\n`,
);
