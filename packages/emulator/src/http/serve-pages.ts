import { listen } from './listen.ts';
import { openPages } from './pages.ts';

/** Pages that are being served. */
export interface ServedPages {
  /** `http://127.0.0.1:4030/`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the built pages of a folder alone, on this machine only.
 *
 * @param port 0 for any that is free.
 *
 * @throws The error of Node when the folder cannot be read (`ENOENT`).
 * @throws {@link EmulatorError} `ERR_ADDRESS_UNAVAILABLE` when the port cannot be had.
 */
export async function servePages(folder: string, port: number): Promise<ServedPages> {
  const pages = openPages(folder, { path: '/', index: 'index.html' });
  const { port: own, close } = await listen((request) => Promise.resolve(pages(request)), {
    address: '127.0.0.1',
    port,
    allowRemote: false,
    allowedHosts: [],
    tls: null,
  });
  return { url: `http://127.0.0.1:${own}/`, close };
}
