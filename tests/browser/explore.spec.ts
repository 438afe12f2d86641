import { expect, test } from './workbench.ts';

test('operations: typing searches all paths, and only rows that can be seen are drawn', async ({ open, page }) => {
  await open('#/explore');
  await expect(page.getByRole('status')).toContainText(/7,\d\d\d paths/);
  expect(await page.locator('.row').count()).toBeLessThan(60);
  await page.getByLabel('Search').fill('security secureScores');
  await expect(page.locator('.row').first()).toContainText('/security/secureScores');
  await expect(page).toHaveURL(/q=security%20secureScores$/);
  await page.getByLabel('Search').fill('https://graph.microsoft.com/v1.0/security/secureScores?$top=1');
  await expect(page.locator('.row').first()).toContainText('/security/secureScores');
});

test('operations: kinds are kept apart', async ({ open, page }) => {
  await open('#/explore/operations?q=/me/messages');
  const count = (): Promise<string> => page.getByRole('status').innerText();
  const all = await count();
  await page.getByLabel('Accepts').selectOption('application');
  await expect.poll(count).not.toBe(all);
});

test('operation: accepted permissions least first, roles, contested points, and a way to Explain', async ({
  open,
  page,
}) => {
  await open('#/explore/operation/GET/security/secureScores');
  const delegated = page.getByRole('region', { name: 'Delegated' });
  await expect(delegated.locator('.accepted li').first()).toContainText('SecurityEvents.Read.All');
  await expect(delegated.locator('.accepted li').first()).toContainText('least');
  await expect(delegated.locator('.values li')).toHaveText([
    'Security Reader',
    'Security Administrator',
    'Global Administrator',
  ]);
  await expect(page.getByText('Sources contradict each other')).toBeVisible();
  await page.getByRole('button', { name: 'Explain a refusal of it' }).click();
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue(
    'https://graph.microsoft.com/v1.0/security/secureScores',
  );
});

test('an operation that is documented not to exist says so', async ({ open, page }) => {
  await open('#/explore/operation/POST/security/secureScores');
  await expect(page.locator('.note')).toContainText('does not exist');
});

test('an operation and a permission that are not in the table lead to a search', async ({ open, page }) => {
  await open('#/explore/operation/GET/security/unheardOf');
  await expect(page.locator('h1')).toHaveText('Not in the table');
  await open('#/explore/permission/Unheard.Of');
  await expect(page.locator('h1')).toHaveText('Not in the table');
});

test('permission: ids, picture and tree', async ({ open, page }) => {
  await open('#/explore/permission/SecurityEvents.Read.All');
  await expect(page.getByText('bf394140-e372-4bf9-a898-299cfc7564e5')).toBeVisible();
  await expect(page.locator('.tile[data-reached="true"]')).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'GET /security/secureScores', exact: true })).toBeVisible();
});

test('permissions are found by id', async ({ open, page }) => {
  await open('#/explore/permissions?q=bf394140-e372-4bf9-a898-299cfc7564e5');
  await expect(page.locator('.row')).toHaveCount(1);
  await expect(page.locator('.row')).toContainText('SecurityEvents.Read.All');
});

test('roles: by name and by the id that stands in wids', async ({ open, page }) => {
  await open('#/explore/roles?q=5d6b6bb7-de71-4623-b4af-96380a352509');
  await expect(page.locator('.role')).toHaveCount(1);
  await expect(page.locator('.role')).toContainText('Security Reader');
});

test('the matrix shows the five permissions of the support article first, and what only the article states', async ({
  open,
  page,
}) => {
  await open('#/explore/security');
  const rows = page.locator('.matrix tbody th');
  await expect(rows.nth(0)).toHaveText('SecurityActions.Read.All');
  await expect(rows.nth(1)).toHaveText('SecurityActions.ReadWrite.All');
  await expect(rows.nth(2)).toHaveText('SecurityEvents.Read.All');
  await expect(rows.nth(3)).toHaveText('SecurityEvents.ReadWrite.All');
  await expect(rows.nth(4)).toHaveText('ThreatIndicators.ReadWrite.OwnedBy');
  const cell = page.locator('.matrix tbody tr').nth(3).locator('td').nth(2);
  await expect(cell.locator('.lacking')).toHaveText([/^POST/, /^PATCH/]);
});
