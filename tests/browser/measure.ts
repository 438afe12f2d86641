// `npm run bench:workbench`: how much the Explain page loads, and how soon something is to be seen.
import { readFileSync, readdirSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { findChromium } from '../clients/chromium.ts';
import { firstPaint } from './first-paint.ts';
import { SITE, serveSite } from './serve-site.ts';

const RUNS = 9;

/** Most that JavaScript for the Explain page may weigh, gzip, with the table. */
const MOST_SCRIPT = 350_000;

const { executablePath, env } = await findChromium();
const { url, server } = await serveSite();
const browser = await chromium.launch({ executablePath, env: { ...process.env, ...env } as Record<string, string> });
const paints: number[] = [];
const answers: number[] = [];
const loaded = new Set<string>();
try {
  for (let run = 0; run < RUNS; run++) {
    // Each context is a browser that has nothing of the page yet.
    const context = await browser.newContext();
    const page = await context.newPage();
    context.on('request', (request) => loaded.add(new URL(request.url()).pathname));
    page.on('worker', (worker) => loaded.add(new URL(worker.url()).pathname));
    await page.goto(`${url}#/explain`);
    paints.push(await firstPaint(page));
    await page.getByRole('button', { name: 'The permission is missing' }).click();
    await page.locator('.verdict').waitFor();
    answers.push(await page.evaluate(() => performance.now()));
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
let script = 0;
console.log('| file | bytes | gzip | brotli |\n| --- | --- | --- | --- |');
for (const name of readdirSync(`${SITE}assets`).sort()) {
  if (!loaded.has(`/assets/${name}`)) continue;
  const content = readFileSync(`${SITE}assets/${name}`);
  const packed = gzipSync(content, { level: 9 }).length;
  if (name.endsWith('.js')) script += packed;
  console.log(
    `| ${name.replace(/-[\w-]{8}\./, '.')} | ${content.length} | ${packed} | ${brotliCompressSync(content).length} |`,
  );
}
console.log(`\nscripts of the Explain page, gzip: ${script} bytes`);
console.log(
  `first paint, cold: median ${Math.round(median(paints))} ms, worst ${Math.round(Math.max(...paints))} ms (${RUNS} runs)`,
);
console.log(`page asked for to verdict of an example: median ${Math.round(median(answers))} ms`);
if (script > MOST_SCRIPT || Math.max(...paints) > 1000) process.exitCode = 1;
