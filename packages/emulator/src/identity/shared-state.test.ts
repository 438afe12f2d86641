import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POSTGRES_LEFT_OUT, startPostgres, type TestPostgres } from '../../test/postgres.ts';
import { spawnEmulator, type SpawnedEmulator } from '../../test/spawn-emulator.ts';
import { APPS, bodyOf, CONTOSO, type TokenBody } from '../../test/test-emulator.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET } from '../seed/sample-seed.ts';

const TOKEN = `/${CONTOSO}/oauth2/v2.0/token`;
const GRAPH = 'https://graph.microsoft.com/.default';

describe.skipIf(POSTGRES_LEFT_OUT !== '')(`two processes on one PostgreSQL server ${POSTGRES_LEFT_OUT}`, () => {
  let postgres: TestPostgres;
  let first: SpawnedEmulator;
  let second: SpawnedEmulator;
  beforeAll(async () => {
    postgres = await startPostgres();
    const environment = { DATABASE_URL: await postgres.database() };
    // Both at once on an empty database: migrations, seed and signing key are made by whoever is first.
    [first, second] = await Promise.all([spawnEmulator(environment), spawnEmulator(environment)]);
  }, 60_000);
  afterAll(async () => {
    await first.kill();
    await second.kill();
    await postgres.stop();
  });

  test('they sign with one key and publish the same keys', async () => {
    const tokens = [await application(first), await application(second)];
    const [a, b] = tokens.map((body) => decodeProtectedHeader(body.access_token).kid);
    expect(a).toBe(b);
    const documents = await Promise.all(
      [first, second].map(async ({ origin }) => (await fetch(`${origin}/common/discovery/v2.0/keys`)).json()),
    );
    expect(documents[0]).toEqual(documents[1]);
  });

  test('a code of one is redeemed at the other, once', async () => {
    const parameters = new URLSearchParams({
      client_id: APPS.tool,
      response_type: 'code',
      redirect_uri: 'http://localhost:1',
      scope: GRAPH,
      login_hint: 'ada@contoso.example',
    });
    const answer = await fetch(`${first.origin}/${CONTOSO}/oauth2/v2.0/authorize?${parameters.toString()}`, {
      redirect: 'manual',
    });
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', client_id: APPS.tool, redirect_uri: 'http://localhost:1', code };
    const bodies = await Promise.all([post(first, form), post(second, form), post(first, form), post(second, form)]);
    expect(bodies.filter((body) => body.access_token !== undefined)).toHaveLength(1);
    expect(bodies.flatMap((body) => body.error_codes ?? [])).toEqual([54_005, 54_005, 54_005]);
  });

  test('a refresh token of one works at the other, and a consent at one shows in the next token of the other', async () => {
    const begun = await post(first, {
      grant_type: 'password',
      client_id: APPS.tool,
      username: 'noah@contoso.example',
      password: SAMPLE_PASSWORD,
      scope: `${GRAPH} offline_access`,
    });
    const seeded = await fetch(`${first.origin}/emulator/seed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        tenants: [
          {
            id: CONTOSO,
            name: 'Contoso',
            domains: ['contoso.example'],
            consents: [{ app: APPS.tool, delegated: ['Calendars.Read'], user: 'noah@contoso.example' }],
          },
        ],
      }),
    });
    expect(await seeded.json()).toEqual({ seeded: true });
    const renewed = await post(second, {
      grant_type: 'refresh_token',
      client_id: APPS.tool,
      refresh_token: begun.refresh_token,
    });
    expect(decodeJwt(begun.access_token)['scp']).not.toContain('Calendars.Read');
    expect(decodeJwt(renewed.access_token)['scp']).toContain('Calendars.Read');
  });

  test('the clock moves for both', async () => {
    await fetch(`${first.origin}/emulator/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance: 86_400 }),
    });
    const [a, b] = [await application(first), await application(second)].map(
      (body) => decodeJwt(body.access_token).iat,
    );
    expect(Math.abs((a ?? 0) - (b ?? 0))).toBeLessThan(60);
    expect((b ?? 0) * 1000).toBeGreaterThan(Date.now() + 80_000_000);
  });

  test('a key rotated at one signs at the other, and the old one still verifies', async () => {
    const before = decodeProtectedHeader((await application(second)).access_token).kid;
    await fetch(`${first.origin}/emulator/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const after = decodeProtectedHeader((await application(second)).access_token).kid;
    const { keys } = (await (await fetch(`${second.origin}/common/discovery/keys`)).json()) as {
      keys: { kid: string }[];
    };
    expect(after).not.toBe(before);
    expect(keys.map((key) => key.kid)).toEqual([after, before]);
  });
});

async function post(emulator: SpawnedEmulator, form: Readonly<Record<string, string>>): Promise<TokenBody> {
  return bodyOf(await fetch(emulator.origin + TOKEN, { method: 'POST', body: new URLSearchParams(form) }));
}

function application(emulator: SpawnedEmulator): Promise<TokenBody> {
  return post(emulator, {
    grant_type: 'client_credentials',
    client_id: APPS.integrator,
    client_secret: SAMPLE_SECRET,
    scope: GRAPH,
  });
}
