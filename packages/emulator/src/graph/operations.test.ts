import { loadEngine } from '@why403/knowledge';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readDecisionHeader, requireSameDecision } from '../../test/decision-header.ts';
import { openGraphLab, type GraphLab } from '../../test/graph-lab.ts';
import { ROUTES } from './routes.ts';

let lab: GraphLab;
beforeAll(async () => {
  lab = await openGraphLab();
});
afterAll(() => lab.close());

const GUID = '11111111-1111-4111-8111-111111111111';
const KINDS = ['delegated', 'application'] as const;
const HELD = ['User.Read.All'];

test(
  'every operation of the table is reachable for both kinds of token, and the header tells what the engine decides',
  { timeout: 300_000 },
  async () => {
    const engine = loadEngine();
    const now = Math.floor(lab.clock.now() / 1000);
    const operations = [...engine.operations(now)];
    let sent = 0;
    const outcomes = new Map<string, number>();
    for (const kind of KINDS) {
      const caller = { kind, permissions: HELD, ...(kind === 'application' ? {} : { directoryRoles: [] }) };
      const principal = engine.prepare(caller);
      const authorization = `Bearer ${await lab.token({ kind, permissions: HELD, wids: [] })}`;
      for (const operation of operations) {
        const version = operation.versions?.includes('v1.0') === false ? 'beta' : 'v1.0';
        const target = `/${version}${encodeURI(operation.path.replace(/\{[^}]*\}/g, GUID))}`;
        const answer = await lab.send(operation.method, target, null, { headers: { authorization } });
        const decision = engine.describe(operation.method, target, principal, now);
        const label = `${operation.method} ${target} ${kind}: ${String(answer.status)}`;
        const header = readDecisionHeader(answer.headers.get('why403-decision'));
        requireSameDecision(header, decision, label);
        // Whoever is not allowed is refused, and nobody else is: only refusals are explained.
        const isExplained = answer.headers.get('link')?.includes('rel="describedby"') === true;
        expect(isExplained, label).toBe(header.outcome !== 'allow');
        if (isExplained) expect([400, 401, 403, 410], label).toContain(answer.status);
        outcomes.set(`${kind} ${header.outcome}`, (outcomes.get(`${kind} ${header.outcome}`) ?? 0) + 1);
        expect(answer.status, label).not.toBe(500);
        sent += 1;
      }
    }
    expect(sent).toBe(operations.length * KINDS.length);
    expect(sent).toBeGreaterThan(22_000);
    for (const kind of KINDS) {
      for (const outcome of ['allow', 'deny', 'unknown']) expect(outcomes.get(`${kind} ${outcome}`)).toBeGreaterThan(0);
    }
  },
);

test('every implemented operation is one that the engine knows, but for those that are named here', () => {
  const engine = loadEngine();
  const unknown = ROUTES.flatMap((route) =>
    route.versions.map((version) => {
      const path = route.path.replace(/\{[^}]*\}/g, GUID);
      const { operation } = engine.request(route.method, `/${version}${path}`, 0);
      return operation === null ? `${route.method} ${route.path}` : null;
    }),
  ).filter((name) => name !== null);
  // The permission table has only GET for the members of a group.
  expect([...new Set(unknown)]).toEqual(['POST /groups/{id}/members/$ref']);
});
