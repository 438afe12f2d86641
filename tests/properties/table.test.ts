import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  METHODS,
  compactOf,
  createEngine,
  expandTable,
  imageOf,
  openTable,
  readCompact,
  type TokenKind,
} from '@why403/engine';
import {
  NO_DETAILS,
  compiledOf,
  type OperationSpec,
  type RuleSpec,
  type TableSpec,
} from '../../packages/engine/test/small-table.ts';
import { filled, outcomeOf } from './shipped.ts';

const names = ['Alpha.Read', 'Alpha.ReadWrite', 'Beta.Read.All', 'Gamma.Write', 'Delta.Manage', 'Zeta.Create'] as const;
const roles = ['00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b'] as const;

const some = (least: number): fc.Arbitrary<string[]> => fc.subarray([...names], { minLength: least });
const rule: fc.Arbitrary<RuleSpec> = fc.record(
  {
    flags: fc.constantFrom(0, 1, 2, 4),
    alone: some(0),
    doubtful: some(0),
    pairs: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), some(1)), { maxLength: 2, selector: ([first]) => first }),
    least: fc.constant([]),
  },
  { requiredKeys: [] },
);
const need = fc.record({ flags: fc.nat(7), roles: fc.subarray([...roles]), partial: fc.subarray([...roles]) });
const segment = fc.constantFrom('users', 'Groups', 'alerts_v2', '{id}', 'find(q={value})', '{value}:', 'delta');
const operation: fc.Arbitrary<OperationSpec> = fc.record(
  {
    method: fc.constantFrom(...METHODS),
    path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
    delegated: rule,
    personal: rule,
    application: rule,
    delegatedRole: need,
    applicationRole: need,
    fact: fc.tuple(fc.nat(15), fc.nat(0xfff), fc.nat(30_000), fc.nat(9)),
    note: fc.array(fc.integer({ min: 0, max: 0x7fffffff }), { maxLength: 3 }),
    marks: fc.nat(127),
  },
  { requiredKeys: ['method', 'path'] },
);
const tables: fc.Arbitrary<TableSpec> = fc.record({
  operations: fc.uniqueArray(operation, {
    minLength: 1,
    maxLength: 12,
    selector: ({ method, path }) => `${method} ${path}`,
  }),
  permissionMarks: fc.constant(Object.fromEntries(names.map((name, index) => [name, index % 8]))),
  privileged: fc.subarray([...roles], { minLength: 1 }),
});

test('reading what was written gives the same table, and writing it again the same bytes', () => {
  fc.assert(
    fc.property(tables, (spec) => {
      const compiled = compiledOf(spec);
      const bytes = compactOf(compiled);
      expect(readCompact(bytes)).toEqual(compiled);
      expect(compactOf(readCompact(bytes))).toEqual(bytes);
      expect(expandTable(bytes)).toEqual(imageOf(compiled));
    }),
    { numRuns: 300 },
  );
});

test('the shipped table survives reading and writing', () => {
  const shipped = new Uint8Array(
    readFileSync(fileURLToPath(new URL('../../packages/knowledge/data/table.bin', import.meta.url))),
  );
  expect(compactOf(readCompact(shipped))).toEqual(shipped);
  const table = openTable(expandTable(shipped));
  expect(table.permissionNames).toEqual(readCompact(shipped).permissionNames);
});

test('an opened image answers as the description of the table says', () => {
  const kinds = [
    ['delegated', 'delegated'],
    ['delegated-personal', 'personal'],
    ['application', 'application'],
  ] as const;
  fc.assert(
    fc.property(tables, some(0), (spec, held) => {
      const engine = createEngine(openTable(imageOf(compiledOf(spec))), NO_DETAILS);
      for (const each of spec.operations) {
        const found = engine.request(each.method, filled(each.path), 0).operation;
        if (found?.path !== each.path) continue; // A more specific template fits the filled path.
        for (const [kind, member] of kinds) {
          const principal = engine.prepare({ kind: kind satisfies TokenKind, permissions: held });
          const handle = engine.decide(each.method, filled(each.path), principal, 0);
          expect([each.path, kind, held, outcomeOf(handle, 'permission')]).toEqual([
            each.path,
            kind,
            held,
            expected(each[member], held),
          ]);
        }
      }
    }),
    { numRuns: 300 },
  );
});

/** What a rule means, said once more in the plainest way. */
function expected(spec: RuleSpec | undefined, held: readonly string[]): 'allow' | 'unknown' | 'deny' {
  const flags = spec?.flags ?? 0;
  const any = (list: readonly string[] | undefined): boolean => (list ?? []).some((name) => held.includes(name));
  if ((flags & 1) !== 0) return 'deny';
  if (any(spec?.alone)) return 'allow';
  if ((spec?.pairs ?? []).some(([first, others]) => held.includes(first) && any(others))) return 'allow';
  return any(spec?.doubtful) || (flags & 6) !== 0 ? 'unknown' : 'deny';
}
