import fc from 'fast-check';
import {
  METHODS,
  OUTCOMES,
  TOKEN_KINDS,
  compactOf,
  expandTable,
  imageOf,
  openTable,
  operationOf,
  partOf,
  readCompact,
} from '@why403/engine';
import { expect, test } from 'vitest';
import {
  compileSmall,
  smallEngine,
  type SmallOperation,
  type SmallTable,
} from '../../packages/engine/test/small-table.ts';

const NAMES = Array.from({ length: 70 }, (_, index) => `P${index}.Read`);
const names = fc.subarray(NAMES, { maxLength: 6 });
const rule = fc.record(
  {
    flags: fc.constantFrom(0, 1, 2, 4),
    alone: names,
    doubtful: names,
    pairs: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.subarray(NAMES, { minLength: 1, maxLength: 4 })), {
      selector: ([first]) => first,
      maxLength: 3,
    }),
    least: names,
  },
  { requiredKeys: [] },
);
const roleNeed = fc.record(
  { flags: fc.nat({ max: 7 }), roles: fc.subarray([0, 1, 2, 3]), partial: fc.subarray([0, 1, 2, 3]) },
  { requiredKeys: [] },
);
const operation: fc.Arbitrary<SmallOperation> = fc.record(
  {
    delegated: rule,
    personal: rule,
    application: rule,
    delegatedRole: roleNeed,
    applicationRole: roleNeed,
    fact: fc.tuple(fc.nat(15), fc.nat(0xffff), fc.nat(40_000), fc.nat(500)),
    note: fc.array(fc.nat(0x07ff_ffff), { maxLength: 3 }),
    marks: fc.nat(255),
  },
  { requiredKeys: [] },
);
const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('users', 'Messages', 'me', 'a', 'delta', 'x.y', '$ref', 'getThings()') },
  { weight: 2, arbitrary: fc.constant('{}') },
  { weight: 1, arbitrary: fc.constantFrom('get(a={})', 'get(a={},b={})', 'itemAt(index={})') },
);
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const small: fc.Arbitrary<SmallTable> = fc
  .array(fc.tuple(fc.constantFrom(...METHODS), path, operation), { minLength: 1, maxLength: 15 })
  .map((entries) => ({
    operations: Object.fromEntries(entries.map(([method, at, what]) => [`${method} ${at}`, what])),
  }));

test('reading the compact form gives what was written, and equal tables give equal bytes', () => {
  fc.assert(
    fc.property(small, (table) => {
      const compiled = compileSmall(table);
      const bytes = compactOf(compiled);
      expect(JSON.stringify(readCompact(bytes))).toBe(JSON.stringify(compiled));
      expect(Buffer.compare(compactOf(readCompact(bytes)), bytes)).toBe(0);
      expect(Buffer.compare(expandTable(bytes), imageOf(compiled))).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('both forms open at any place of a larger buffer', () => {
  fc.assert(
    fc.property(small, fc.nat(7), (table, offset) => {
      const compiled = compileSmall(table);
      const inside = (bytes: Uint8Array): Uint8Array => {
        const larger = new Uint8Array(bytes.length + 8);
        larger.set(bytes, offset);
        return larger.subarray(offset, offset + bytes.length);
      };
      expect(openTable(inside(imageOf(compiled))).permissionNames).toEqual(compiled.permissionNames);
      expect(JSON.stringify(readCompact(inside(compactOf(compiled))))).toBe(JSON.stringify(compiled));
    }),
    { numRuns: 50 },
  );
});

test('the opened image serves every operation as the table states it', () => {
  fc.assert(
    fc.property(small, (table) => {
      const engine = smallEngine(table);
      const found = new Set<number>();
      for (const [request, stated] of Object.entries(table.operations)) {
        const [method = '', template = ''] = request.split(' ');
        const url = template.replaceAll('{}', 'q1');
        for (const [place, kind] of TOKEN_KINDS.entries()) {
          const { flags = 0, alone = [] } = [stated.delegated, stated.personal, stated.application][place] ?? {};
          for (const name of alone.slice(0, 2)) {
            const handle = engine.decide(method, url, engine.prepare({ kind, permissions: [name] }), 0);
            found.add(operationOf(handle));
            expect(OUTCOMES[partOf(handle, 2)]).toBe((flags & 1) === 0 ? 'allow' : 'deny');
          }
          expect(engine.requirements(method, url)?.[place]?.kind).toBe(kind);
        }
      }
      const count = [...engine.operations(0)].length;
      expect(count).toBe(Object.keys(table.operations).length);
      for (const index of found) expect(index).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 200 },
  );
});
