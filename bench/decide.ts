/**
 * Speed and correctness of decisions beside peers, on identical requests in one run: `npm run bench`.
 *
 * Prints one row a peer with its time as a multiple of the floor (reading the URL's characters once) and how many answers
 * are wrong; writes reports/bench.json. Compare ratios between machines, not nanoseconds.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { OUTCOMES, partOf } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { peers } from './peers.ts';
import { workload, type Work } from './workload.ts';

const COUNT = 100_000;
const SLICE = 2500;
const ROUNDS = 5;

const engine = loadEngine();
console.error(`making ${COUNT} requests and asking the reference …`);
const works = workload(engine, COUNT);
console.error('preparing the peers …');
const others = await peers(works);

interface Row {
  readonly name: string;
  readonly note: string;
  readonly requests: number;
  /** Median of the paired slices. */
  readonly timesFloor: number;
  readonly nanoseconds: number;
  readonly wrong: number;
  readonly falseAllow: number;
}

/** Results that nobody may optimise away. */
let sink = 0;

function floor(slice: readonly Work[]): void {
  for (const { url } of slice) {
    let hash = 0x811c9dc5;
    for (let index = 0; index < url.length; index++) {
      let character = url.charCodeAt(index);
      if (character === 63) break;
      if (character >= 65 && character <= 90) character |= 32;
      hash = Math.imul(hash ^ character, 0x01000193);
    }
    sink += hash;
  }
}

function measure(
  name: string,
  note: string,
  count: number,
  run: (slice: readonly Work[]) => void,
  wrong: (work: Work) => 'right' | 'wrong' | 'false allow',
): Row {
  const sample = works.slice(0, count);
  const size = Math.min(SLICE, Math.max(10, count));
  const ratios: number[] = [];
  const times: number[] = [];
  run(sample.slice(0, size));
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at + size <= sample.length; at += size) {
      const slice = sample.slice(at, at + size);
      // The floor of a short slice is repeated until it can be measured.
      const repeats = Math.max(1, Math.floor(SLICE / size));
      const start = performance.now();
      for (let repeat = 0; repeat < repeats; repeat++) floor(slice);
      const middle = performance.now();
      run(slice);
      const end = performance.now();
      ratios.push((end - middle) / ((middle - start) / repeats));
      times.push(((end - middle) * 1e6) / size);
    }
  }
  const verdicts = sample.map(wrong);
  return {
    name,
    note,
    requests: count,
    timesFloor: median(ratios),
    nanoseconds: median(times),
    wrong: verdicts.filter((verdict) => verdict !== 'right').length,
    falseAllow: verdicts.filter((verdict) => verdict === 'false allow').length,
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const rows: Row[] = [
  measure(
    'why403 decide',
    'principal prepared',
    COUNT,
    (slice) => {
      for (const { method, url, principal } of slice) sink += engine.decide(method, url, principal, 0);
    },
    ({ method, url, principal, answer }) => {
      const verdict = OUTCOMES[partOf(engine.decide(method, url, principal, 0), 2)];
      return verdict === answer.verdict || answer.template === null
        ? 'right'
        : verdict === 'allow'
          ? 'false allow'
          : 'wrong';
    },
  ),
];
for (const { name, note, count, decide, match } of others) {
  console.error(`measuring ${name} …`);
  rows.push(
    measure(
      name,
      note,
      count,
      (slice) => {
        for (const work of slice) sink += (decide ?? match)?.(work) ? 1 : 0;
      },
      (work) => {
        if (match) return match(work) === work.answer.template ? 'right' : 'wrong';
        const allowed = decide?.(work) ?? false;
        if (allowed === (work.answer.table === 'allow')) return 'right';
        return allowed ? 'false allow' : 'wrong';
      },
    ),
  );
}

// Principal from the `scp` claim against hashing that text once.
const claims = Array.from({ length: 3000 }, (_, index) => {
  const names = engine.table.permissionNames;
  return Array.from({ length: 10 }, (_unused, place) => names[(index * 31 + place * 97) % names.length]).join(' ');
});
const hashRatios: number[] = [];
for (let round = 0; round < 40; round++) {
  // Fresh strings: a repeated one has its hash stored.
  const fresh = claims.map((text) => `${text.slice(0, -1)}${text.slice(-1)}`);
  const start = performance.now();
  for (const text of fresh) {
    let hash = 0x811c9dc5;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    sink += hash;
  }
  const middle = performance.now();
  for (const text of fresh) sink += engine.prepare({ kind: 'delegated', permissions: text }).kind;
  const end = performance.now();
  if (round >= 5) hashRatios.push((end - middle) / (middle - start));
}
const prepared = median(hashRatios);

const best = rows[0] as Row;
console.log(
  `${COUNT} requests, ${ROUNDS} rounds, ${cpus()[0]?.model ?? 'processor not known'}, Node ${process.version}\n`,
);
console.log('| | requests | × floor | × why403 | ns | wrong | false allow | |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
for (const row of rows) {
  console.log(
    `| ${row.name} | ${row.requests} | ${short(row.timesFloor)} | ${short(row.timesFloor / best.timesFloor)} | ${short(row.nanoseconds)} | ${row.wrong} | ${row.falseAllow} | ${row.note} |`,
  );
}
console.log(`\nprincipal from claims: ${prepared.toFixed(2)} × hashing the text`);
if (!Number.isFinite(sink)) console.log(sink);
const folder = fileURLToPath(new URL('../reports', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}/bench.json`,
  `${JSON.stringify({ at: new Date().toISOString(), node: process.version, rows, principalFromClaims: prepared }, null, 2)}\n`,
);

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
