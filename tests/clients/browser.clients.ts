import { createHash } from 'node:crypto';
import { connect } from 'node:tls';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { servePages, type TestPages } from './browser-page.ts';
import { launchChromium } from './chromium.ts';
import { startFixture, type ClientFixture } from './fixture.ts';
import { recordResults } from './result-table.ts';
import { GRAPH, type FlowResult } from './scenario.ts';

const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';

let fixture: ClientFixture;
let pages: TestPages;
let browser: Browser;
let context: BrowserContext;
const results: FlowResult[] = [];

beforeAll(async () => {
  pages = await servePages();
  fixture = await startFixture({
    automatic: false,
    pages: ['http://localhost/new', 'http://localhost/old', 'http://localhost/bridge'],
  });
  // The certificate of this emulator is trusted, and no other.
  browser = await launchChromium([`--ignore-certificate-errors-spki-list=${await keyHash(fixture.input.origin)}`]);
});
afterAll(async () => {
  await browser.close();
  await pages.stop();
  await fixture.stop();
  recordResults('browser', results);
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

test('msal-browser: redirect, code with PKCE across origins, cached, refreshed, and silent in a frame', async () => {
  const page = await context.newPage();
  await openApp(page, 'new');
  await run(page, 'signIn', [GRAPH]);
  await signIn(page, 'ada');
  const { token: first = '' } = await returnToApp(page, 'new');
  expect(decodeJwt(first)).toMatchObject({ scp: expect.stringContaining('SecurityEvents.Read.All') });
  expect(decodeJwt(first)['wids']).toContain(SECURITY_READER);
  note('msal-browser (Chromium)', 'authorization code with PKCE, redirect', first);
  expect(await run(page, 'renew', [GRAPH], false)).toEqual({ token: first, fromCache: true });
  const refreshed = await run(page, 'renew', [GRAPH], true);
  expect(refreshed.fromCache).toBe(false);
  expect(refreshed.token).not.toBe(first);
  note('msal-browser (Chromium)', 'refresh token across origins', refreshed.token);
  const framed = await run(page, 'renewInFrame', [GRAPH], `${pages.origin}/bridge`);
  note('msal-browser (Chromium)', 'silent in a hidden frame (prompt=none)', framed.token);
});

test('msal 1.x: the implicit flow works, and its token has no wids although the user holds the role', async () => {
  const page = await context.newPage();
  await openApp(page, 'old');
  await run(page, 'signIn', [GRAPH]);
  await signIn(page, 'ada');
  expect(await returnToApp(page, 'old')).toEqual({ isSignedIn: true });
  const { token = '' } = await run(page, 'renew', [GRAPH]);
  expect(decodeJwt(token)).toMatchObject({ scp: expect.stringContaining('SecurityEvents.Read.All'), idtyp: 'user' });
  expect(decodeJwt(token)).not.toHaveProperty('wids');
  note('msal 1.x (Chromium)', 'implicit, silent in a hidden frame', token);
});

test('pages: a wrong password, consent by the user, and leaving without consent', async () => {
  const page = await context.newPage();
  await openApp(page, 'new');
  await run(page, 'signIn', ['Calendars.Read']);
  await page.fill('#username', 'noah@contoso.example');
  await page.fill('#password', 'wrong');
  await page.click('button:has-text("Sign in")');
  expect(await page.textContent('[role=alert]')).toContain('AADSTS50126');
  await signIn(page, 'noah');
  expect(await page.textContent('main')).toContain('Calendars.Read');
  await page.click('button:has-text("Accept")');
  const granted = await returnToApp(page, 'new');
  expect(decodeJwt(granted.token ?? '')['scp']).toContain('Calendars.Read');
  note('msal-browser (Chromium)', 'consent of the user on the page', granted.token);
  await run(page, 'ask', ['Contacts.Read']);
  await page.click('button:has-text("Cancel")');
  expect((await returnToApp(page, 'new')).problem).toContain('access_denied');
});

/** What the functions of the pages answer. */
interface PageAnswer {
  readonly token?: string;
  readonly problem?: string;
  readonly fromCache?: boolean;
  readonly isSignedIn?: boolean;
}

/** Calls a function of the page. */
async function run(page: Page, name: string, ...values: readonly unknown[]): Promise<PageAnswer> {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  return (await page.evaluate<PageAnswer | undefined>(`globalThis.${name}(${list})`)) ?? {};
}

async function openApp(page: Page, which: 'new' | 'old'): Promise<PageAnswer> {
  await page.goto(`${pages.origin}/${which}`);
  return start(page, which);
}

async function returnToApp(page: Page, which: 'new' | 'old'): Promise<PageAnswer> {
  await page.waitForURL((url) => url.origin === pages.origin && url.pathname === `/${which}`);
  return start(page, which);
}

function start(page: Page, which: 'new' | 'old'): Promise<PageAnswer> {
  const { apps, origin, tenant, host } = fixture.input;
  return run(page, 'start', {
    clientId: apps.dashboard,
    authority: `${origin}/${tenant}`,
    knownAuthorities: [host],
    redirectUri: `${pages.origin}/${which}`,
  });
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.fill('#username', `${name}@contoso.example`);
  await page.fill('#password', fixture.input.password);
  await page.click('button:has-text("Sign in")');
}

function note(client: string, flow: string, token = ''): void {
  const { scp, wids } = decodeJwt<{ scp?: string; wids?: string[] }>(token);
  results.push({
    client,
    flow,
    token: { ...(scp === undefined ? {} : { scp }), ...(wids === undefined ? {} : { wids }) },
  });
}

/** SHA-256 of the server's public key, as Chromium's switch wants it. */
function keyHash(origin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(new URL(origin).port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      const spki = certificate?.publicKey.export({ type: 'spki', format: 'der' });
      if (spki === undefined) reject(new Error('the server has no certificate'));
      else resolve(createHash('sha256').update(spki).digest('base64'));
    });
    socket.on('error', reject);
  });
}
