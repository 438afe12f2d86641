import { OUTCOMES, PARTS, TOKEN_KINDS } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { openGraphLab, type GraphLab } from '../../test/graph-lab.ts';
import { ROUTES } from './routes.ts';

let lab: GraphLab;
beforeAll(async () => {
  lab = await openGraphLab();
});
afterAll(() => lab.close());

/**
 * All are about 22,000 requests; here each seventh, which still meets every workload. `EVERY_OPERATION=1` sends all.
 */
const STEP = process.env['EVERY_OPERATION'] === '1' ? 1 : 7;

test(
  'every operation of the table is reachable, and the header tells what the engine decides',
  { timeout: 600_000 },
  async () => {
    const engine = loadEngine();
    const now = Math.floor(lab.clock.now() / 1000);
    const kinds = TOKEN_KINDS.filter((kind) => kind !== 'delegated-personal');
    let sent = 0;
    for (const operation of engine.operations(now)) {
      if (operation.index % STEP !== 0) continue;
      const version = operation.versions?.includes('v1.0') === false ? 'beta' : 'v1.0';
      const path = operation.path.replace(/\{[^}]*\}/g, '11111111-1111-4111-8111-111111111111');
      for (const kind of kinds) {
        const target = `/${version}${encodeURI(path)}`;
        const answer = await lab.send(operation.method, target, {
          kind: kind === 'application' ? 'application' : 'delegated',
          permissions: ['User.Read.All'],
          wids: [],
        });
        const facts = {
          kind,
          permissions: ['User.Read.All'],
          directoryRoles: kind === 'application' ? null : [],
        } as const;
        const decision = engine.describe(operation.method, target, engine.prepare(facts), now);
        const header = answer.headers.get('why403-decision') ?? '';
        for (const part of PARTS.filter((name) => name !== 'token')) {
          const told = new RegExp(`${part}=(\\w[\\w-]*)(;reason=settled-)?`).exec(header);
          const expected = decision.parts[part].outcome;
          const label = `${operation.method} ${target} ${kind}: ${part} is ${expected}, told ${header}`;
          if (told?.[2] === undefined) expect(told?.[1], label).toBe(expected);
          else expect(expected, label).toBe(OUTCOMES[2]);
        }
        expect(answer.status, header).not.toBe(500);
        sent += 1;
      }
    }
    expect(sent).toBeGreaterThan(22_000 / STEP / 2);
  },
);

test('every implemented operation is one that the engine knows, but for those that are named here', () => {
  const engine = loadEngine();
  const unknown = ROUTES.flatMap((route) =>
    route.versions.map((version) => {
      const path = route.path.replace(/\{[^}]*\}/g, '11111111-1111-4111-8111-111111111111');
      const { operation } = engine.request(route.method, `/${version}${path}`, 0);
      return operation === null ? `${route.method} ${route.path}` : null;
    }),
  ).filter((name) => name !== null);
  // The permission table has only GET for the members of a group.
  expect([...new Set(unknown)]).toEqual(['POST /groups/{id}/members/$ref']);
});
