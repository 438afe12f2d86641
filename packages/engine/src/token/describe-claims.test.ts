import { expect, test } from 'vitest';
import { APPLICATION, DELEGATED } from '../../test/tokens.ts';
import { describeClaims } from './describe-claims.ts';
import { factsFromClaims } from './from-claims.ts';

const roles = [{ id: '5d6b6bb7-de71-4623-b4af-96380a352509', name: 'Security Reader', aliases: [] }];

function described(claims: Readonly<Record<string, unknown>>, personal = false): Map<string, [string | null, string]> {
  return new Map(
    describeClaims(factsFromClaims(claims), claims, { roles, personal }).map((row) => [
      row.claim,
      [row.value, row.meaning],
    ]),
  );
}

test('every claim is described in its order', () => {
  expect([...described(DELEGATED).keys()]).toEqual(Object.keys(DELEGATED));
});

test('what identifies a person is hidden unless asked for', () => {
  const rows = described({ ...DELEGATED, made_up: 'ada@example.com', rh: '0.AXo' });
  for (const claim of ['name', 'upn', 'ipaddr', 'made_up', 'rh']) expect(rows.get(claim)?.[0]).toBeNull();
  expect(JSON.stringify([...rows])).not.toContain('ada@example.com');
  expect(described(DELEGATED, true).get('upn')?.[0]).toBe('ada@example.com');
});

test('times, roles and lists are shown for people', () => {
  const rows = described(DELEGATED);
  expect(rows.get('exp')?.[0]).toBe('1754004500 (2025-07-31T23:28:20Z)');
  expect(rows.get('amr')?.[0]).toBe('pwd, mfa');
  expect(rows.get('wids')?.[0]).toBe(
    '5D6B6BB7-de71-4623-b4af-96380a352509 (Security Reader), ' +
      'b79fbf4d-3ef9-4689-8143-76b194e85509 (no role, marks ordinary users)',
  );
});

test('a permission claim of the other kind is said to be ignored', () => {
  expect(described({ ...APPLICATION, scp: 'User.Read' }).get('scp')?.[1]).toContain('ignored here');
  expect(described({ ...DELEGATED, roles: ['User.Read.All'] }).get('roles')?.[1]).toContain('ignored here');
  expect(described(APPLICATION).get('roles')?.[1]).not.toContain('ignored here');
});

test('absurd values are shown, and shortened', () => {
  const rows = described({ exp: 1e300, iat: 'soon', scp: 'x'.repeat(5000), aud: null });
  expect(rows.get('exp')?.[0]).toBe('1e+300');
  expect(rows.get('iat')?.[0]).toBe('"soon"');
  expect(rows.get('aud')?.[0]).toBe('null');
  expect(rows.get('scp')?.[0]?.length).toBeLessThan(2100);
});
