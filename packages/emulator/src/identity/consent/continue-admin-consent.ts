import { resolveTenantPath, type Call } from '../call.ts';
import { identifyClient } from '../client/identify-client.ts';
import { AadError } from '../errors/aad-error.ts';
import { matchRedirectUri } from '../authorize/redirect-uri.ts';
import { respond, respondError, type Responder } from '../authorize/respond.ts';
import { chooseAccount } from '../pages/choose-account.ts';
import { renderConsent } from '../pages/consent-pages.ts';
import type { Interaction, PageFlow } from '../pages/interaction.ts';
import { renderMessage } from '../pages/message-page.ts';
import { renderSignIn, type PageFrame } from '../pages/sign-in-pages.ts';
import type { Parameters } from '../request/form.ts';
import { parseScopes } from '../scope/parse-scopes.ts';
import { findTenant, findUserInTenant } from '../tenant/directory.ts';
import { resolveResourceOfCall } from '../tenant/resource-of-call.ts';
import { PERSONAL_TENANT_ID } from '../well-known.ts';
import { readConsentPower } from './administrators.ts';
import {
  applyAdminConsent,
  findRegisteredPermissions,
  findNamedPermissions,
  type TenantGrant,
} from './admin-consent.ts';

/**
 * The admin consent endpoint: an administrator grants, for everybody in the tenant, the named delegated permissions, or
 * with `.default` (and always at version 1.0) everything that the registration requires, application permissions too.
 *
 * @throws {@link AadError} as long as the redirect URI is not known to be the application's.
 *
 * @see [Admin consent on the Microsoft identity platform](https://learn.microsoft.com/entra/identity-platform/v2-admin-consent)
 */
export async function continueAdminConsent(
  call: Call,
  flow: PageFlow,
  parameters: Parameters,
  interaction: Interaction,
): Promise<Response> {
  const path = await resolveTenantPath(call, flow.segment);
  if (path.kind === 'consumers' || (path.kind === 'common' && flow.version === 2)) {
    throw new AadError(90023, ['admin consent needs a tenant']);
  }
  const app = await identifyClient(call, parameters.need('client_id'), path);
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri !== null) matchRedirectUri(app, redirectUri);
  const responder: Responder | null =
    redirectUri === null ? null : { redirectUri, mode: 'query', state: parameters.get('state') };
  const frame: PageFrame = { flow, interaction, appName: app.display_name, formTarget: redirectUri };
  try {
    const scope = flow.version === 2 ? parameters.need('scope') : null;
    const scopes = scope === null ? null : parseScopes(scope);
    const choice = await chooseAccount(call, frame, { prompt: null, loginHint: parameters.get('login_hint') });
    if ('page' in choice) return choice.page;
    const { account } = choice;
    const pageFrame = { ...frame, interaction: choice.interaction };
    const tenant = path.tenant ?? (await findTenant(call.state.db, account.user.tenant_id));
    const user = tenant === null ? null : await findUserInTenant(call.state.db, account.user, tenant.id);
    const power = user === null ? 'nothing' : await readConsentPower(call, user.id);
    if (tenant === null || user === null || tenant.id === PERSONAL_TENANT_ID || power === 'nothing') {
      const problem = `${account.user.upn} is no administrator of this tenant (AADSTS90094).`;
      if (call.settings.automatic) throw new AadError(90094, [app.app_id]);
      return renderSignIn(call, pageFrame, { userName: '', problem });
    }
    // `.default` grants everything, but it must still name something that exists.
    for (const asked of scopes?.resources ?? []) await resolveResourceOfCall(call, tenant, asked.resource);
    const grants: readonly TenantGrant[] =
      scopes === null || scopes.resources.some((resource) => resource.isDefault)
        ? await findRegisteredPermissions(call, tenant, app)
        : await findNamedPermissions(call, tenant, scopes);
    const needsMore = grants.some((grant) => grant.resource.isGraph && grant.roles.length > 0);
    if (power === 'delegated' && needsMore) throw new AadError(90094, [app.app_id]);
    const { consent } = choice.interaction;
    if (consent !== null && !consent.isGiven) throw new AadError(65004);
    if (consent === null && !call.settings.automatic) {
      const publisher = await findTenant(call.state.db, app.tenant_id);
      return await renderConsent(call, pageFrame, {
        account,
        tenantName: tenant.display_name,
        publisher: publisher?.display_name ?? 'an unknown tenant',
        items: grants.map((grant) => ({
          resource: grant.resource.name,
          delegated: grant.scopes.map((granted) => granted.value),
          application: grant.roles.map((role) => role.value),
        })),
        reach: 'everybody',
      });
    }
    await applyAdminConsent(call, tenant, app, grants);
    if (responder === null) {
      return await renderMessage(call, 'Granted', 'The permissions are granted.', choice.interaction.cookies);
    }
    const answer = { admin_consent: 'True', tenant: tenant.id, ...(scope === null ? {} : { scope }) };
    return await respond(call, responder, answer, choice.interaction.cookies);
  } catch (error) {
    if (!(error instanceof AadError) || responder === null) throw error;
    const isDecline = error.number === 65004 || error.number === 90094;
    // Documented: version 1.0 says permission_denied, version 2.0 access_denied.
    const named =
      isDecline && flow.version === 1 ? new AadError(error.number, [], { error: 'permission_denied' }) : error;
    return respondError(call, responder, named, interaction.cookies);
  }
}
