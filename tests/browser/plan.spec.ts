import { expect, test } from './workbench.ts';

test('calls become the smallest set, with the reason for each and the manifest', async ({ open, page }) => {
  await open('#/plan');
  await page
    .getByLabel('Calls', { exact: true })
    .fill('GET /security/secureScores\nGET /security/alerts_v2\nPATCH /security/alerts_v2/{id}');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.locator('#plan-verdict')).toHaveText('2 permissions for 3 of 3 calls');
  await expect(page.locator('.set a')).toHaveText(['SecurityAlert.ReadWrite.All', 'SecurityEvents.Read.All']);
  await expect(page.locator('.set li').nth(1)).toContainText('Without it, refused: GET /security/secureScores');
  await expect(page.locator('pre[aria-label="Manifest fragment"]')).toContainText(
    'bf394140-e372-4bf9-a898-299cfc7564e5',
  );
});

test('what the application has beyond the set is named', async ({ open, page }) => {
  await open('#/plan');
  await page.getByLabel('Calls', { exact: true }).fill('GET /security/secureScores');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByLabel('Permissions that it has now').fill('SecurityEvents.Read.All Directory.ReadWrite.All');
  await expect(page.getByRole('region', { name: 'Against what it has' })).toContainText('Directory.ReadWrite.All');
});

test('a recording is read, and what is removed can be brought back', async ({ open, page }) => {
  await open('#/plan');
  const entries = ['/security/secureScores', '/security/incidents'].map((path) => ({
    request: { method: 'GET', url: `https://graph.microsoft.com/v1.0${path}`, headers: [] },
    response: { status: 200, headers: [], content: {} },
  }));
  await page.getByLabel('Calls', { exact: true }).fill(JSON.stringify({ log: { entries } }));
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.locator('.calls li')).toHaveCount(2);
  await page.getByRole('button', { name: /^Remove GET .*incidents/ }).click();
  await expect(page.locator('.calls li')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.calls li')).toHaveCount(2);
});

test('a call that nothing covers is said to be so, with what was probably meant', async ({ open, page }) => {
  await open('#/plan');
  await page.getByLabel('Calls', { exact: true }).fill('GET /security/secureScore');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.locator('.calls li')).toContainText('not covered: no such operation is known');
  await expect(page.locator('.calls li')).toContainText('/security/secureScores');
});
