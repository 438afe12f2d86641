import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servePages, type ServedPages } from './serve-pages.ts';

let folder = '';
let pages: ServedPages;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'why403-pages-'));
  mkdirSync(join(folder, 'site/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(join(folder, 'site/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'site/assets/a-1.js'), 'x'.repeat(1000));
  pages = await servePages(join(folder, 'site'), 0);
});

afterAll(async () => {
  await pages.close();
  rmSync(folder, { recursive: true });
});

test('the address is this machine only, and its root is the page', async () => {
  expect(pages.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const response = await fetch(pages.url);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.text()).toBe('<!doctype html>');
});

test('files are compressed as the browser can read them, and kept where their name has their hash', async () => {
  for (const encoding of ['br', 'gzip']) {
    const response = await fetch(`${pages.url}assets/a-1.js`, { headers: { 'accept-encoding': encoding } });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(Number(response.headers.get('content-length'))).toBeLessThan(100);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toBe('x'.repeat(1000));
  }
});

test('no path leads out of the folder, and nothing can be sent', async () => {
  for (const path of ['/../secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/assets', '//']) {
    expect(await statusOf(path), path).toBe(404);
  }
  expect((await fetch(pages.url, { method: 'POST', body: 'x' })).status).toBe(405);
});

test('a folder that is not there is an error', async () => {
  await expect(servePages(join(folder, 'missing'), 0)).rejects.toMatchObject({ code: 'ENOENT' });
});

/** Sends the path as it is: `fetch` would take `..` out of it. */
function statusOf(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(pages.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}
