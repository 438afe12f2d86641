import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import { EmulatorError } from '../error.ts';
import { isAllowedHost, isLoopbackAddress } from './hosts.ts';

/** What a request handler is told of the connection. */
export interface Connection {
  readonly clientAddress: string;
  /** Path and query as sent, before anybody resolves dot segments in them; left out: as in the request. */
  readonly target?: string;
}

/** An application as a function. */
export type FetchHandler = (request: Request, connection: Connection) => Promise<Response>;

/** Certificate and key of a TLS server, as PEM. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Where to listen. */
export interface ListenOptions {
  /** Address of this machine; anything but loopback needs `allowRemote`. */
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
  readonly allowRemote: boolean;
  /** Names beside those of loopback that the `Host` header may have. */
  readonly allowedHosts: readonly string[];
  /** Null: plain HTTP. */
  readonly tls: {
    readonly identity: ServerIdentity;
    /** Other identities by the name that the client asks for. */
    readonly byName: ReadonlyMap<string, ServerIdentity>;
  } | null;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Bodies are limited by their readers; this ends connections that send headers or bodies forever. */
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_HEADER_SIZE = 65_536;

/**
 * Listens with HTTP/1.1.
 *
 * @throws {@link EmulatorError} `ERR_ADDRESS_REMOTE`, `ERR_ADDRESS_UNAVAILABLE`.
 */
export async function listen(handler: FetchHandler, options: ListenOptions): Promise<Listening> {
  if (!options.allowRemote && !isLoopbackAddress(options.address)) {
    throw new EmulatorError(
      'ERR_ADDRESS_REMOTE',
      `\`${options.address}\` can be reached from other machines`,
      { host: options.address },
      'listen on 127.0.0.1, or say --allow-remote if everybody in your network may have tokens of this tenant',
    );
  }
  const listener = getRequestListener(
    (request, env) => {
      const incoming = env.incoming as IncomingMessage;
      const { url = '' } = incoming;
      return handler(request, {
        clientAddress: (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
        ...(url.startsWith('/') ? { target: url } : {}),
      });
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(options);
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on('request', (incoming, outgoing) => {
    if (!isAllowedHost(incoming.headers.host, options.allowedHosts)) {
      outgoing.writeHead(421, { 'content-type': 'application/json', connection: 'close' });
      outgoing.end(
        JSON.stringify({ error: 'invalid_request', error_description: 'The Host header is not of this server.' }),
      );
      return;
    }
    void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      const reason = cause.code ?? 'unknown';
      reject(
        new EmulatorError(
          'ERR_ADDRESS_UNAVAILABLE',
          `cannot listen on ${options.address} port ${options.port} (${reason})`,
          { host: options.address, port: options.port, reason },
          reason === 'EACCES'
            ? 'ports below 1024 need more rights'
            : 'another emulator may be running; --https-port 0 --http-port 0 take ports that are free',
          cause,
        ),
      );
    };
    server.once('error', fail);
    server.listen(options.port, options.address, () => {
      server.off('error', fail);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function createServer(options: ListenOptions): Server {
  if (options.tls === null) return createHttpServer({ maxHeaderSize: MAX_HEADER_SIZE });
  const contexts = new Map<string, SecureContext>(
    [...options.tls.byName].map(([name, identity]) => [name, createSecureContext(identity)]),
  );
  return createHttpsServer({
    ...options.tls.identity,
    minVersion: 'TLSv1.2',
    maxHeaderSize: MAX_HEADER_SIZE,
    SNICallback: (name, done) => {
      done(null, contexts.get(name.toLowerCase()));
    },
  });
}
