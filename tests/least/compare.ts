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
console.log(
  '| requests in a set | sets | permissions, smallest | permissions, flagged | requests the flagged set leaves open | flagged set larger | equal | smaller, but incomplete |',
);
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const size of [2, 5, 10, 20]) {
  const sums = { least: 0, flagged: 0, open: 0, larger: 0, equal: 0, smaller: 0, requests: 0 };
  for (let index = 0; index < SETS; index++) {
    const kind = TOKEN_KINDS[index % 2 === 0 ? 0 : 2] ?? 'delegated';
    const { operations } = oracleOf(kind);
    const requests = Array.from(
      { length: size },
      () => operations[Math.floor(random() * operations.length)] as SampleOperation,
    );
    const result = leastPrivilege(engine, requests, { kind, now: 0 });
    if (verifyLeast(engine, result, 0).problems.length > 0) throw new Error('a proof does not hold');
    const flagged = microsoftReduction(engine, requests, kind);
    const caller = engine.prepare({ kind, permissions: flagged.permissions });
    const open = requests.filter(
      ({ method, url }, place) =>
        result.requests[place]?.uncovered === null &&
        engine.describe(method, url, caller, 0).parts.permission.outcome !== 'allow',
    ).length;
    sums.least += result.permissions.length;
    sums.flagged += flagged.permissions.length;
    sums.open += open;
    sums.requests += size;
    if (flagged.permissions.length > result.permissions.length) sums.larger++;
    else if (flagged.permissions.length === result.permissions.length) sums.equal++;
    else sums.smaller++;
  }
  console.log(
    `| ${size} | ${SETS} | ${(sums.least / SETS).toFixed(2)} | ${(sums.flagged / SETS).toFixed(2)} | ${((100 * sums.open) / sums.requests).toFixed(1)} % | ${sums.larger} | ${sums.equal} | ${sums.smaller} |`,
  );
}

function oracleOf(kind: 'delegated' | 'delegated-personal' | 'application'): Oracle {
  const known = oracles.get(kind) ?? new Oracle(engine, kind);
  oracles.set(kind, known);
  return known;
}
