import { expect, test } from 'vitest';
import { checkLock } from './check-lock.mjs';

test('a lock with every optional dependency, hoisted or nested, passes', () => {
  expect(
    checkLock({
      packages: {
        '': {},
        'packages/a': { optionalDependencies: { x: '1' } },
        'node_modules/x': { optionalDependencies: { y: '1', z: '1' } },
        'node_modules/x/node_modules/y': {},
        'node_modules/z': {},
      },
    }),
  ).toEqual([]);
});

test('an optional dependency that the lock leaves out is reported', () => {
  expect(
    checkLock({
      packages: {
        'node_modules/x': { optionalDependencies: { '@x/darwin': '1' } },
        'node_modules/y/node_modules/@x/darwin': {},
      },
    }),
  ).toEqual(['node_modules/x needs the optional `@x/darwin`, which is not in the lock']);
});

test('an address of a registry is reported, the folder of a workspace is not', () => {
  expect(
    checkLock({
      packages: {
        'node_modules/a': { resolved: 'packages/a', link: true },
        'node_modules/x': { resolved: 'https://example.com/x.tgz' },
      },
    }),
  ).toEqual(['node_modules/x names where it was downloaded; run `npm install` with the .npmrc of this project']);
});
