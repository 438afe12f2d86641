import { readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

type Bytes = Uint8Array<ArrayBuffer>;

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

/** Where the pages of a folder are served. */
export interface PagesPlace {
  /** Path of the folder, with a slash at both ends. */
  readonly path: string;
  /** File that this path itself shows. */
  readonly index: string;
}

/**
 * Opens the built pages of a folder.
 *
 * The files are read once: a request chooses among them by name, so no path leads out of the folder. What is never
 * changed under its name (its name has its hash) may be kept by the browser.
 *
 * @returns Answers requests below the path.
 *
 * @throws The error of Node when the folder cannot be read.
 */
export function openPages(folder: string, { path: base, index }: PagesPlace): (request: Request) => Response {
  const files = new Map<string, Bytes>();
  for (const name of readdirSync(folder, { encoding: 'utf8', recursive: true })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(name.replaceAll('\\', '/'), new Uint8Array(readFileSync(path)));
  }
  const packed = new Map<string, Bytes>();
  return (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { ...HEADERS, allow: 'GET, HEAD' } });
    }
    const path = new URL(request.url).pathname;
    if (!path.startsWith(base)) return new Response(null, { status: 308, headers: { ...HEADERS, location: base } });
    const name = path.slice(base.length) || index;
    const content = files.get(name);
    if (content === undefined) return new Response('there is no such page\n', { status: 404, headers: HEADERS });
    const encoding = encodingFor(request.headers.get('accept-encoding') ?? '');
    const body = encoding === null ? content : compressed(packed, name, content, encoding);
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: {
        ...HEADERS,
        'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
        'content-length': String(body.length),
        'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        vary: 'accept-encoding',
        ...(encoding === null ? {} : { 'content-encoding': encoding }),
      },
    });
  };
}

function encodingFor(accepted: string): 'br' | 'gzip' | null {
  const names = accepted.split(',').map((each) => each.trim().split(';', 1)[0]);
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : null;
}

function compressed(packed: Map<string, Bytes>, name: string, content: Bytes, encoding: 'br' | 'gzip'): Bytes {
  const key = `${encoding} ${name}`;
  const known = packed.get(key);
  if (known !== undefined) return known;
  // Level 11 of brotli takes seconds for the table, 5 a tenth of one.
  const body =
    encoding === 'br'
      ? brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : gzipSync(content);
  const bytes = new Uint8Array(body);
  packed.set(key, bytes);
  return bytes;
}
