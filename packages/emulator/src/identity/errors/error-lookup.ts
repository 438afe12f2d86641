import { html } from 'hono/html';
import type { Call } from '../call.ts';
import { renderPage } from '../pages/page.ts';
import { AADSTS, type AadstsEntry } from './aadsts.ts';

/** The page that tells what an AADSTS number means. */
export function explainNumber(call: Call): Promise<Response> {
  const code = call.url.searchParams.get('code') ?? '';
  const known: Readonly<Record<string, AadstsEntry>> = AADSTS;
  const entry = Object.hasOwn(known, code) ? known[code] : undefined;
  return renderPage(call, {
    title: entry === undefined ? 'Unknown number' : `AADSTS${code}`,
    status: entry === undefined ? 404 : 200,
    body:
      entry === undefined
        ? html`<p>The emulator has no error with this number.</p>`
        : html`<p>${entry.text}</p>
            <p>OAuth error: <code>${entry.error}</code></p>`,
  });
}
