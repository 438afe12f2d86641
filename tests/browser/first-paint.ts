import type { Page } from '@playwright/test';

/** When a page first showed something, in milliseconds after it was asked for. Waits for it. */
export function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const first = list.getEntriesByName('first-contentful-paint')[0];
          if (first !== undefined) resolve(first.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}
