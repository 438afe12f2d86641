import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** A web application on a port of its own: an empty page with Microsoft's library in it. */
export interface TestPages {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Serves `/new` (msal-browser), `/old` (msal 1.x) and `/bridge` (where msal-browser's frames end). */
export async function servePages(): Promise<TestPages> {
  const browserFolder = join(dirname(require.resolve('@azure/msal-browser/package.json')), 'lib');
  const files: Readonly<Record<string, string>> = {
    '/msal-browser.js': join(browserFolder, 'msal-browser.min.js'),
    '/bridge.js': join(browserFolder, 'redirect-bridge/msal-redirect-bridge.min.js'),
    '/page-new.js': fileURLToPath(new URL('page-new.js', import.meta.url)),
    '/page-old.js': fileURLToPath(new URL('page-old.js', import.meta.url)),
    '/msal.js': join(dirname(require.resolve('msal/package.json')), 'dist/msal.min.js'),
  };
  const pages: Readonly<Record<string, string>> = {
    '/new': '<script src="/msal-browser.js"></script><script src="/page-new.js"></script>',
    '/old': '<script src="/msal.js"></script><script src="/page-old.js"></script>',
    '/bridge': '<script src="/bridge.js"></script><script>msalRedirectBridge.broadcastResponseToMainFrame()</script>',
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split(/[?#]/)[0] ?? '';
    const file = files[path];
    const page = pages[path];
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(file));
    } else if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>app</title>${page}`);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
