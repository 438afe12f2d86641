import { readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Where the workbench is, below the emulator's origin. */
export const WORKBENCH_PATH = '/emulator/ui/';

/** Address of the page of the workbench that explains a refused request. */
export function explainUrl(requestId: string, origin: string): string {
  return `${origin}${WORKBENCH_PATH}#/refusal/${requestId}`;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Opens the built pages of the workbench, so that the emulator serves them from its own origin: its control endpoints
 * refuse pages of any other.
 *
 * The files are read once; a request chooses among them by name, so no path leads out of the folder.
 *
 * @param folder Holds `tenant.html` and what it needs.
 *
 * @returns Answers requests below {@link WORKBENCH_PATH}.
 *
 * @throws The error of Node when the folder cannot be read.
 */
export function openWorkbenchPages(folder: string): (request: Request) => Response {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of readdirSync(folder, { encoding: 'utf8', recursive: true })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(name.replaceAll('\\', '/'), new Uint8Array(readFileSync(path)));
  }
  return (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const path = new URL(request.url).pathname;
    if (!path.startsWith(WORKBENCH_PATH)) {
      return new Response(null, { status: 308, headers: { location: WORKBENCH_PATH } });
    }
    const name = path.slice(WORKBENCH_PATH.length) || 'tenant.html';
    const content = files.get(name);
    if (content === undefined) return new Response('there is no such page\n', { status: 404 });
    return new Response(request.method === 'HEAD' ? null : content, {
      headers: {
        'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
        'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': "frame-ancestors 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
    });
  };
}
