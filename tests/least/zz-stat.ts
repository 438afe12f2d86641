import { leastPrivilege } from '@why403/engine'; import { loadEngine } from '@why403/knowledge';
const engine = loadEngine();
const W = /ReadWrite|Write|Manage|FullControl|Create|Delete|Send|Update|Upload|Submit/;
for (const kind of ['delegated', 'application'] as const) {
 let n = 0, bad = 0, bad2 = 0; const ex: string[] = [], why: Record<string, number> = {};
 for (const op of engine.operations(0)) { if (op.method !== 'GET') continue;
  const url = op.path.replaceAll('{id}', '1').replaceAll('{value}', '1');
  const r = leastPrivilege(engine, [{ method: 'GET', url }], { kind, now: 0 }); if (r.requests[0]!.uncovered) continue; n++;
  const s = r.permissions.map(p => p.permission); const alts = r.requests[0]!.alternatives;
  if (s.some(x => W.test(x)) && alts.some(a => a.every(x => !W.test(x)))) { bad++; why[s.join('+')] = (why[s.join('+')] ?? 0) + 1; if (ex.length < 5) ex.push(op.path + ': ' + s.join('+') + ' instead of ' + alts.filter(a => a.every(x => !W.test(x))).map(a=>a.join('+')).join(',')); }
 }
 console.log(kind, n, bad, ex, Object.entries(why).sort((a, b) => b[1] - a[1]).slice(0, 30));
}
