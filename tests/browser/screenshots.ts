// `npm run screenshots`: draws every view into docs/screenshots.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../clients/chromium.ts';
import { startEmulator } from './emulator.ts';
import { serveSite } from './serve-site.ts';

interface Shot {
  readonly name: string;
  readonly hash: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly act?: (page: Page) => Promise<void>;
  /** Served by the emulator, with its tenant. */
  readonly tenant?: boolean;
}

const example = (title: string) => async (page: Page) => {
  await page.getByRole('button', { name: title }).click();
  await page.locator('.verdict').waitFor();
};

const SHOTS: readonly Shot[] = [
  { name: 'start', hash: '#/explain' },
  { name: 'explain-permission', hash: '#/explain', height: 1100, act: example('The permission is missing') },
  { name: 'explain-role-dark', hash: '#/explain', height: 1100, dark: true, act: example('The role is missing') },
  {
    name: 'explain-what-if',
    hash: '#/explain',
    act: async (page) => {
      await example('The role is missing')(page);
      await page.getByRole('button', { name: 'Security Reader' }).click();
      await page.getByText('What if: ').waitFor();
      await page.locator('.way').scrollIntoViewIfNeeded();
      await page.evaluate(() => scrollTo(0, 300));
    },
  },
  {
    name: 'explain-token',
    hash: '#/explain',
    act: async (page) => {
      await example('The token hides the roles')(page);
      await page.locator('.claims').evaluate((element) => element.scrollIntoView());
    },
  },
  {
    name: 'explain-repair',
    hash: '#/explain',
    height: 1000,
    act: async (page) => {
      await example('The permission is missing')(page);
      await page.getByRole('link', { name: 'Show how' }).click();
    },
  },
  { name: 'explain-narrow', hash: '#/explain', width: 360, height: 900, act: example('The permission is missing') },
  { name: 'operations', hash: '#/explore/operations?q=security+alerts' },
  { name: 'operation', hash: '#/explore/operation/GET/security/secureScores' },
  { name: 'permission', hash: '#/explore/permission/SecurityEvents.ReadWrite.All', height: 1000 },
  { name: 'permission-large-dark', hash: '#/explore/permission/Directory.ReadWrite.All', dark: true, height: 1000 },
  { name: 'roles', hash: '#/explore/roles?q=security' },
  { name: 'security-api', hash: '#/explore/security' },
  {
    name: 'plan',
    hash: '#/plan',
    height: 1000,
    act: async (page) => {
      await page.getByRole('button', { name: 'Show me with four calls' }).click();
      await page.getByText('For the manifest').waitFor();
    },
  },
  { name: 'about', hash: '#/about' },
  {
    name: 'tenant',
    hash: '#/tenant',
    height: 1000,
    tenant: true,
    act: (page) => page.locator('.who-may td[data-outcome]').first().waitFor(),
  },
  {
    name: 'play-dark',
    hash: '#/play',
    height: 1000,
    dark: true,
    tenant: true,
    act: async (page) => {
      for (const step of [1, 2, 3, 4]) {
        await page.getByRole('button', { name: `Play step ${step}` }).click();
        await page.getByRole('button', { name: `Play step ${step} again` }).waitFor();
      }
      await page.locator('.played .gate').first().waitFor();
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
];

const wanted = process.argv.slice(2);
const out = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
mkdirSync(out, { recursive: true });
const { executablePath, env } = await findChromium();
const browser = await chromium.launch({ executablePath, env: { ...process.env, ...env } as Record<string, string> });
const { url, server } = await serveSite();
const emulator = await startEmulator();
try {
  for (const { name, hash, width = 1280, height = 800, dark = false, act, tenant = false } of SHOTS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
    page.on('console', (message) => console.error(`${name}: ${message.type()}: ${message.text()}`));
    await page.goto(`${tenant ? emulator.url : url}${hash}`);
    await page.locator('h1').first().waitFor();
    await page.locator('.loading').waitFor({ state: 'detached' });
    await act?.(page);
    await page.screenshot({ path: `${out}${name}.png` });
    await page.close();
    console.log(`docs/screenshots/${name}.png`);
  }
} finally {
  await browser.close();
  server.close();
  await emulator.stop();
}
