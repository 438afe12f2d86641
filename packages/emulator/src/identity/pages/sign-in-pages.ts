import { html } from 'hono/html';
import type { Call } from '../call.ts';
import { protectForms } from '../session/form-protection.ts';
import type { SessionAccount } from '../session/sessions.ts';
import type { Interaction, PageFlow } from './interaction.ts';
import { renderPage, type Markup } from './page.ts';

/** What the pages of one flow have in common. */
export interface PageFrame {
  readonly flow: PageFlow;
  readonly interaction: Interaction;
  /** Name of the application that the person is on the way to. */
  readonly appName: string;
  /** Where a form may lead to. */
  readonly formTarget: string | null;
}

/** Hidden fields that carry a flow through its pages. */
export function flowFields(flow: PageFlow, step: string, protection: string): Markup {
  return html`<input type="hidden" name="flow" value="${flow.kind}" />
    <input type="hidden" name="step" value="${step}" />
    <input type="hidden" name="endpoint" value="${flow.version}" />
    <input type="hidden" name="request" value="${flow.query}" />
    <input type="hidden" name="protection" value="${protection}" />`;
}

/** Asks for user name and password. */
export function renderSignIn(
  call: Call,
  frame: PageFrame,
  options: { readonly userName: string; readonly problem: string | null },
): Promise<Response> {
  const protection = protectForms(call);
  return renderPage(call, {
    title: 'Sign in',
    formTarget: frame.formTarget,
    cookies: [...frame.interaction.cookies, protection.cookie],
    status: options.problem === null ? 200 : 400,
    body: html`<p>to continue to <strong>${frame.appName}</strong></p>
      ${options.problem === null ? '' : html`<p class="error" role="alert">${options.problem}</p>`}
      <form method="post" action="/${frame.flow.segment}/login" autocomplete="off">
        ${flowFields(frame.flow, 'sign-in', protection.value)}
        <label for="username">User name</label>
        <input id="username" name="username" type="email" value="${options.userName}" required />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" required />
        <button type="submit">Sign in</button>
        <button type="submit" name="step" value="cancel" formnovalidate>Cancel</button>
      </form>`,
  });
}

/** Lets a person choose among the accounts that are signed in. */
export function renderAccountPicker(
  call: Call,
  frame: PageFrame,
  accounts: readonly SessionAccount[],
): Promise<Response> {
  const protection = protectForms(call);
  return renderPage(call, {
    title: 'Pick an account',
    formTarget: frame.formTarget,
    cookies: [...frame.interaction.cookies, protection.cookie],
    body: html`<p>to continue to <strong>${frame.appName}</strong></p>
      <form method="post" action="/${frame.flow.segment}/login">
        ${flowFields(frame.flow, 'pick', protection.value)}
        ${accounts.map(
          ({ user }) =>
            html`<button class="account" name="user" value="${user.id}">${user.display_name}<br />${user.upn}</button>`,
        )}
        <button class="account" name="step" value="other">Use another account</button>
      </form>`,
  });
}
