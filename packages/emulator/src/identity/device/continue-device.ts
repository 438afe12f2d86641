import { html } from 'hono/html';
import { findConsentNeeds } from '../consent/consent-need.ts';
import { readConsentPower } from '../consent/administrators.ts';
import { resolveTenantPath, type Call } from '../call.ts';
import { identifyClient, requireAudience } from '../client/identify-client.ts';
import { AadError } from '../errors/aad-error.ts';
import { chooseAccount } from '../pages/choose-account.ts';
import { renderAdminNeeded, renderConsent } from '../pages/consent-pages.ts';
import type { Interaction, PageFlow } from '../pages/interaction.ts';
import { renderMessage } from '../pages/message-page.ts';
import { renderPage } from '../pages/page.ts';
import { renderSignIn, type PageFrame } from '../pages/sign-in-pages.ts';
import type { Parameters } from '../request/form.ts';
import { parseScopes, scopesOfResource, type ParsedScopes } from '../scope/parse-scopes.ts';
import { findTenant, findUserInTenant } from '../tenant/directory.ts';
import { ensureServicePrincipal, grantScopes } from '../tenant/grants.ts';
import { PERSONAL_TENANT_ID } from '../well-known.ts';
import { answerDeviceCode, findPendingByUserCode, type DevicePayload } from './device-codes.ts';

/**
 * The page where a person types the code of a device, signs in and consents.
 *
 * The question for consent always comes, even when nothing is missing: whoever was sent a code by somebody else must see
 * which application would get in (RFC 8628, Section 5.4).
 *
 * @see [RFC 8628, Section 3.3 - User Interaction](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.3)
 */
export async function continueDevice(
  call: Call,
  flow: PageFlow,
  parameters: Parameters,
  interaction: Interaction,
): Promise<Response> {
  const typed = parameters.get('user_code');
  if (typed === null) return askForCode(call, null);
  const row = await findPendingByUserCode(call, typed);
  if (row === null) return askForCode(call, 'This code is unknown, used or expired.');
  const payload = JSON.parse(row.payload_json) as DevicePayload;
  const path = await resolveTenantPath(call, payload.segment);
  const app = await identifyClient(call, payload.appId, path);
  const frame: PageFrame = { flow, interaction, appName: app.display_name, formTarget: null };
  // Anybody may type a code: whoever is signed in must say that it is them.
  const choice = await chooseAccount(call, frame, {
    prompt: interaction.account === null ? 'select_account' : null,
    loginHint: parameters.get('login_hint'),
  });
  if ('page' in choice) return choice.page;
  const { account } = choice;
  const isWrongKind = path.kind === 'organizations' && account.user.kind === 'personal';
  const tenant = isWrongKind ? null : (path.tenant ?? (await findTenant(call.state.db, account.user.tenant_id)));
  const user = tenant === null ? null : await findUserInTenant(call.state.db, account.user, tenant.id);
  if (tenant === null || user === null) {
    const problem = `The account ${account.user.upn} does not exist in this tenant (AADSTS50020).`;
    return renderSignIn(call, { ...frame, interaction: choice.interaction }, { userName: '', problem });
  }
  requireAudience(app, account.user, tenant);
  const { consent, cookies } = choice.interaction;
  const answer = { userId: user.id, authenticatedAt: account.authenticatedAt };
  if (consent !== null && !consent.isGiven) {
    await answerDeviceCode(call, row.hash, { ...answer, state: 'declined' });
    return renderMessage(call, 'Declined', 'The device gets no access. You can close this page.', cookies);
  }
  const scopes = scopesOf(payload);
  const needs = await findConsentNeeds(call, tenant, app, user.id, scopes, false);
  const items = needs.map((need) => ({
    resource: need.resource.name,
    delegated: need.scopes.map((scope) => scope.value),
    application: [],
  }));
  const power = await readConsentPower(call, user.id);
  const isRestricted =
    tenant.id !== PERSONAL_TENANT_ID && needs.some((need) => need.scopes.some((scope) => scope.adminConsent));
  const pageFrame = { ...frame, interaction: choice.interaction };
  if (isRestricted && power === 'nothing') {
    if (call.settings.automatic) throw new AadError(90094, [items.flatMap((item) => item.delegated).join(' ')]);
    return renderAdminNeeded(call, pageFrame, { account, items });
  }
  if (consent === null && !call.settings.automatic) {
    const publisher = await findTenant(call.state.db, app.tenant_id);
    return renderConsent(call, pageFrame, {
      account,
      tenantName: tenant.display_name,
      publisher: publisher?.display_name ?? 'an unknown tenant',
      items,
      reach: power === 'nothing' || needs.length === 0 ? 'user' : 'choice',
    });
  }
  const context = { db: call.state.db, random: call.random, now: call.now };
  const client = await ensureServicePrincipal(context, tenant.id, app);
  for (const need of needs) {
    await grantScopes(context, {
      tenantId: tenant.id,
      clientSpId: client.id,
      resourceSpId: need.resource.servicePrincipal.id,
      userId: consent?.forEverybody === true && power !== 'nothing' ? null : user.id,
      scopes: need.scopes.map((scope) => scope.value),
    });
  }
  const isFirst = await answerDeviceCode(call, row.hash, { ...answer, state: 'approved' });
  if (!isFirst) return askForCode(call, 'This code is unknown, used or expired.');
  return renderMessage(call, 'Done', `${app.display_name} is signed in. You can close this page.`, cookies);
}

function scopesOf(payload: DevicePayload): ParsedScopes {
  const scopes = parseScopes(payload.scope);
  return payload.resource === null ? scopes : scopesOfResource(payload.resource, scopes.oidc);
}

function askForCode(call: Call, problem: string | null): Promise<Response> {
  return renderPage(call, {
    title: 'Enter the code',
    status: problem === null ? 200 : 400,
    body: html`<p>The device that you want to sign in shows a code.</p>
      ${problem === null ? '' : html`<p class="error" role="alert">${problem}</p>`}
      <form method="get" action="/devicelogin">
        <label for="user_code">Code</label>
        <input id="user_code" name="user_code" type="text" autocomplete="off" required />
        <button type="submit">Next</button>
      </form>`,
  });
}
