import { expect, paste, test, tokenOf, VIEWS } from './workbench.ts';

test('a token never reaches storage, address, title, history or console, in any view', async ({
  open,
  page,
  watch,
  context,
}) => {
  await open('#/explain');
  const token = tokenOf({ scp: 'SecurityEvents.Read.All' });
  await paste(page, `curl -H "Authorization: Bearer ${token}" https://graph.microsoft.com/v1.0/security/secureScores`);
  await page.locator('.verdict').waitFor();
  const addresses: string[] = [];
  for (const name of ['Explore', 'Plan', 'About', 'Explain']) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name }).click();
    await page.locator('.loading').waitFor({ state: 'detached' });
    addresses.push(page.url(), await page.title(), await page.evaluate(() => JSON.stringify(history.state)));
  }
  const stored = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookie: document.cookie,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  expect(stored).toEqual({ local: {}, session: {}, cookie: '', databases: [], caches: [], workers: 0 });
  expect(await context.cookies()).toEqual([]);
  const [, payload = '', signature = ''] = token.split('.');
  const told = [...addresses, ...watch.console].join('\n');
  expect(told.includes(payload) || told.includes(signature)).toBe(false);
  expect(watch.console).toEqual([]);
  // It is still there when somebody comes back, in memory only.
  await expect(page.getByLabel('Token', { exact: true })).toHaveValue(`Bearer ${token}`);
  await page.reload();
  await expect(page.getByLabel('Token', { exact: true })).toHaveValue('');
});

for (const { name, hash, act } of VIEWS) {
  test(`nothing is asked for outside of the site's own files: ${name}`, async ({ open, page, watch, site }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open(hash);
    await act?.(page);
    expect(watch.outside).toEqual([]);
    for (const address of asked) expect(address).toMatch(new RegExp(`^${site}(#.*|assets/[\\w.-]+|icon\\.svg)?$`));
  });
}

test('the browser itself forbids connections, other scripts and rules in text', async ({ page, site }) => {
  await page.goto(`${site}#/explain`);
  await page.locator('.start').waitFor();
  const tried = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
    const fetched = await fetch('/icon.svg').then(
      () => 'went out',
      () => 'stopped',
    );
    const image = new Image();
    image.src = 'https://example.com/x.png';
    const style = document.createElement('style');
    style.textContent = 'h1 { display: none }';
    document.head.append(style);
    const script = document.createElement('script');
    script.textContent = 'document.title = "ran"';
    document.head.append(script);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return {
      fetched,
      blocked: [...new Set(blocked)].sort(),
      title: document.title,
      shown: getComputedStyle(document.querySelector('h1') as Element).display,
    };
  });
  expect(tried.fetched).toBe('stopped');
  expect(tried.blocked).toEqual(['connect-src', 'img-src', 'script-src-elem', 'style-src-elem']);
  expect(tried.title).not.toBe('ran');
  expect(tried.shown).not.toBe('none');
});
