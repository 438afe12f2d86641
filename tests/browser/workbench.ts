import { test as base, expect, type Page } from '@playwright/test';
import { NOW, userClaims } from '../support/tokens.ts';
import { serveSite } from './serve-site.ts';

/** What a page did that it must not do. */
export interface Watch {
  /** Addresses that were asked for and are not files of the site. */
  readonly outside: string[];
  /** Everything written to the console, and errors that nobody caught. */
  readonly console: string[];
}

/** Tests with the built site, on a plain file server, and a page that is watched. */
export const test = base.extend<
  { readonly watch: Watch; readonly open: (hash: string) => Promise<Page> },
  { readonly site: string }
>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const { url, server } = await serveSite();
      await use(url);
      server.close();
    },
    { scope: 'worker' },
  ],
  watch: async ({ page, site }, use) => {
    const watch: Watch = { outside: [], console: [] };
    page.on('request', (request) => {
      if (!request.url().startsWith(site)) watch.outside.push(request.url());
    });
    page.on('console', (message) => watch.console.push(message.text()));
    page.on('pageerror', (error) => watch.console.push(error.message));
    await use(watch);
  },
  open: async ({ page, site, watch }, use) => {
    await use(async (hash) => {
      await page.clock.setFixedTime(NOW * 1000);
      await page.goto(`${site}${hash}`);
      await page.locator('h1').first().waitFor();
      await page.locator('.loading').waitFor({ state: 'detached' });
      return page;
    });
    expect(watch.outside, 'requests that left the site').toEqual([]);
    expect(watch.console, 'console').toEqual([]);
  },
});

/** Every view of the workbench, with something to see in it. */
export const VIEWS: readonly {
  readonly name: string;
  readonly hash: string;
  readonly act?: (page: Page) => Promise<void>;
}[] = [
  { name: 'Explain, empty', hash: '#/explain' },
  {
    name: 'Explain, permission missing',
    hash: '#/explain',
    act: (page) => showExample(page, 'The permission is missing'),
  },
  { name: 'Explain, roles hidden', hash: '#/explain', act: (page) => showExample(page, 'The token hides the roles') },
  { name: 'Operations', hash: '#/explore/operations?q=security' },
  { name: 'Operation', hash: '#/explore/operation/GET/security/secureScores' },
  { name: 'Permissions', hash: '#/explore/permissions?q=security' },
  { name: 'Permission', hash: '#/explore/permission/SecurityEvents.ReadWrite.All' },
  { name: 'Roles', hash: '#/explore/roles?q=security' },
  { name: 'Security API', hash: '#/explore/security' },
  { name: 'Plan, empty', hash: '#/plan' },
  {
    name: 'Plan',
    hash: '#/plan',
    act: async (page) => {
      await page.getByRole('button', { name: 'Show me with four calls' }).click();
      await page.getByRole('heading', { name: 'For the manifest of the registration' }).waitFor();
    },
  },
  { name: 'About', hash: '#/about' },
  { name: 'Nowhere', hash: '#/nowhere' },
];

/** Takes one of the examples of the empty page. */
export async function showExample(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: title }).click();
  await page.locator('.verdict').waitFor();
}

/** Gives a text to the box for anything. */
export async function paste(page: Page, text: string): Promise<void> {
  const box = page.getByLabel('Paste or drop anything');
  await box.fill(text);
  await box.press('Control+Enter');
  await expect(box).toHaveValue('');
}

/** States of the gates, in their order. */
export async function gates(page: Page): Promise<readonly string[]> {
  await page.locator('.gate').first().waitFor();
  await expect(page.locator('.answer')).toHaveAttribute('data-stale', 'false');
  return page.locator('.gate').evaluateAll((all) => all.map((gate) => (gate as HTMLElement).dataset['outcome'] ?? ''));
}

/** A token as it is sent. Its signature is the text `not-signed`. */
export function tokenOf(changes: Readonly<Record<string, unknown>> = {}): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'RS256', typ: 'JWT' }),
    part(userClaims(changes)),
    Buffer.from('not-signed').toString('base64url'),
  ].join('.');
}

export { expect };
