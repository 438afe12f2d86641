import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { startEmulator } from './emulator.ts';

const test = base.extend<{ readonly open: (hash: string) => Promise<Page> }, { readonly emulator: string }>({
  emulator: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const { url, stop } = await startEmulator();
      await use(url);
      await stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  open: async ({ page, emulator }, use) => {
    const outside: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(emulator).origin)) outside.push(request.url());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await use(async (hash) => {
      await page.goto(`${emulator}${hash}`);
      await page.locator('h1').first().waitFor();
      await page.locator('.loading').waitFor({ state: 'detached' });
      return page;
    });
    expect(outside, 'requests to others than the emulator').toEqual([]);
    expect(errors).toEqual([]);
  },
});

// One tenant is changed by these tests, so they run one after the other, each from the start.
test.describe.configure({ mode: 'serial' });

test.beforeEach(async ({ open, page }) => {
  await open('#/tenant');
  await page.getByRole('button', { name: 'Back to the start' }).click();
  await expect(page.locator('.tenant-status')).toHaveText('Everything is as it was at the start.');
});

test('going back to the start can be undone', async ({ page }) => {
  const app = page.locator('.tenant-list > li', { has: page.getByRole('heading', { name: 'Alert integrator' }) });
  await app.getByRole('button', { name: /^Revoke/ }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'false');
  await page.getByRole('button', { name: 'Back to the start' }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'true');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'false');
});

test('the tenant shows who holds what, and what is asked for without consent', async ({ page }) => {
  const app = page.locator('.tenant-list > li', {
    has: page.getByRole('heading', { name: 'Integrator without consent' }),
  });
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'false');
  const granted = page.locator('.tenant-list > li', { has: page.getByRole('heading', { name: 'Alert integrator' }) });
  await expect(granted.locator('li.grant')).toHaveAttribute('data-granted', 'true');
  const pim = page.locator('.tenant-list > li', { has: page.getByRole('heading', { name: /^Pim/ }) });
  await expect(pim).toContainText('eligible, not active');
});

test('the picture says who gets through and which gate stops the others, and follows what is changed', async ({
  page,
}) => {
  const cell = (app: string, user: string) => page.getByRole('button', { name: new RegExp(`^${app} for ${user}`) });
  await expect(cell('Alert integrator', 'itself')).toHaveText('passes');
  await expect(cell('Integrator without consent', 'itself')).toHaveText('permission');
  await expect(cell('Command line tool', 'Ada')).toHaveText('passes');
  await expect(cell('Command line tool', 'Noah')).toHaveText('role');
  await expect(cell('Command line tool', 'Pim')).toHaveText('role');
  await page.getByRole('button', { name: 'Assign the role to Noah Norole' }).click();
  await expect(cell('Command line tool', 'Noah')).toHaveText('passes');
  await page.getByLabel('Path', { exact: true }).fill('/security/alerts_v2');
  await expect(cell('Alert integrator', 'itself')).toHaveText('permission');
});

test('a pair of the picture is tried in Play, which answers what the picture says', async ({ page }) => {
  await page.getByRole('button', { name: /^Command line tool for Noah Norole is stopped at the gate role/ }).click();
  await page.getByRole('button', { name: 'Sign in and send' }).click();
  const played = page.locator('.played');
  await expect(played.locator('.status')).toHaveText('403');
  await expect(played.locator('.gate[data-outcome="deny"] .gate-name')).toHaveText('Role');
});

test('the link of a refusal leads to its explanation', async ({ page, request, emulator, open }) => {
  const { origin } = new URL(emulator);
  const issued = await request.post(`${origin}/emulator/token`, {
    data: { tenant: 'contoso.example', client: 'Command line tool', user: 'noah@contoso.example' },
  });
  const { access_token: token } = (await issued.json()) as { readonly access_token: string };
  const refused = await request.get(`${origin}/v1.0/security/secureScores`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(refused.status()).toBe(403);
  const link = /<([^>]+)>; rel="help"/.exec(refused.headers()['link'] ?? '')?.[1] ?? '';
  expect(link).toContain(`${origin}/emulator/ui/#/refusal/`);
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.locator('#verdict')).toHaveText('Refused: The user lacks a directory role.');
  await expect(page.locator('.observed')).toContainText('403');
  expect(page.url()).toContain('#/explain');
  await open('#/refusal/00000000-0000-4000-8000-000000000000');
  await expect(page.getByRole('alert')).toContainText('newest thousand refusals');
});

test('consent, revoke and undo go through the emulated Graph', async ({ page }) => {
  const app = page.locator('.tenant-list > li', {
    has: page.getByRole('heading', { name: 'Integrator without consent' }),
  });
  await app.getByRole('button', { name: /^Consent to SecurityEvents/ }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'true');
  await app.getByRole('button', { name: /^Revoke/ }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'false');
  await expect(page.locator('.tenant-status')).toContainText('was revoked');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'true');
});

test('an application is registered, asks for a permission, and is granted it', async ({ page }) => {
  await page.getByLabel('Register an application').fill('My connector');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  const app = page.locator('.tenant-list > li', { has: page.getByRole('heading', { name: 'My connector' }) });
  await app.getByText('Ask for another permission').click();
  await app.getByLabel('Permission for My connector', { exact: true }).fill('SecurityAlert.Read.All');
  await app.getByRole('button', { name: 'Register it' }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'false');
  await app.getByRole('button', { name: 'Consent to all' }).click();
  await expect(app.locator('li.grant')).toHaveAttribute('data-granted', 'true');
});

test('a name that is no permission is answered with a sentence', async ({ page }) => {
  const app = page.locator('.tenant-list > li', { has: page.getByRole('heading', { name: 'Web portal' }) });
  await app.getByText('Ask for another permission').click();
  await app.getByLabel('Permission for Web portal', { exact: true }).fill('Unheard.Of');
  await app.getByRole('button', { name: 'Register it' }).click();
  await expect(page.getByRole('alert')).toContainText('no delegated permission Unheard.Of');
});

test('a role is assigned and taken away, and can be brought back', async ({ page }) => {
  const noah = page.locator('.tenant-list > li', { has: page.getByRole('heading', { name: /^Noah/ }) });
  await noah.getByRole('button', { name: 'Assign the role to Noah Norole' }).click();
  await expect(noah.locator('li.grant')).toContainText('Security Reader');
  await noah.getByRole('button', { name: 'Take Security Reader from Noah Norole' }).click();
  await expect(noah).toContainText('no directory role');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(noah.locator('li.grant')).toContainText('Security Reader');
});

test('the story in five steps: each answer is the one that the emulator really gives', async ({ page }) => {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Play' }).click();
  const statuses = page.locator('.played .status');
  const deciding = page.locator(
    '.played .gate[data-outcome="deny"] .gate-name, .played .gate[data-outcome="unknown"] .gate-name',
  );
  for (const [step, expected, gate] of [
    [1, ['403'], 'Permission'],
    [2, ['403'], 'Permission'],
    [3, ['200'], null],
    [4, ['403', '200'], 'Role'],
    [5, ['403', '200'], 'Role'],
  ] as const) {
    await page.getByRole('button', { name: `Play step ${step}` }).click();
    await expect(page.getByRole('button', { name: `Play step ${step} again` })).toBeEnabled();
    await expect(statuses).toHaveText([...expected]);
    if (gate === null) await expect(deciding).toHaveCount(0);
    else await expect(deciding.first()).toHaveText(gate);
  }
});

test('the console signs in, sends, and shows response, decision and log row', async ({ page }) => {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Play' }).click();
  await page.getByLabel('Application', { exact: true }).selectOption({ label: 'Command line tool' });
  await page.getByLabel('Signed-in user').selectOption({ label: 'Noah Norole (no role)' });
  await page.getByRole('button', { name: 'Sign in and send' }).click();
  const played = page.locator('.played');
  await expect(played.locator('.status')).toHaveText('403');
  await expect(played).toContainText('Auth token does not contain valid permissions or user does not have valid roles');
  await expect(played).toContainText('role=deny');
  await played.getByText('Row of the activity log').click();
  await expect(played).toContainText('"ResponseStatusCode": 403');
  await played.getByRole('button', { name: 'Explain it' }).click();
  await expect(page.locator('#verdict')).toHaveText('Refused: The user lacks a directory role.');
});

test('an explanation is reproduced: the same refusal happens in the tenant', async ({ page }) => {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Explain' }).click();
  await page.getByRole('button', { name: 'The role is missing' }).click();
  await page.getByRole('button', { name: 'Reproduce in the tenant' }).click();
  await page.getByRole('button', { name: 'Sign in and send' }).click();
  const played = page.locator('.played');
  await expect(played.locator('.status')).toHaveText('403');
  await expect(played.locator('.gate[data-outcome="deny"] .gate-name')).toHaveText('Role');
});

for (const view of ['tenant', 'play'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing: ${view}, ${colorScheme}`, async ({ open, page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(`#/${view}`);
      if (view === 'play') {
        // Two requests at once, so that nothing of one is taken for the other's.
        await page.getByRole('button', { name: 'Play step 5' }).click();
        await expect(page.locator('.played .gate')).toHaveCount(10);
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`),
      ).toEqual([]);
    });
  }

  test(`nothing is wider than 360 px: ${view}`, async ({ open, page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(`#/${view}`);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBeLessThanOrEqual(0);
  });
}
