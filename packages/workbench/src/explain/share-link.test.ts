import { factsFromFlags } from '@why403/engine';
import { expect, test } from 'vitest';
import type { ShareableFacts } from '../protocol.ts';
import { decodeShared, encodeShared } from './share-link.ts';

const SHARED: ShareableFacts = {
  v: 1,
  at: 1_788_264_000,
  facts: factsFromFlags({ scp: 'User.Read', wids: 'none' }),
  request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/security/secureScores' },
  response: { status: 403, code: 'UnknownError', message: 'ünïcode “quoted”' },
};

test('a link leads back to the same facts, request, response and time', () => {
  const evidence = decodeShared(encodeShared(SHARED));
  // A claim that nobody spoke of is left out, and so again one that nobody spoke of.
  expect(evidence).toEqual({
    token: '',
    facts: SHARED.facts,
    request: SHARED.request,
    at: SHARED.at,
    response: evidence?.response,
  });
  expect(evidence?.response).toContain('HTTP/1.1 403');
  expect(evidence?.response).toContain('ünïcode “quoted”');
});

test('what cannot stand in an address is not in a link', () => {
  expect(encodeShared(SHARED)).toMatch(/^[\w-]+$/);
});

test('a link of another form is refused: cut off, other version, other types, too long', () => {
  const text = encodeShared(SHARED);
  const of = (value: unknown): string => encodeShared(value as ShareableFacts);
  for (const broken of [
    '',
    text.slice(0, -9),
    `${text}!`,
    of({ ...SHARED, v: 2 }),
    of({ ...SHARED, at: 'now' }),
    of({ ...SHARED, request: { method: 'GET' } }),
    of({ ...SHARED, facts: { ...SHARED.facts, scopes: 'User.Read' } }),
    of({ ...SHARED, facts: { ...SHARED.facts, form: 'other' } }),
    of([]),
    'A'.repeat(40_000),
  ]) {
    expect(decodeShared(broken), broken.slice(0, 40)).toBeNull();
  }
});
