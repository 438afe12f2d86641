import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled } from './ensure-deps.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'why403-ensure-deps-'));
  write('package-lock.json', {
    packages: {
      '': {},
      'packages/a': {},
      'node_modules/a': { link: true, resolved: 'packages/a' },
      'node_modules/x': { version: '1.0.0' },
      'node_modules/x/node_modules/y': { version: '2.0.0' },
      'node_modules/darwin-only': { version: '1.0.0', optional: true },
    },
  });
  write('node_modules/.package-lock.json', {});
  write('node_modules/a/package.json', {});
  write('node_modules/x/package.json', { version: '1.0.0' });
  write('node_modules/x/node_modules/y/package.json', { version: '2.0.0' });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), JSON.stringify(content));
}

test('what the lock names, without the optional packages of other platforms, is a complete install', () => {
  expect(isInstalled(root)).toBe(true);
});

test.each([
  ['an install that was interrupted', 'node_modules/.package-lock.json'],
  ['a deleted package', 'node_modules/x'],
  ['a deleted nested package', 'node_modules/x/node_modules/y'],
  ['a workspace that is new', 'node_modules/a'],
])('%s is not complete', (_, path) => {
  rmSync(join(root, path), { recursive: true });
  expect(isInstalled(root)).toBe(false);
});

test('another version is not complete', () => {
  write('node_modules/x/package.json', { version: '1.0.1' });
  expect(isInstalled(root)).toBe(false);
});

test('a checkout without a lock is an error, not an endless install', () => {
  rmSync(join(root, 'package-lock.json'));
  expect(() => isInstalled(root)).toThrow('package-lock.json is missing or unreadable');
});
