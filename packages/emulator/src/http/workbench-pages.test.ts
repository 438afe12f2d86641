import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestEmulator, ORIGIN, type TestEmulator } from '../../test/test-emulator.ts';

let folder = '';
let emulator: TestEmulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'why403-ui-'));
  mkdirSync(join(folder, 'site/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(join(folder, 'site/tenant.html'), '<!doctype html>');
  writeFileSync(join(folder, 'site/assets/a-1.js'), 'export {}');
  emulator = await createTestEmulator({ pages: join(folder, 'site') });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

test('the pages are served below /emulator/ui/, beginning with that of the tenant', async () => {
  const page = await emulator.get('/emulator/ui/');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  const script = await emulator.get('/emulator/ui/assets/a-1.js');
  expect(await script.text()).toBe('export {}');
  expect((await emulator.get('/emulator/ui')).headers.get('location')).toBe('/emulator/ui/');
});

test('no path leads out of the folder, nothing can be sent, and other endpoints stay', async () => {
  for (const path of ['..%2fsecret.txt', 'assets', '%2e%2e/secret.txt', 'index.html']) {
    expect((await emulator.get(`/emulator/ui/${path}`)).status, path).toBe(404);
  }
  const sent = await emulator.fetch(new Request(`${ORIGIN}/emulator/ui/`, { method: 'POST', body: 'x' }), {
    clientAddress: '127.0.0.1',
  });
  expect(sent.status).toBe(405);
  expect((await emulator.get('/emulator/clock')).status).toBe(200);
});

test('without pages there are none', async () => {
  const bare = await createTestEmulator();
  expect((await bare.get('/emulator/ui/')).status).toBe(404);
  await bare.close();
});
