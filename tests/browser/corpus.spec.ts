import { loadDecisions, runCorpus } from '../../corpus/runner.ts';
import { expect, gates, paste, test } from './workbench.ts';

const SHARES = 4;
const cases = loadDecisions();

for (let share = 0; share < SHARES; share++) {
  test(`the page gives every decision of the corpus, part ${share + 1} of ${SHARES}`, async ({ open, page }) => {
    test.setTimeout(180_000);
    await open('#/explain');
    const own = cases.filter((_, index) => index % SHARES === share);
    expect(own.length).toBeGreaterThan(20);
    const mismatches = await runCorpus(own, async ({ id, request, caller, now }) => {
      const list = caller.kind === 'application' ? 'roles' : 'scp';
      const told = caller.wids === undefined ? {} : { wids: caller.wids ?? 'none' };
      await paste(
        page,
        JSON.stringify({
          id,
          request: { method: request.method, url: request.url },
          kind: caller.kind,
          [list]: caller.permissions,
          ...told,
          now,
        }),
      );
      await page.locator('.verdict').waitFor();
      const [, operation = '', permission = '', role = '', policy = ''] = await gates(page);
      const outcome = (await page.locator('.verdict').getAttribute('data-outcome')) ?? '';
      await page.getByRole('tab').nth(1).click();
      const link = page.locator('.gate-detail p a code');
      const path = (await link.count()) === 0 ? null : ((await link.innerText()).split(' ')[1] ?? null);
      const suggestions = await page.locator('.gate-detail .plain code').allInnerTexts();
      await page.getByRole('button', { name: 'Clear all' }).click();
      await page.locator('.start').waitFor();
      return { outcome, operation, permission, role, policy, path, suggestions };
    });
    expect(mismatches).toEqual([]);
  });
}
