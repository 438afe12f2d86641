import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsFromFlags, unknownFacts, type TokenFacts } from '@why403/engine';
import { engine, filled, operations, outcomeOf, permissionNames, rank, requests } from './shipped.ts';

const shuffled = <Item>(items: readonly Item[]): fc.Arbitrary<readonly Item[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length });

test('the order of permissions and roles never matters, nor that one is named twice', () => {
  fc.assert(
    fc.property(
      requests.chain((request) =>
        fc.record({
          request: fc.constant(request),
          permissions: shuffled([...request.permissions, ...request.permissions.slice(0, 1)]),
          roles: request.roles === null ? fc.constant(null) : shuffled(request.roles),
        }),
      ),
      ({ request, permissions, roles }) => {
        const { method, path, kind } = request;
        const one = engine.prepare({ kind, permissions: request.permissions, directoryRoles: request.roles });
        const other = engine.prepare({ kind, permissions: permissions.join(' '), directoryRoles: roles });
        expect(engine.decide(method, path, other, 0)).toBe(engine.decide(method, path, one, 0));
        expect(engine.describe(method, path, other, 0)).toEqual(engine.describe(method, path, one, 0));
      },
    ),
    { numRuns: 500 },
  );
});

test('one more permission never makes the permission part worse', () => {
  fc.assert(
    fc.property(requests, fc.constantFrom(...permissionNames), ({ method, path, kind, permissions }, more) => {
      const before = engine.decide(method, path, engine.prepare({ kind, permissions }), 0);
      const after = engine.decide(method, path, engine.prepare({ kind, permissions: [...permissions, more] }), 0);
      expect(rank(outcomeOf(after, 'permission'))).toBeGreaterThanOrEqual(rank(outcomeOf(before, 'permission')));
    }),
    { numRuns: 3_000 },
  );
});

test('one more accepted role never makes the role part worse', () => {
  fc.assert(
    fc.property(requests, fc.constantFrom(...engine.table.roleIds), ({ method, path, permissions, roles }, more) => {
      const held = roles ?? [];
      const of = (directoryRoles: readonly string[]): number =>
        engine.decide(method, path, engine.prepare({ kind: 'delegated', permissions, directoryRoles }), 0);
      expect(rank(outcomeOf(of([...held, more]), 'role'))).toBeGreaterThanOrEqual(rank(outcomeOf(of(held), 'role')));
    }),
    { numRuns: 2_000 },
  );
});

test('a permission in the claim of the other kind never helps', () => {
  fc.assert(
    fc.property(requests, ({ method, path, kind, permissions }) => {
      const base: TokenFacts = { ...unknownFacts('facts'), kind };
      const own = kind === 'application' ? 'appRoles' : 'scopes';
      const other = kind === 'application' ? 'scopes' : 'appRoles';
      const nothing = engine.principal({ ...base, [own]: [], [other]: null });
      const misplaced = engine.principal({ ...base, [own]: [], [other]: permissions });
      expect(engine.decide(method, path, misplaced, 0)).toBe(engine.decide(method, path, nothing, 0));
    }),
    { numRuns: 1_000 },
  );
});

test('facts given as flags decide as a prepared caller does', () => {
  fc.assert(
    fc.property(requests, ({ method, path, kind, permissions }) => {
      const claim = permissions.join(' ');
      const facts = factsFromFlags({ kind, ...(kind === 'application' ? { roles: claim } : { scp: claim }) });
      const prepared = engine.prepare({ kind, permissions });
      expect(outcomeOf(engine.decide(method, path, engine.principal(facts), 0), 'permission')).toBe(
        outcomeOf(engine.decide(method, path, prepared, 0), 'permission'),
      );
    }),
    { numRuns: 500 },
  );
});

test('for every operation and kind: nothing held is denied only with what is missing named, and the least of it suffices', () => {
  const counts = { denied: 0, repaired: 0, refused: 0, doubtful: 0 };
  const wrong: string[] = [];
  for (const { method, path } of operations) {
    const url = filled(path);
    for (const { kind, accepted, support } of engine.requirements(method, url) ?? []) {
      const bare = engine.describe(method, url, engine.prepare({ kind, permissions: [] }), 0).parts.permission;
      if (bare.outcome !== 'deny') continue;
      counts.denied++;
      const where = `${method} ${path} ${kind}`;
      if (bare.accepted.length === 0 || support === 'refused') {
        counts.refused++;
        if (bare.reason !== 'kind-not-supported' && bare.reason !== 'kind-refused')
          wrong.push(`${where}: ${bare.reason}`);
        continue;
      }
      const firm = accepted.filter((entry) => !entry.doubtful);
      const least = firm.find((entry) => entry.least) ?? firm[0];
      if (least === undefined) {
        counts.doubtful++;
        continue;
      }
      for (const entry of [least, ...firm.slice(0, 3)]) {
        const held = [entry.permission, ...entry.with.slice(0, 1)];
        const after = engine.decide(method, url, engine.prepare({ kind, permissions: held }), 0);
        if (outcomeOf(after, 'permission') !== 'allow') wrong.push(`${where}: ${held.join(' + ')}`);
        else counts.repaired++;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(counts.denied).toBeGreaterThan(10_000);
  expect(counts.repaired).toBeGreaterThan(10_000);
});
