import { expect, gates, paste, showExample, test, tokenOf } from './workbench.ts';
import { SECURITY_READER, TENANT, USER, CLIENT } from '../support/tokens.ts';

const URL = 'https://graph.microsoft.com/v1.0/security/secureScores';
const REFUSAL = `HTTP/1.1 403 Forbidden
content-type: application/json

{"error":{"code":"UnknownError","message":"Auth token does not contain valid permissions or user does not have valid roles."}}`;

test.describe('the story of the support article', () => {
  test('the token lacks the permission: that gate is shut, its claim is marked, the repair is the least', async ({
    open,
  }) => {
    const page = await open('#/explain');
    await showExample(page, 'The permission is missing');
    await expect(page.locator('#verdict')).toHaveText('Refused: The token does not carry the permission.');
    expect(await gates(page)).toEqual(['allow', 'allow', 'deny', 'allow', 'not-checked']);
    await expect(page.getByRole('tab', { selected: true })).toContainText('Permission');
    await expect(page.locator('.claim[data-decides="true"] .claim-name code')).toHaveText('scp');
    await expect(page.locator('.cause').first().locator('.code')).toHaveText('missing-permission');
    await expect(page.locator('.cause').first().locator('.remedy').first()).toContainText('SecurityEvents.Read.All');
    await expect(page.locator('.proof').first()).toContainText('permission is open');
  });

  test('the user lacks the role: the three accepted roles are shown with their ids', async ({ open }) => {
    const page = await open('#/explain');
    await showExample(page, 'The role is missing');
    await expect(page.locator('#verdict')).toHaveText('Refused: The user lacks a directory role.');
    expect(await gates(page)).toEqual(['allow', 'allow', 'allow', 'deny', 'not-checked']);
    const detail = page.locator('.gate-detail');
    await expect(detail).toContainText('Security Reader');
    await expect(detail).toContainText('Security Administrator');
    await expect(detail).toContainText('Global Administrator');
    await expect(detail).toContainText(SECURITY_READER);
  });

  test('the implicit flow: it cannot be told, wids is shown as absent, the repair is another flow', async ({
    open,
  }) => {
    const page = await open('#/explain');
    await showExample(page, 'The token hides the roles');
    expect(await gates(page)).toEqual(['allow', 'allow', 'allow', 'unknown', 'not-checked']);
    const claim = page.locator('.claim[data-decides="true"]');
    await expect(claim).toHaveAttribute('data-missing', 'true');
    await expect(claim.locator('.claim-name code')).toHaveText('wids');
    await expect(page.locator('.cause').first()).toContainText('authorization code flow with PKCE');
  });
});

test('a token, then a request, then a response: each is recognised and takes its place', async ({ open }) => {
  const page = await open('#/explain');
  await paste(page, `Bearer ${tokenOf()}`);
  await expect(page.locator('.found')).toContainText('That was a token.');
  await paste(page, `GET ${URL}`);
  await expect(page.locator('.found')).toContainText('That was a request.');
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue(URL);
  await paste(page, REFUSAL);
  await expect(page.locator('.found')).toContainText('That was a response.');
  await expect(page.locator('.observed')).toContainText('403');
  expect(await gates(page)).toEqual(['allow', 'allow', 'deny', 'allow', 'not-checked']);
});

test('a curl line gives token and request at once', async ({ open }) => {
  const page = await open('#/explain');
  await paste(page, `curl -H "Authorization: Bearer ${tokenOf({ scp: 'SecurityEvents.Read.All' })}" "${URL}"`);
  await expect(page.locator('#verdict')).toContainText('Permitted');
  expect(await gates(page)).toEqual(['allow', 'allow', 'allow', 'allow', 'not-checked']);
});

test('a recording offers its requests, the first refused one is explained', async ({ open }) => {
  const page = await open('#/explain');
  const entry = (path: string, status: number): unknown => ({
    request: { method: 'GET', url: `https://graph.microsoft.com/v1.0${path}`, headers: [] },
    response: { status, headers: [], content: { mimeType: 'application/json', text: '{}' } },
  });
  await page.getByLabel('Paste or drop anything').evaluate(
    (box, text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    },
    JSON.stringify({
      log: { entries: [entry('/me', 200), entry('/security/secureScores', 403), entry('/users', 200)] },
    }),
  );
  await expect(page.locator('.asked')).toContainText('/security/secureScores');
  await page.getByLabel('3 requests were found; this one is explained').selectOption('2');
  await expect(page.locator('.asked')).toContainText('/users');
});

test('a dropped file is read', async ({ open }) => {
  const page = await open('#/explain');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'request.http'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, `GET ${URL}`);
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue(URL);
});

test('what if: a toggled role changes the gates at once, and "as it was" brings them back', async ({ open }) => {
  const page = await open('#/explain');
  await showExample(page, 'The role is missing');
  await page.getByRole('button', { name: 'Security Reader' }).click();
  await expect(page.locator('.what-if-says')).toHaveText('With this change every gate that can be checked is open.');
  expect((await gates(page))[3]).toBe('allow');
  await page.getByRole('button', { name: 'Application', exact: true }).click();
  await expect(page.locator('.way')).toHaveAttribute('data-changed', 'true');
  await page.getByRole('button', { name: 'As it was' }).click();
  await expect(page.locator('.way')).toHaveAttribute('data-changed', 'false');
  expect((await gates(page))[3]).toBe('deny');
});

test('gates are reached by arrow keys', async ({ open }) => {
  const page = await open('#/explain');
  await showExample(page, 'The permission is missing');
  await page.getByRole('tab', { selected: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { selected: true })).toContainText('Role');
  await expect(page.locator('.gate-detail')).toContainText('Held in wids');
  await page.keyboard.press('Home');
  await expect(page.getByRole('tab', { selected: true })).toContainText('Token');
});

test('a shared link holds facts only, and gives the same decision', async ({ open, context, site }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await open('#/explain');
  const token = tokenOf();
  await paste(
    page,
    `curl -H "Authorization: Bearer ${token}" "https://graph.microsoft.com/v1.0/users/nadia@contoso.example/messages"`,
  );
  const before = await gates(page);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.locator('.share')).toContainText('Copied.');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.startsWith(`${site}#/explain?facts=`)).toBe(true);
  const shared = Buffer.from(link.split('facts=')[1] ?? '', 'base64url').toString();
  for (const secret of [...token.split('.'), TENANT, CLIENT, USER, 'nadia', 'pairwise-subject']) {
    expect(shared.includes(secret), secret.slice(0, 12)).toBe(false);
  }
  const other = await open(new globalThis.URL(link).hash);
  await other.locator('.verdict').waitFor();
  expect(await gates(other)).toEqual(before);
});

test('a link that was cut off says so', async ({ open }) => {
  const page = await open('#/explain?facts=eyJ2Ijo');
  await expect(page.getByRole('alert')).toContainText('no facts that can be read');
});

test('a report holds no token, no ids and no names', async ({ open }) => {
  const page = await open('#/explain');
  const token = tokenOf();
  await paste(page, `curl -H "Authorization: Bearer ${token}" "${URL}"`);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save report' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('why403-report.md');
  const stream = await download.createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const report = Buffer.concat(chunks).toString();
  expect(report).toContain('missing-permission');
  expect(report).toContain('| Permission | shut |');
  for (const secret of [...token.split('.'), TENANT, CLIENT, USER, 'nadia']) {
    expect(report.includes(secret), secret.slice(0, 12)).toBe(false);
  }
});
