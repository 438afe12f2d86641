import { html } from 'hono/html';
import type { Call } from '../call.ts';
import type { AadError } from '../errors/aad-error.ts';
import { describeError } from '../errors/error-body.ts';
import { renderPage } from './page.ts';

/** Shows an error that cannot be sent back to an application. */
export function renderError(call: Call, error: AadError): Promise<Response> {
  return renderPage(call, {
    title: 'This does not work',
    status: error.status,
    body: html`<p class="error" role="alert">${describeError(error, call.ids, call.now)}</p>`,
  });
}

/** Shows a message that ends a flow. */
export function renderMessage(
  call: Call,
  title: string,
  text: string,
  cookies: readonly string[] = [],
): Promise<Response> {
  return renderPage(call, { title, body: html`<p>${text}</p>`, cookies });
}
