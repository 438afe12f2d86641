import type { TestEmulator } from './test-emulator.ts';
import { ORIGIN } from './test-emulator.ts';

/** A page as a person sees it. */
export interface SeenPage {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where the server sends the browser next; null: nowhere. */
  readonly location: string | null;
}

/** A browser without scripts: keeps cookies and fills in forms. */
export interface TestBrowser {
  open(path: string): Promise<SeenPage>;
  /** Sends the first form of a page with some fields changed. */
  submit(
    page: SeenPage,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<SeenPage>;
  clearCookies(): void;
}

export function createTestBrowser(emulator: TestEmulator): TestBrowser {
  const cookies = new Map<string, string>();
  const send = async (request: Request): Promise<SeenPage> => {
    request.headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    request.headers.set('accept', 'text/html');
    const response = await emulator.fetch(request, { clientAddress: '127.0.0.1' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
    return {
      status: response.status,
      text: await response.text(),
      headers: response.headers,
      location: response.headers.get('location'),
    };
  };
  return {
    open: (path) => send(new Request(new URL(path, ORIGIN))),
    submit(page, fields, headers = {}) {
      const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const form = new URLSearchParams();
      for (const [, name = '', value = ''] of page.text.matchAll(
        /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
      )) {
        form.set(name, unescape(value));
      }
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      return send(
        new Request(new URL(unescape(action), ORIGIN), {
          method: 'POST',
          body: form,
          headers: { origin: ORIGIN, ...headers },
        }),
      );
    },
    clearCookies: () => cookies.clear(),
  };
}

function unescape(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
