import fc from 'fast-check';
import { operationOf, type Engine } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';

const engine: Engine = loadEngine();
const nobody = engine.prepare({ kind: 'delegated', permissions: [] });
const operations = [...engine.operations(0)];

const HEX = [...'0123456789abcdef'];
const guid = fc
  .array(fc.constantFrom(...HEX), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
const id = fc.oneof(
  guid,
  fc.nat().map((number) => `id${number}`),
  fc.nat().map((number) => `user${number}@contoso.example`),
  fc.nat().map((number) => `AAMkAGI${number}_-=`),
);

/** An operation as a path whose parameters are filled in. */
const filled = fc.tuple(fc.constantFrom(...operations), fc.infiniteStream(id)).map(([operation, ids]) => {
  const next = ids[Symbol.iterator]();
  const path = operation.path.replaceAll(/\{\w+\}/g, () => next.next().value as string);
  return { index: operation.index, method: operation.method, path };
});

function find(method: string, url: string): number {
  return operationOf(engine.decide(method, url, nobody, 0));
}

function each(
  check: (asked: { readonly index: number; readonly method: string; readonly path: string }) => void,
): void {
  fc.assert(fc.property(filled, check), { numRuns: 3000 });
}

test('every operation is found by its own template with its parameters filled in', () => {
  each(({ index, method, path }) => {
    expect(find(method, path)).toBe(index);
  });
  for (const { index, method, path } of operations) {
    if (find(method, path.replaceAll(/\{\w+\}/g, 'x1')) !== index) expect.fail(`${method} ${path}`);
  }
});

test('letter case of the path and of the method never matters', () => {
  each(({ index, method, path }) => {
    expect(find(method, path.toUpperCase())).toBe(index);
    expect(find(method.toLowerCase(), path.toLowerCase())).toBe(index);
  });
});

test('percent-encoding never matters, in either letter case', () => {
  fc.assert(
    fc.property(filled, fc.nat(), fc.boolean(), ({ index, method, path }, seed, lower) => {
      const encoded = path.replaceAll(/[^/]/g, (character, at: number) => {
        if ((at * 2654435761 + seed) % 5 !== 0) return character;
        const hex = character.charCodeAt(0).toString(16).padStart(2, '0');
        return `%${lower ? hex : hex.toUpperCase()}`;
      });
      expect(find(method, encoded)).toBe(index);
    }),
    { numRuns: 3000 },
  );
});

test('doubled slashes inside and slashes at the end never matter', () => {
  fc.assert(
    fc.property(filled, fc.nat(), fc.nat({ max: 2 }), ({ index, method, path }, seed, trailing) => {
      const doubled = path.replaceAll('/', (slash, at: number) =>
        at > 0 && (at * 40503 + seed) % 3 === 0 ? '//' : slash,
      );
      expect(find(method, doubled + '/'.repeat(trailing))).toBe(index);
    }),
    { numRuns: 3000 },
  );
});

test('a query never changes the operation, whatever it holds', () => {
  fc.assert(
    fc.property(filled, fc.string(), ({ index, method, path }, query) => {
      expect(find(method, `${path}?${query}`)).toBe(index);
    }),
    { numRuns: 3000 },
  );
});

test('host, version and first slash never change the operation', () => {
  each(({ index, method, path }) => {
    for (const base of [
      '',
      '/',
      '/v1.0/',
      'beta/',
      '//graph.microsoft.com/v1.0/',
      'https://graph.microsoft.us/beta/',
    ]) {
      expect(find(method, `${base}${path.slice(1)}`)).toBe(index);
    }
  });
});

test('all spellings at once are still the same operation', () => {
  each(({ index, method, path }) => {
    const spelled = `HTTPS://Graph.Microsoft.COM:443/V1.0/${path.slice(1).toUpperCase().replaceAll('/', '//')}/?$top=1`;
    expect(find(method, spelled)).toBe(index);
  });
});

test('a decision never throws and never depends on what was asked before', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 20 }), filled, (url, method, between) => {
      const first = engine.decide(method, url, nobody, 0);
      find(between.method, between.path);
      expect(engine.decide(method, url, nobody, 0)).toBe(first);
    }),
    { numRuns: 3000 },
  );
});
