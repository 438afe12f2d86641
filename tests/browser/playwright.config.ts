import { defineConfig } from '@playwright/test';
import { findChromium } from '../clients/chromium.ts';

const { executablePath, env } = await findChromium();

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../node_modules/.cache/playwright',
  timeout: 60_000,
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  use: {
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath, env: { ...process.env, ...env } as Record<string, string> },
  },
});
