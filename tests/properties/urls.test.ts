import fc from 'fast-check';
import { expect, test } from 'vitest';
import { engine, outcomeOf, requests } from './shipped.ts';

/** What a spelling must not change. Text for text, so that a failure shows it. */
function answer(method: string, url: string, request: { kind: never; permissions: readonly string[] }): string {
  const { kind, permissions } = request;
  const principal = engine.prepare({ kind, permissions });
  const handle = engine.decide(method, url, principal, 0);
  const { operation } = engine.request(method, url, 0);
  return `${operation?.method} ${operation?.path} ${outcomeOf(handle, 'permission')} ${outcomeOf(handle, 'policy')}`;
}

const spellings: readonly (readonly [string, (path: string, bits: readonly boolean[]) => string])[] = [
  ['letter case', (path, bits) => each(path, bits, (letter) => letter.toUpperCase())],
  [
    'percent-encoding of letters and digits',
    (path, bits) => each(path, bits, (one) => (/[a-z0-9]/i.test(one) ? encoded(one) : one)),
  ],
  // Two slashes at the very beginning would name a host.
  ['doubled slashes', (path, bits) => `/${each(path.slice(1), bits, (one) => (one === '/' ? '//' : one))}`],
  ['doubled slashes around the version', (path) => `https://graph.microsoft.com//v1.0/${path}`],
  ['a slash at the end', (path) => `${path}/`],
  ['an added query', (path, bits) => `${path}?$top=${bits.length}&$skiptoken=a/b`],
  ['a version', (path, bits) => (bits[0] ? `/v1.0${path}` : `/V1.0${path}`)],
  ['a host', (path) => `https://graph.microsoft.com/v1.0${path}`],
  ['a host in capitals', (path) => `HTTPS://Graph.Microsoft.Com/v1.0${path}`],
];

test.each(spellings)('%s never changes which operation a request is for, nor its permissions', (_, spell) => {
  fc.assert(
    fc.property(requests, fc.array(fc.boolean(), { minLength: 8, maxLength: 40 }), (request, bits) => {
      const { method, path } = request;
      const caller = { kind: request.kind as never, permissions: request.permissions };
      expect(answer(method, spell(path, bits), caller)).toBe(answer(method, path, caller));
    }),
    { numRuns: 700 },
  );
});

test('the letter case of a method never matters', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const caller = { kind: request.kind as never, permissions: request.permissions };
      expect(answer(request.method.toLowerCase(), request.path, caller)).toBe(
        answer(request.method, request.path, caller),
      );
    }),
    { numRuns: 300 },
  );
});

test('an id may be any text that is no call, no cast and no dollar segment', () => {
  const id = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_~.@!+=,% '), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(id, (text) => {
      const found = engine.request('GET', `/security/incidents/a${encodeURIComponent(text)}`, 0);
      expect(found.operation?.path).toBe('/security/incidents/{id}');
    }),
    { numRuns: 1_000 },
  );
});

function each(text: string, bits: readonly boolean[], change: (character: string) => string): string {
  return [...text].map((character, at) => (bits[at % bits.length] ? change(character) : character)).join('');
}

function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
