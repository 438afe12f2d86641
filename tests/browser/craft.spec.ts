import { AxeBuilder } from '@axe-core/playwright';
import { firstPaint } from './first-paint.ts';
import { expect, gates, showExample, test, VIEWS } from './workbench.ts';

for (const { name, hash, act } of VIEWS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing: ${name}, ${colorScheme}`, async ({ open, page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(hash);
      await act?.(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(' | ')}`,
        ),
      ).toEqual([]);
    });
  }

  test(`nothing is wider than 360 px: ${name}`, async ({ open, page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(hash);
    await act?.(page);
    const { beyond, wide } = await page.evaluate(() => ({
      beyond: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
      wide: [...document.querySelectorAll('main *')]
        .filter(
          (element) =>
            element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 &&
            element.closest('.matrix-box, .numbers, pre, .visually-hidden, .rows') === null,
        )
        .map((element) => `${element.tagName}.${element.className}`)
        .slice(0, 5),
    }));
    expect({ beyond, wide }).toEqual({ beyond: 0, wide: [] });
  });
}

test('the page takes the colours of the system, and the button changes them', async ({ open, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open('#/explain');
  const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await paper();
  await page.getByRole('button', { name: 'Use light colours' }).click();
  await expect.poll(paper).not.toBe(dark);
});

test('the back button goes from view to view and keeps what was pasted', async ({ open, page }) => {
  await open('#/explain');
  await showExample(page, 'The permission is missing');
  await page.getByRole('link', { name: 'SecurityEvents.Read.All' }).first().click();
  await expect(page.locator('h1')).toHaveText('SecurityEvents.Read.All');
  await expect(page).toHaveTitle('Permission · why403');
  await page.goBack();
  await page.locator('.verdict').waitFor();
  expect(await gates(page)).toEqual(['allow', 'allow', 'deny', 'allow', 'not-checked']);
  await page.goForward();
  await expect(page.locator('h1')).toHaveText('SecurityEvents.Read.All');
});

test('nothing jumps while the engine answers', async ({ open, page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { readonly value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await open('#/explain');
  await showExample(page, 'The role is missing');
  await page.getByRole('button', { name: 'Security Reader' }).click();
  await expect(page.locator('.what-if-says')).not.toHaveText('');
  const total = await page.evaluate(() =>
    (window as unknown as { readonly shifts: readonly number[] }).shifts.reduce((sum, each) => sum + each, 0),
  );
  expect(total).toBeLessThan(0.1);
});

test('the first paint comes in under a second, on a browser that has nothing of the page yet', async ({
  page,
  site,
}) => {
  await page.goto(`${site}#/explain`);
  expect(await firstPaint(page)).toBeLessThan(1000);
});
