import { html } from 'hono/html';
import type { Call } from '../call.ts';
import { protectForms } from '../session/form-protection.ts';
import type { SessionAccount } from '../session/sessions.ts';
import { renderPage } from './page.ts';
import { flowFields, type PageFrame } from './sign-in-pages.ts';

/** Permissions of one resource, as a consent page lists them. */
export interface ConsentItem {
  readonly resource: string;
  readonly delegated: readonly string[];
  readonly application: readonly string[];
}

/** What a consent page says. */
export interface ConsentQuestion {
  readonly account: SessionAccount;
  readonly tenantName: string;
  readonly publisher: string;
  readonly items: readonly ConsentItem[];
  /** `user`: for oneself; `choice`: an administrator may consent for everybody; `everybody`: that is the question. */
  readonly reach: 'user' | 'choice' | 'everybody';
}

/** Asks for consent: who asks, for what, on whose behalf. */
export function renderConsent(call: Call, frame: PageFrame, question: ConsentQuestion): Promise<Response> {
  const protection = protectForms(call);
  return renderPage(call, {
    title: question.reach === 'everybody' ? 'Permissions for your organization' : 'Permissions requested',
    formTarget: frame.formTarget,
    cookies: [...frame.interaction.cookies, protection.cookie],
    body: html`<p>
        <strong>${frame.appName}</strong> (registered by ${question.publisher}) asks
        ${question.account.user.display_name} (${question.account.user.upn}) in <strong>${question.tenantName}</strong>:
      </p>
      ${question.items.map(
        (item) =>
          html`<h2>${item.resource}</h2>
            <ul>
              ${item.delegated.map((name) => html`<li><code>${name}</code> – on behalf of the signed-in user</li>`)}
              ${item.application.map((name) => html`<li><code>${name}</code> – without a user, as the application itself</li>`)}
            </ul>`,
      )}
      <form method="post" action="/${frame.flow.segment}/login">
        ${flowFields(frame.flow, 'consent', protection.value)}
        <input type="hidden" name="user" value="${question.account.user.id}" />
        ${
          question.reach === 'choice'
            ? html`<p>
                <label
                  ><input type="checkbox" name="everybody" value="1" /> Consent on behalf of your organization</label
                >
              </p>`
            : ''
        }
        ${question.reach === 'everybody' ? html`<p>This grants it for everybody in ${question.tenantName}.</p>` : ''}
        <button type="submit" name="decision" value="accept">Accept</button>
        <button type="submit" name="decision" value="cancel">Cancel</button>
      </form>`,
  });
}

/** Tells a user that only an administrator can consent. */
export function renderAdminNeeded(
  call: Call,
  frame: PageFrame,
  question: Pick<ConsentQuestion, 'account' | 'items'>,
): Promise<Response> {
  const protection = protectForms(call);
  return renderPage(call, {
    title: 'An administrator must approve',
    formTarget: frame.formTarget,
    cookies: [...frame.interaction.cookies, protection.cookie],
    body: html`<p>
        <strong>${frame.appName}</strong> asks for permissions that ${question.account.user.upn} cannot grant:
      </p>
      <ul>
        ${question.items.flatMap((item) => item.delegated.map((name) => html`<li><code>${name}</code></li>`))}
      </ul>
      <form method="post" action="/${frame.flow.segment}/login">
        ${flowFields(frame.flow, 'consent', protection.value)}
        <input type="hidden" name="user" value="${question.account.user.id}" />
        <button type="submit" name="decision" value="refused">Back to the application</button>
        <button type="submit" name="step" value="other">Sign in as an administrator</button>
      </form>`,
  });
}
