import type { TenantTable, UserTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { requireAudience } from '../client/identify-client.ts';
import { readConsentPower, type ConsentPower } from '../consent/administrators.ts';
import { findConsentNeeds, type ConsentNeed } from '../consent/consent-need.ts';
import { AadError } from '../errors/aad-error.ts';
import { chooseAccount } from '../pages/choose-account.ts';
import { renderAdminNeeded, renderConsent, type ConsentItem } from '../pages/consent-pages.ts';
import type { Interaction, PageFlow } from '../pages/interaction.ts';
import { renderSignIn, type PageFrame } from '../pages/sign-in-pages.ts';
import type { Parameters } from '../request/form.ts';
import type { SessionAccount } from '../session/sessions.ts';
import { findClientInTenant, requireAssignment } from '../tenant/clients.ts';
import { findTenant, findUserInTenant } from '../tenant/directory.ts';
import { ensureServicePrincipal, grantScopes } from '../tenant/grants.ts';
import { requireUsableAccount } from '../grants/issue-user-tokens.ts';
import { PERSONAL_TENANT_ID } from '../well-known.ts';
import { createAnswer } from './create-answer.ts';
import { openAuthorization, readAuthorization, type Authorization } from './read-authorization.ts';
import { respond, respondError } from './respond.ts';

/**
 * The authorization endpoint, from its first request through its pages: checks the request, then finds account, tenant
 * and consent, asking for what is missing, and answers the application.
 *
 * @throws {@link AadError} as long as the redirect URI is not known to be the application's.
 *
 * @see [RFC 6749, Section 3.1 - Authorization Endpoint](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)
 */
export async function continueAuthorization(
  call: Call,
  flow: PageFlow,
  parameters: Parameters,
  interaction: Interaction,
): Promise<Response> {
  const opened = await openAuthorization(call, flow.segment, flow.version, parameters);
  try {
    const authorization = readAuthorization(opened);
    return await authorize(call, flow, authorization, interaction);
  } catch (error) {
    if (!(error instanceof AadError)) throw error;
    return respondError(call, opened.responder, error, interaction.cookies);
  }
}

/** The frame of an authorization's pages. */
export function frameOf(
  flow: PageFlow,
  authorization: Pick<Authorization, 'app' | 'responder'>,
  interaction: Interaction,
): PageFrame {
  return {
    flow,
    interaction,
    appName: authorization.app.display_name,
    formTarget: authorization.responder.redirectUri,
  };
}

async function authorize(
  call: Call,
  flow: PageFlow,
  authorization: Authorization,
  before: Interaction,
): Promise<Response> {
  const choice = await chooseAccount(call, frameOf(flow, authorization, before), authorization);
  if ('page' in choice) return choice.page;
  const { account, interaction } = choice;
  const frame = frameOf(flow, authorization, interaction);
  const place = await findPlace(call, authorization, account);
  if (place === null) {
    if (authorization.prompt === 'none') throw new AadError(16000);
    const problem = `The account ${account.user.upn} does not exist in this tenant (AADSTS50020).`;
    return renderSignIn(call, frame, { userName: '', problem });
  }
  requireUsableAccount(place.user, account.authenticatedAt);
  requireAudience(authorization.app, account.user, place.tenant);
  const client = await findClientInTenant(call, authorization.app, place.tenant.id);
  if (client !== null) await requireAssignment(call, client, place.user.id);
  const page = await settleConsent(call, frame, authorization, account, place);
  if (page !== null) return page;
  const signIn = {
    user: place.user,
    authenticatedAt: account.authenticatedAt,
    sessionId: interaction.session?.id ?? null,
    methods: ['pwd'],
  };
  const answer = await createAnswer(call, authorization, place.tenant, signIn);
  return respond(call, authorization.responder, answer, interaction.cookies);
}

interface Place {
  readonly tenant: TenantTable;
  /** What the account is in that tenant. */
  readonly user: UserTable;
}

/** Tenant of the sign-in: the one of the path, or the account's own. */
async function findPlace(call: Call, authorization: Authorization, account: SessionAccount): Promise<Place | null> {
  const { path } = authorization;
  if (path.kind === 'organizations' && account.user.kind === 'personal') return null;
  const tenant = path.tenant ?? (await findTenant(call.state.db, account.user.tenant_id));
  if (tenant === null) return null;
  const user = await findUserInTenant(call.state.db, account.user, tenant.id);
  return user === null ? null : { tenant, user };
}

/** Settles what was not consented to. @returns Null when nothing is missing any more, otherwise the page that asks. */
async function settleConsent(
  call: Call,
  frame: PageFrame,
  authorization: Authorization,
  account: SessionAccount,
  place: Place,
): Promise<Response | null> {
  const { consent } = frame.interaction;
  if (consent !== null && !consent.isGiven) throw new AadError(65004);
  const always = authorization.prompt === 'consent' && consent === null;
  const { tenant, user } = place;
  const needs = await findConsentNeeds(call, tenant, authorization.app, user.id, authorization.scopes, always);
  if (needs.length === 0) return null;
  const names = needs.flatMap((need) => need.scopes.map((scope) => scope.value));
  if (authorization.prompt === 'none') throw new AadError(65001, [authorization.app.app_id, names.join(' ')]);
  const power = await readConsentPower(call, user.id);
  if (power === 'nothing' && needs.some(needsAdministrator)) {
    if (consent !== null || call.settings.automatic) throw new AadError(90094, [names.join(' ')]);
    return renderAdminNeeded(call, frame, { account, items: needs.map(toItem) });
  }
  if (consent === null && !call.settings.automatic)
    return ask(call, frame, authorization, { account, place, needs, power });
  await grant(call, authorization, place, needs, consent?.forEverybody === true && power !== 'nothing');
  return null;
}

async function ask(
  call: Call,
  frame: PageFrame,
  authorization: Authorization,
  question: {
    readonly account: SessionAccount;
    readonly place: Place;
    readonly needs: readonly ConsentNeed[];
    readonly power: ConsentPower;
  },
): Promise<Response> {
  const publisher = await findTenant(call.state.db, authorization.app.tenant_id);
  return renderConsent(call, frame, {
    account: question.account,
    tenantName: question.place.tenant.display_name,
    publisher: publisher?.display_name ?? 'an unknown tenant',
    items: question.needs.map(toItem),
    reach: question.power === 'nothing' ? 'user' : 'choice',
  });
}

async function grant(
  call: Call,
  authorization: Authorization,
  place: Place,
  needs: readonly ConsentNeed[],
  forEverybody: boolean,
): Promise<void> {
  const context = { db: call.state.db, random: call.random, now: call.now };
  const client = await ensureServicePrincipal(context, place.tenant.id, authorization.app);
  for (const need of needs) {
    await grantScopes(context, {
      tenantId: place.tenant.id,
      clientSpId: client.id,
      resourceSpId: need.resource.servicePrincipal.id,
      userId: forEverybody ? null : place.user.id,
      scopes: need.scopes.map((scope) => scope.value),
    });
  }
}

function needsAdministrator(need: ConsentNeed): boolean {
  // In the tenant of personal accounts there is no administrator, and nothing needs one.
  return (
    need.resource.servicePrincipal.tenant_id !== PERSONAL_TENANT_ID && need.scopes.some((scope) => scope.adminConsent)
  );
}

function toItem(need: ConsentNeed): ConsentItem {
  return { resource: need.resource.name, delegated: need.scopes.map((scope) => scope.value), application: [] };
}
