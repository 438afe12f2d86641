/**
 * Compares the smallest sets with Microsoft's own rule (for each request the permission flagged as least privileged,
 * united): `npm run least:compare`. Prints the table of docs/least-privilege.md.
 */
import { leastPrivilege, microsoftReduction, TOKEN_KINDS, verifyLeast } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { Oracle, randomFrom, type SampleOperation } from './oracle.ts';

const SETS = 1000;
const engine = loadEngine();
const random = randomFrom(2026);
const oracles = new Map<string, Oracle>();
const sizes: string[] = [];
const reaches: string[] = [];
for (const size of [2, 5, 10, 20]) {
  const sums = { least: 0, flagged: 0, open: 0, larger: 0, equal: 0, smaller: 0, complete: 0, exceeded: 0 };
  const reach = { least: { operations: 0, changing: 0 }, flagged: { operations: 0, changing: 0 } };
  for (let index = 0; index < SETS; index++) {
    const kind = TOKEN_KINDS[index % 2 === 0 ? 0 : 2] ?? 'delegated';
    const { operations } = oracleOf(kind);
    const requests = Array.from(
      { length: size },
      () => operations[Math.floor(random() * operations.length)] as SampleOperation,
    );
    const flagged = microsoftReduction(engine, requests, kind);
    const result = leastPrivilege(engine, requests, { kind, now: 0, have: flagged.permissions });
    if (verifyLeast(engine, result, 0).problems.length > 0) throw new Error('a proof does not hold');
    const caller = engine.prepare({ kind, permissions: flagged.permissions });
    const open = requests.filter(
      ({ method, url }, place) =>
        result.requests[place]?.uncovered === null &&
        engine.describe(method, url, caller, 0).parts.permission.outcome !== 'allow',
    ).length;
    sums.least += result.permissions.length;
    sums.flagged += flagged.permissions.length;
    sums.open += open;
    if (flagged.permissions.length > result.permissions.length) sums.larger++;
    else if (flagged.permissions.length === result.permissions.length) sums.equal++;
    else sums.smaller++;
    if (open > 0 || result.have === null) continue;
    sums.complete++;
    if (result.have.reach.excess > result.reach.excess) sums.exceeded++;
    for (const [name, own] of [
      ['least', result.reach],
      ['flagged', result.have.reach],
    ] as const) {
      reach[name].operations += own.operations;
      reach[name].changing += own.changing;
    }
  }
  const percent = (100 * sums.open) / (SETS * size);
  sizes.push(
    `| ${size} | ${mean(sums.least, SETS)} | ${mean(sums.flagged, SETS)} | ${percent.toFixed(1)} % | ${sums.larger} | ${sums.equal} | ${sums.smaller} |`,
  );
  const shown = (name: 'least' | 'flagged'): string =>
    `${mean(reach[name].operations, sums.complete)} | ${mean(reach[name].changing, sums.complete)}`;
  reaches.push(`| ${size} | ${sums.complete} | ${shown('least')} | ${shown('flagged')} | ${sums.exceeded} |`);
}
console.log(
  `${SETS} sets of each size, half delegated, half application, ${(performance.now() / 1000).toFixed(0)} s\n`,
);
console.log(
  '| requests in a set | permissions, smallest | permissions, flagged | requests that the flagged set leaves open | flagged set larger | equal | smaller |',
);
console.log(['| ---: | ---: | ---: | ---: | ---: | ---: | ---: |', ...sizes, ''].join('\n'));
console.log('Where the flagged set leaves nothing open, operations opened beyond those asked for:\n');
console.log(
  '| requests in a set | such sets | smallest | of which change | flagged | of which change | flagged set reaches further |',
);
console.log(['| ---: | ---: | ---: | ---: | ---: | ---: | ---: |', ...reaches].join('\n'));

function mean(sum: number, count: number): string {
  return (sum / count).toFixed(2);
}

function oracleOf(kind: 'delegated' | 'delegated-personal' | 'application'): Oracle {
  const known = oracles.get(kind) ?? new Oracle(engine, kind);
  oracles.set(kind, known);
  return known;
}
