import { html, raw } from 'hono/html';
import { randomText } from '../../random.ts';
import type { Call } from '../call.ts';

/** Escaped HTML. */
export type Markup = ReturnType<typeof html>;

/** A page to show. */
export interface Page {
  readonly title: string;
  readonly body: Markup;
  readonly status?: number;
  /** Address that the browser may be sent on to after a form; the policy of the page must name it. */
  readonly formTarget?: string | null;
  readonly cookies?: readonly string[];
  /** Sends the first form at once, without being asked. */
  readonly submits?: boolean;
}

const STYLE = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;display:grid;place-items:center;min-height:100vh;background:Canvas;color:CanvasText}
main{width:min(26rem,calc(100vw - 2rem));padding:2rem 0}
h1{font-size:1.4rem;margin:0 0 1rem}
label{display:block;margin:.75rem 0 .25rem}
input[type=text],input[type=email],input[type=password]{width:100%;box-sizing:border-box;padding:.6rem;font:inherit}
button{font:inherit;padding:.6rem 1.2rem;margin:1rem .5rem 0 0;cursor:pointer}
button.account{display:block;width:100%;text-align:left;margin:.5rem 0}
.error{border-left:4px solid #c50f1f;padding:.25rem .75rem}
.note{font-size:.85rem;opacity:.8}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
ul{padding-left:1.2rem}
`;

/** Renders a page with the headers that keep it to itself. */
export async function renderPage(call: Call, page: Page): Promise<Response> {
  const nonce = randomText(call.random, 16);
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} – why403 emulator</title>
        <style nonce="${nonce}">
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>${page.title}</h1>
          ${page.body}
          <p class="note">why403 emulator – not Microsoft. Never type a real password here.</p>
        </main>
        ${
          page.submits === true
            ? html`<script nonce="${nonce}">
                document.forms[0].submit();
              </script>`
            : ''
        }
      </body>
    </html>`;
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      ...(page.submits === true ? [`script-src 'nonce-${nonce}'`] : []),
      `form-action 'self'${sourceOf(page.formTarget ?? null)}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    // Not no-referrer: with it browsers send `Origin: null` with our own forms.
    'referrer-policy': 'same-origin',
  });
  for (const cookie of page.cookies ?? []) headers.append('set-cookie', cookie);
  return new Response(String(document), { status: page.status ?? 200, headers });
}

// Source expression of an address: origin, or scheme alone for addresses of installed applications.
function sourceOf(target: string | null): string {
  if (target === null) return '';
  const url = new URL(target);
  return ` ${url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol}`;
}
