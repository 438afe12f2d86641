import { generateKeyPairSync } from 'node:crypto';

import { loadKnowledge } from '@why403/knowledge';
import { Hono } from 'hono';
import { importJWK, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';

import { createApiGuard, type ApiGuard } from './guard.ts';
import {
  expressGuard,
  fastifyGuard,
  honoGuard,
  type ExpressResponse,
  type FastifyReply,
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

test('Express: a refusal ends the request, an admission goes on', async () => {
  const run = async (authorization: string): Promise<readonly unknown[]> => {
    const seen: unknown[] = [];
    const response: ExpressResponse = {
      status: (code) => (seen.push(code), response),
      set: () => response,
      json: (body) => seen.push((body as { readonly error: { readonly code: string } }).error.code),
    };
    await expressGuard(guard)({ method: 'GET', originalUrl: PATH, headers: { authorization } }, response, () =>
      seen.push('next'),
    );
    return seen;
  };
  expect(await run(`Bearer ${await tokenOf(['SecurityAlert.Read.All'])}`)).toEqual(['next']);
  expect(await run(`Bearer ${await tokenOf([])}`)).toEqual([403, 'Forbidden']);
});

test('Fastify: a refusal is sent, an admission sends nothing', async () => {
  const run = async (authorization: string): Promise<readonly unknown[]> => {
    const seen: unknown[] = [];
    const reply: FastifyReply = {
      code: (status) => (seen.push(status), reply),
      headers: () => reply,
      send: () => seen.push('sent'),
    };
    await fastifyGuard(guard)({ method: 'GET', url: PATH, headers: { authorization } }, reply);
    return seen;
  };
  expect(await run(`Bearer ${await tokenOf(['SecurityAlert.Read.All'])}`)).toEqual([]);
  expect(await run('Bearer nonsense')).toEqual([401, 'sent']);
});
