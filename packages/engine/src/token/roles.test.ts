import { expect, test } from 'vitest';
import { isGuid, resolveRoles } from './roles.ts';

const ROLES = [
  { id: '5d6b6bb7-de71-4623-b4af-96380a352509', name: 'Security Reader', aliases: [] },
  { id: '194ae4cb-b126-40b2-bd5b-6091b380977d', name: 'Security Administrator', aliases: [] },
  { id: '62e90394-69f5-4237-9190-012177145e10', name: 'Global Administrator', aliases: ['Company Administrator'] },
];

test('roles are found by id, by name in any spelling, and by an old name; each once', () => {
  expect(
    resolveRoles(
      ['security-reader', '194AE4CB-B126-40B2-BD5B-6091B380977D', 'CompanyAdministrator', 'Global administrator'],
      ROLES,
    ),
  ).toEqual({ ids: ROLES.map((role) => role.id), unknown: [] });
});

test('an id that is in no list is kept, since it may be a value that is no role', () => {
  expect(resolveRoles(['B79FBF4D-3EF9-4689-8143-76B194E85509'], ROLES).ids).toEqual([
    'b79fbf4d-3ef9-4689-8143-76b194e85509',
  ]);
});

test('an unknown name gets the names that are close to it', () => {
  expect(resolveRoles(['Securty Readr', 'Florist', ''], ROLES)).toEqual({
    ids: [],
    unknown: [
      { name: 'Securty Readr', suggestions: ['Security Reader'] },
      { name: 'Florist', suggestions: [] },
      { name: '', suggestions: [] },
    ],
  });
});

test('a name of a megabyte gets no suggestions', () => {
  expect(resolveRoles(['a'.repeat(1_000_000)], ROLES).unknown[0]?.suggestions).toEqual([]);
});

test('a GUID has one form', () => {
  expect(isGuid('62E90394-69f5-4237-9190-012177145e10')).toBe(true);
  for (const wrong of ['62e9039469f542379190012177145e10', '{62e90394-69f5-4237-9190-012177145e10}', '']) {
    expect(isGuid(wrong)).toBe(false);
  }
});
