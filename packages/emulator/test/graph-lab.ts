import { generateKeyPairSync } from 'node:crypto';

import type { Engine } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { importJWK, SignJWT } from 'jose';

import { createGraphApp, type GraphApp, type GraphAppOptions } from '../src/graph/app.ts';
import { jwtOpener } from '../src/graph/authorize/open-jwt.ts';
import { createTokenVerifier, GRAPH_AUDIENCES } from '../src/graph/authorize/verify-token.ts';
import { CLOUDS } from '../src/identity/clouds.ts';
import { GRAPH_MIGRATIONS } from '../src/graph/migrations.ts';
import type { Random } from '../src/random.ts';
import { openState, type OpenStateOptions, type State } from '../src/state/open-state.ts';

/** The tenant of the tests. */
export const TENANT = '11111111-2222-4333-8444-555555555555';
export const APP = 'aaaaaaaa-0000-4000-8000-000000000001';
export const OTHER_APP = 'aaaaaaaa-0000-4000-8000-000000000002';
export const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';
export const SECURITY_ADMINISTRATOR = '194ae4cb-b126-40b2-bd5b-6091b380977d';

/** 2026-09-20T12:00:00Z: before the retirement of the legacy alerts, after that of the indicators. */
export const START: number = Date.UTC(2026, 8, 20, 12);

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KID = 'test-key';
let engine: Engine | null = null;

/** What a test token holds. */
export interface TokenShape {
  readonly kind?: 'delegated' | 'application';
  readonly permissions: readonly string[];
  /** `null`: no `wids` at all, as from the implicit flow. */
  readonly wids?: readonly string[] | null;
  readonly appId?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A Graph side with a tenant, for tests. Time stands still until `lab.clock` is moved. */
export interface GraphLab {
  readonly app: GraphApp;
  readonly state: State;
  readonly clock: { time: number; now(): number };
  token(shape: TokenShape): Promise<string>;
  /** Sends one request with a token of this shape. */
  send(
    method: string,
    path: string,
    shape: TokenShape | null,
    more?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** A response, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, when it is a JSON object; else empty. */
  readonly json: Json;
}

/** A JSON object of any shape. */
export type Json = Readonly<Record<string, unknown>>;

/** The objects of a collection. */
export function itemsOf(answer: Answer): readonly Json[] {
  const { value } = answer.json;
  if (!Array.isArray(value)) throw new TypeError(`no collection: ${answer.text}`);
  return value as readonly Json[];
}

/** The error of an answer. */
export function errorOf(answer: Answer): {
  readonly code: string;
  readonly message: string;
  readonly innerError: Json;
} {
  const { error } = answer.json;
  if (typeof error !== 'object' || error === null) throw new TypeError(`no error: ${answer.text}`);
  return error as { readonly code: string; readonly message: string; readonly innerError: Json };
}

/** Randomness that is the same in every run. */
export function countedRandom(): Random {
  let counter = 0;
  return {
    bytes: (length) => {
      counter += 1;
      const bytes = new Uint8Array(length);
      new DataView(bytes.buffer).setUint32(Math.max(0, length - 4), counter);
      return bytes;
    },
  };
}

/** Opens a lab. */
export async function openGraphLab(
  options: Partial<GraphAppOptions> & { readonly database?: Partial<OpenStateOptions> } = {},
): Promise<GraphLab> {
  const clock = {
    time: START,
    now(): number {
      return this.time;
    },
  };
  engine ??= loadEngine();
  const { database, ...rest } = options;
  const state = options.state ?? (await openState({ clock, migrations: GRAPH_MIGRATIONS, ...database }));
  const key = await importJWK(publicKey.export({ format: 'jwk' }), 'RS256');
  if (key instanceof Uint8Array) throw new TypeError('a symmetric key');
  const app = createGraphApp({
    state,
    engine,
    random: countedRandom(),
    clock,
    verifier: createTokenVerifier({
      open: jwtOpener({
        key: (kid) => Promise.resolve(kid === KID ? key : null),
        issuer: (issuer, tenantId) =>
          CLOUDS.some(({ issuerHostV1 }) => issuer === `https://${issuerHostV1}/${tenantId ?? ''}/`),
      }),
      audiences: GRAPH_AUDIENCES,
    }),
    ...rest,
  });
  const lab: GraphLab = {
    app,
    state,
    clock,
    async token(shape) {
      const kind = shape.kind ?? 'application';
      const seconds = Math.floor(clock.time / 1000);
      const wids = shape.wids === undefined ? [SECURITY_READER] : shape.wids;
      const own =
        kind === 'application'
          ? { idtyp: 'app', roles: shape.permissions, oid: 'bbbbbbbb-0000-4000-8000-000000000001', appidacr: '1' }
          : {
              idtyp: 'user',
              scp: shape.permissions.join(' '),
              oid: 'cccccccc-0000-4000-8000-000000000001',
              upn: 'ada@contoso.example',
              ...(wids === null ? {} : { wids }),
            };
      const claims = {
        aud: 'https://graph.microsoft.com',
        iss: `https://sts.windows.net/${TENANT}/`,
        tid: TENANT,
        appid: shape.appId ?? APP,
        app_displayname: 'Lab',
        ver: '1.0',
        uti: 'lab-token-id',
        iat: seconds,
        nbf: seconds,
        exp: seconds + 3600,
        ...own,
        ...shape.claims,
      };
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KID, typ: 'JWT' }).sign(privateKey);
    },
    async send(method, path, shape, more = {}) {
      const headers = new Headers(more.headers);
      if (shape !== null) headers.set('authorization', `Bearer ${await lab.token(shape)}`);
      const body = more.body === undefined ? undefined : JSON.stringify(more.body);
      if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
      const response = await app.fetch(
        new Request(`http://graph.test${path}`, { method, headers, ...(body === undefined ? {} : { body }) }),
      );
      return readAnswer(response);
    },
    async close() {
      await app.close();
      if (options.state === undefined) await state.close();
    },
  };
  return lab;
}

/** Reads a response to its end. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: unknown = {};
  if ((response.headers.get('content-type') ?? '').startsWith('application/json')) json = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, json: json as Json };
}
