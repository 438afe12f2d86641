import fc from 'fast-check';
import { OUTCOMES, PERMISSION_MARK, TOKEN_KINDS, partOf, unknownFacts, wholeOf, type TokenKind } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';

const engine = loadEngine();
const { table } = engine;
const PERMISSION = 2;

/** Every operation as a request, with the permissions that it mentions for any kind. */
const operations = [...engine.operations(0)].map(({ method, path }) => ({
  method,
  url: `/${path.slice(1).replaceAll(/\{\w+\}/g, 'x1')}`,
}));

const operation = fc.constantFrom(...operations);
const kind = fc.constantFrom(...TOKEN_KINDS);
const name = fc.constantFrom(...table.permissionNames);
const roles = fc.option(fc.subarray([...table.roleIds], { maxLength: 3 }), { nil: null });

/** Permissions of which some are accepted by the operation, since at random hardly any would be. */
const request = fc
  .tuple(operation, kind, fc.array(name, { maxLength: 6 }), fc.infiniteStream(fc.nat()))
  .map(([{ method, url }, of, others, numbers]) => {
    const accepted = engine.requirements(method, url)?.find((entry) => entry.kind === of)?.accepted ?? [];
    const chosen =
      accepted.length === 0 ? [] : [...take(numbers, 2)].map((number) => accepted[number % accepted.length]);
    return {
      method,
      url,
      kind: of,
      permissions: [...others, ...chosen.flatMap((entry) => (entry ? [entry.permission] : []))],
    };
  });

function* take(numbers: Iterable<number>, count: number): Generator<number> {
  let left = count;
  for (const number of numbers) {
    if (left-- === 0) return;
    yield number;
  }
}

/** From worst to best; a part that is not checked takes nothing away. */
const WORTH: readonly number[] = OUTCOMES.map((outcome) =>
  ['deny', 'unknown', 'allow', 'not-checked'].indexOf(outcome),
);

function decide(
  { method, url, kind: of }: { readonly method: string; readonly url: string; readonly kind: TokenKind },
  permissions: readonly string[] | string,
  directoryRoles?: readonly string[] | null,
): number {
  const caller = { kind: of, permissions, ...(directoryRoles === undefined ? {} : { directoryRoles }) };
  return engine.decide(method, url, engine.prepare(caller), 0);
}

test('the order of permissions never matters, nor whether they come as names or as the claim, once or twice', () => {
  fc.assert(
    fc.property(request, fc.infiniteStream(fc.nat()), (asked, numbers) => {
      const shuffled = [...asked.permissions];
      for (const [index, number] of [...take(numbers, shuffled.length)].entries()) {
        const other = number % shuffled.length;
        [shuffled[index], shuffled[other]] = [shuffled[other] as string, shuffled[index] as string];
      }
      const handle = decide(asked, asked.permissions);
      expect(decide(asked, shuffled)).toBe(handle);
      expect(decide(asked, shuffled.join(' '))).toBe(handle);
      expect(decide(asked, [...shuffled, ...asked.permissions])).toBe(handle);
    }),
    { numRuns: 2000 },
  );
});

test('the order of directory roles never matters, and one more role never makes the answer worse', () => {
  fc.assert(
    fc.property(
      request,
      fc.subarray([...table.roleIds], { maxLength: 4 }),
      fc.constantFrom(...table.roleIds),
      (asked, held, more) => {
        const handle = decide(asked, asked.permissions, held);
        expect(decide(asked, asked.permissions, [...held].reverse())).toBe(handle);
        const richer = decide(asked, asked.permissions, [...held, more]);
        expect(WORTH[partOf(richer, 3)]).toBeGreaterThanOrEqual(WORTH[partOf(handle, 3)] as number);
      },
    ),
    { numRuns: 2000 },
  );
});

test('one more permission never turns allow into anything else, nor deny into anything worse', () => {
  fc.assert(
    fc.property(request, name, roles, (asked, more, held) => {
      const before = decide(asked, asked.permissions, held);
      const after = decide(asked, [...asked.permissions, more], held);
      expect(WORTH[partOf(after, PERMISSION)]).toBeGreaterThanOrEqual(WORTH[partOf(before, PERMISSION)] as number);
      expect(WORTH[wholeOf(after)]).toBeGreaterThanOrEqual(WORTH[wholeOf(before)] as number);
    }),
    { numRuns: 5000 },
  );
});

test('a permission in the claim of the other kind never helps', () => {
  fc.assert(
    fc.property(request, fc.array(name, { maxLength: 5 }), (asked, others) => {
      const own = asked.kind === 'application' ? 'appRoles' : 'scopes';
      const other = asked.kind === 'application' ? 'scopes' : 'appRoles';
      const facts = { ...unknownFacts('claims'), kind: asked.kind, [own]: asked.permissions };
      const accepted = engine.requirements(asked.method, asked.url)?.flatMap((entry) => entry.accepted) ?? [];
      const everything = [...others, ...accepted.map(({ permission }) => permission)];
      const plain = engine.decide(asked.method, asked.url, engine.principal(facts), 0);
      expect(engine.decide(asked.method, asked.url, engine.principal({ ...facts, [other]: everything }), 0)).toBe(
        plain,
      );
    }),
    { numRuns: 2000 },
  );
});

test('a permission that does not exist for the kind of token allows nothing', () => {
  const missing = TOKEN_KINDS.map((of) => {
    const bit = PERMISSION_MARK[of === 'delegated-personal' ? 'personal' : of];
    return table.permissionNames.filter((_, number) => ((table.permissionMarks[number] as number) & bit) === 0);
  });
  fc.assert(
    fc.property(operation, kind, fc.nat(), ({ method, url }, of, number) => {
      const names = missing[TOKEN_KINDS.indexOf(of)] as readonly string[];
      const asked = { method, url, kind: of };
      const handle = decide(asked, [names[number % names.length] as string]);
      expect(OUTCOMES[partOf(handle, PERMISSION)]).not.toBe('allow');
    }),
    { numRuns: 5000 },
  );
});

test('a deny names what is missing, and adding any of it lets the request through, for every operation and kind', () => {
  let denied = 0;
  for (const { method, url } of operations) {
    for (const of of TOKEN_KINDS) {
      const asked = { method, url, kind: of };
      const { permission } = engine.describe(method, url, engine.prepare({ kind: of, permissions: [] }), 0).parts;
      if (permission.outcome !== 'deny') continue;
      const firm = permission.accepted.filter((entry) => !entry.doubtful);
      if (permission.reason === 'kind-refused' || permission.reason === 'kind-not-supported') {
        expect(firm, `${method} ${url} ${of}`).toEqual([]);
        continue;
      }
      denied++;
      expect(permission.reason, `${method} ${url} ${of}`).toBe('nothing-held');
      expect(permission.accepted, `${method} ${url} ${of}`).not.toEqual([]);
      for (const entry of permission.accepted) {
        for (const partner of entry.with.length === 0 ? [[]] : entry.with.map((one) => [one])) {
          const outcome = OUTCOMES[partOf(decide(asked, [entry.permission, ...partner]), PERMISSION)];
          if (outcome !== (entry.doubtful ? 'unknown' : 'allow')) {
            expect.fail(`${method} ${url} ${of}: ${entry.permission} with ${partner.join()} gives ${outcome}`);
          }
        }
      }
    }
  }
  expect(denied).toBeGreaterThan(10_000);
}, 60_000);

test('least privileged permissions are accepted ones', () => {
  const strays: string[] = [];
  for (const { method, url } of operations) {
    for (const of of TOKEN_KINDS) {
      const { permission } = engine.describe(method, url, engine.prepare({ kind: of, permissions: [] }), 0).parts;
      const accepted = new Set(permission.accepted.map((entry) => entry.permission));
      for (const least of permission.least) if (!accepted.has(least)) strays.push(`${method} ${url} ${of}: ${least}`);
    }
  }
  expect(strays).toEqual([]);
}, 60_000);
