import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Pages that are being served. */
export interface ServedPages {
  /** `http://127.0.0.1:4030/`. */
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What only a header can say; the rest of the policy stands in the page itself, for servers that send none. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Serves the files of a folder on this machine only.
 *
 * The files are read once, when it starts: a request chooses among them by name, so no path leads out of the folder.
 * What is never changed under its name (its name has its hash) may be kept by the browser.
 *
 * @param port 0 for any that is free.
 *
 * @throws The error of Node when the folder cannot be read (`ENOENT`) or the port is taken (`EADDRINUSE`).
 */
export async function servePages(folder: string, port: number): Promise<ServedPages> {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { encoding: 'utf8', recursive: true })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(`/${name.replaceAll('\\', '/')}`, readFileSync(path));
  }
  const packed = new Map<string, Buffer>();
  const server = createServer((request, response) => answer(files, packed, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  files: ReadonlyMap<string, Buffer>,
  packed: Map<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method = '' } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { ...HEADERS, allow: 'GET, HEAD' }).end();
    return;
  }
  const [asked = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  const name = asked === '/' ? '/index.html' : asked;
  const content = files.get(name);
  if (content === undefined) {
    response.writeHead(404, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end('there is no such page\n');
    return;
  }
  const encoding = encodingFor(request.headers['accept-encoding'] ?? '');
  const body = encoding === null ? content : compressed(packed, name, content, encoding);
  response.writeHead(200, {
    ...HEADERS,
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-length': body.length,
    'cache-control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    ...(encoding === null ? {} : { 'content-encoding': encoding }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

function encodingFor(accepted: string): 'br' | 'gzip' | null {
  const names = accepted.split(',').map((each) => each.trim().split(';', 1)[0]);
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : null;
}

function compressed(packed: Map<string, Buffer>, name: string, content: Buffer, encoding: 'br' | 'gzip'): Buffer {
  const key = `${encoding} ${name}`;
  const known = packed.get(key);
  if (known !== undefined) return known;
  // Level 11 of brotli takes seconds for the table, 5 a tenth of one.
  const body =
    encoding === 'br'
      ? brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : gzipSync(content);
  packed.set(key, body);
  return body;
}
