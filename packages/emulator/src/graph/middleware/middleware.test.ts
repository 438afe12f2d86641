import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { loadKnowledge } from '@why403/knowledge';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import { importJWK, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';

import { createApiGuard, type ApiGuard } from './guard.ts';
import {
  expressGuard,
  fastifyGuard,
  honoGuard,
  type ExpressRequest,
  type FastifyRequest,
  type GuardVariables,
} from './middleware.ts';

const NOW = Date.UTC(2026, 8, 20);
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PATH = '/v1.0/security/alerts_v2';

let guard: ApiGuard;
beforeAll(async () => {
  const key = await importJWK(publicKey.export({ format: 'jwk' }), 'RS256');
  guard = createApiGuard({
    knowledge: loadKnowledge(),
    audiences: ['api://own'],
    issuers: ['https://issuer.example/'],
    keys: () => Promise.resolve(key),
    now: () => NOW,
    newGuid: () => '00000000-0000-4000-8000-000000000001',
  });
});

const tokenOf = (roles: readonly string[], more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  new SignJWT({
    aud: 'api://own',
    iss: 'https://issuer.example/',
    tid: 'a tenant',
    idtyp: 'app',
    roles,
    iat: NOW / 1000,
    exp: NOW / 1000 + 3600,
    ...more,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .sign(privateKey);

test('Hono: the permission in the token decides, and the handler knows the caller', async () => {
  const app = new Hono<{ Variables: GuardVariables }>();
  app.use(honoGuard(guard));
  app.get(PATH, (c) => c.json(c.get('caller')?.permissions));
  const ask = async (authorization: string | null): Promise<Response> =>
    app.request(PATH, { headers: authorization === null ? {} : { authorization } });
  const passed = await ask(`Bearer ${await tokenOf(['SecurityAlert.Read.All'])}`);
  expect([passed.status, await passed.json()]).toEqual([200, ['SecurityAlert.Read.All']]);
  expect(passed.headers.get('why403-decision')).toContain('outcome=allow');
  expect((await ask(`Bearer ${await tokenOf(['User.Read.All'])}`)).status).toBe(403);
  expect((await ask(null)).status).toBe(401);
  expect(
    (await ask(`Bearer ${await tokenOf(['SecurityAlert.Read.All'], { aud: 'https://graph.microsoft.com' })}`)).status,
  ).toBe(401);
  expect(
    (await ask(`Bearer ${await tokenOf(['SecurityAlert.Read.All'], { iss: 'https://other.example/' })}`)).status,
  ).toBe(401);
  expect((await ask(`Bearer ${await tokenOf(['SecurityAlert.Read.All'], { exp: 1 })}`)).status).toBe(401);
});

test('Express: a refusal ends the request, an admission goes on and knows the caller', async () => {
  const app = express();
  app.use(expressGuard(guard));
  app.get(PATH, (request, response) => {
    response.json((request as ExpressRequest).caller?.permissions);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await expectGuarded(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('Fastify: a refusal is sent, an admission goes on and knows the caller', async () => {
  const app = fastify();
  app.addHook('onRequest', fastifyGuard(guard));
  app.get(PATH, (request) => (request as FastifyRequest).caller?.permissions);
  try {
    await expectGuarded(await app.listen({ host: '127.0.0.1', port: 0 }));
  } finally {
    await app.close();
  }
});

/** A guarded API over HTTP: admits, refuses, and says why in the header. */
async function expectGuarded(origin: string): Promise<void> {
  const ask = (authorization: string): Promise<Response> => fetch(origin + PATH, { headers: { authorization } });
  const passed = await ask(`Bearer ${await tokenOf(['SecurityAlert.Read.All'])}`);
  expect([passed.status, await passed.json()]).toEqual([200, ['SecurityAlert.Read.All']]);
  expect(passed.headers.get('why403-decision')).toContain('outcome=allow');
  const refused = await ask(`Bearer ${await tokenOf([])}`);
  expect([refused.status, await refused.json()]).toMatchObject([403, { error: { code: 'Forbidden' } }]);
  expect(refused.headers.get('why403-decision')).toContain('permission=deny');
  const unreadable = await ask('Bearer nonsense');
  expect(unreadable.status).toBe(401);
  expect(unreadable.headers.get('www-authenticate')).toContain('invalid_token');
  expect((await fetch(origin + PATH)).status).toBe(401);
}
