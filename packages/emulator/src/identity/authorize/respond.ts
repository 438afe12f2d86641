import { html } from 'hono/html';
import type { Call } from '../call.ts';
import type { AadError } from '../errors/aad-error.ts';
import { describeError } from '../errors/error-body.ts';
import { renderPage } from '../pages/page.ts';

/** Where and how an application is answered. */
export interface Responder {
  readonly redirectUri: string;
  readonly mode: 'query' | 'fragment' | 'form_post';
  readonly state: string | null;
}

/** Sends an answer to the application's redirect URI. */
export async function respond(
  call: Call,
  responder: Responder,
  values: Readonly<Record<string, string>>,
  cookies: readonly string[],
): Promise<Response> {
  const all = new URLSearchParams(values);
  if (responder.state !== null) all.set('state', responder.state);
  if (responder.mode === 'form_post') {
    return renderPage(call, {
      title: 'Signing in',
      submits: true,
      cookies,
      formTarget: responder.redirectUri,
      body: html`<form method="post" action="${responder.redirectUri}">
        ${[...all].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <button type="submit">Continue</button>
      </form>`,
    });
  }
  const headers = new Headers({ location: withParameters(responder, all), 'referrer-policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  // 303: after a form the browser must not send its fields on.
  return new Response(null, { status: call.request.method === 'POST' ? 303 : 302, headers });
}

/** Sends an error to the application's redirect URI. */
export function respondError(
  call: Call,
  responder: Responder,
  error: AadError,
  cookies: readonly string[],
): Promise<Response> {
  const values = {
    error: errorName(error),
    error_description: describeError(error, call.ids, call.now),
    error_uri: `${call.origin}/error?code=${error.number}`,
    ...(error.suberror === null ? {} : { error_subcode: error.suberror }),
  };
  return respond(call, responder, values, cookies);
}

// The numbers of the token endpoint, where they occur here, belong to other OAuth errors.
function errorName(error: AadError): string {
  if (error.number === 65001) return 'interaction_required';
  return error.error === 'invalid_grant' ? 'access_denied' : error.error;
}

function withParameters(responder: Responder, parameters: URLSearchParams): string {
  if (responder.mode === 'fragment') return `${responder.redirectUri}#${parameters.toString()}`;
  const separator = responder.redirectUri.includes('?') ? '&' : '?';
  return `${responder.redirectUri}${separator}${parameters.toString()}`;
}
