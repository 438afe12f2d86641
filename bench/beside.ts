// One process of the benchmark: the floor, why403 and one other engine, in turns, and nothing else. Prints JSON.
//
// The other engines keep up to hundreds of megabytes, which slow whatever runs beside them: each has a process of its own.
import { readFileSync } from 'node:fs';
import { OUTCOMES, partOf, type Engine, type Principal } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { hashText, readUrl } from './floor.ts';
import { PEERS } from './peers/all.ts';
import type { Peer, Policy } from './peers/peer.ts';
import type { BenchRequest, Workload } from './requests.ts';
import { alternateSlices, type Row, type RowTiming } from './slices.ts';

/** What one process found out. The first two timings are the floor and why403. */
export interface Beside {
  readonly timings: readonly RowTiming[];
  /** Of why403 and of the other engine; `null` where it was not asked for. */
  readonly correctness: { readonly why403: Correctness; readonly peer: Correctness | null } | null;
}

export interface Correctness {
  readonly checked: number;
  readonly wrong: number;
  /** Allowed where the answer is another one; for routers, which allow nothing, `null`. */
  readonly falseAllow: number | null;
}

const PERMISSION = 2;
/** A time before every announced retirement. */
const NOW = 0;

const [name = '', folder = '', rounds = '', check = ''] = process.argv.slice(2);
const { tokens, requests } = JSON.parse(readFileSync(`${folder}/workload.json`, 'utf8')) as Workload;
const engine = loadEngine();
const result = name === 'principals' ? ofPrincipals(engine) : await ofDecisions(engine);
process.stdout.write(JSON.stringify(result));

async function ofDecisions({ prepare, decide: decideWith }: Engine): Promise<Beside> {
  const principals = tokens.map(({ kind, scp }) => prepare({ kind, permissions: scp }));
  const decide = ({ method, url, token }: BenchRequest): number =>
    decideWith(method, url, principals[token] as Principal, NOW);
  const make = PEERS[name];
  const policy = (): Policy => JSON.parse(readFileSync(`${folder}/policy.json`, 'utf8')) as Policy;
  const peer = make === undefined ? null : await make(policy(), tokens);
  const rows: Row<BenchRequest>[] = [
    { name: 'the floor', note: 'reads the characters up to ?', every: 1, run: ({ url }) => readUrl(url) },
    { name: 'why403, principal prepared', note: 'the whole decision', every: 1, run: decide },
  ];
  if (peer !== null) rows.push({ name: peer.name, note: peer.note, every: peer.every, run: peer.answer });
  return {
    correctness:
      check === 'check'
        ? { why403: correctnessOfWhy403(decide), peer: peer === null ? null : correctnessOf(peer) }
        : null,
    timings: alternateSlices(requests, rows, { slice: 2_500, rounds: Number(rounds) }),
  };
}

function ofPrincipals({ prepare }: Engine): Beside {
  const claims = tokens.map(({ kind, scp }) => ({ kind, permissions: scp }));
  const rows: readonly Row<(typeof claims)[number]>[] = [
    { name: 'hashing the text', note: 'FNV-1a', every: 1, run: ({ permissions }) => hashText(permissions) },
    {
      name: 'why403, engine.prepare',
      note: 'scp text to principal',
      every: 1,
      run: (claim) => prepare(claim).bitsFrom,
    },
    {
      name: 'new Set(text.split)',
      note: 'what others start from',
      every: 1,
      run: ({ permissions }) => new Set(permissions.split(' ')).size,
    },
  ];
  return { correctness: null, timings: alternateSlices(claims, rows, { slice: 500, rounds: Number(rounds) * 4 }) };
}

function correctnessOfWhy403(decide: (request: BenchRequest) => number): Correctness {
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
