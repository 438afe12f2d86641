import { request as httpsRequest } from 'node:https';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { START_OPTIONS } from '../test/start-options.ts';
import { CONTOSO, createTestClock } from '../test/test-emulator.ts';
import { startEmulator, type RunningEmulator, type StartOptions } from './start-emulator.ts';

const options: StartOptions = { ...START_OPTIONS, clock: createTestClock(Date.now()) };

let running: RunningEmulator;
beforeAll(async () => {
  running = await startEmulator(options);
});
afterAll(() => running.close());

test('every address of the metadata starts with the scheme, host and port that the client used', async () => {
  for (const origin of [running.httpsOrigin, running.httpOrigin ?? '']) {
    const { body } = await get(`${origin}/contoso.example/v2.0/.well-known/openid-configuration`);
    const document = JSON.parse(body) as Record<string, string>;
    expect(document['issuer']).toBe(`${origin}/${CONTOSO}/v2.0`);
    for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint']) {
      expect(document[name]).toMatch(new RegExp(`^${origin}/${CONTOSO}/`));
    }
  }
});

test.each([
  'evil.example',
  'login.microsoftonline.com',
  'localhost.evil.example',
  'localhost@evil.example',
  'evil.example:8443',
])('DNS rebinding: the Host header %s is refused', async (host) => {
  const { status, body } = await get(`${running.httpsOrigin}/common/discovery/v2.0/keys`, { host });
  expect([status, JSON.parse(body)]).toMatchObject([421, { error: 'invalid_request' }]);
});

test('in hosts mode the issuer is Microsoft\u2019s under its hosts, and its own under localhost', async () => {
  const hosts = await startEmulator({ ...options, settings: { ...options.settings, hostsMode: true } });
  try {
    const issuers: string[] = [];
    for (const host of ['login.microsoftonline.com', 'localhost']) {
      const url = `${hosts.httpsOrigin}/${CONTOSO}/v2.0/.well-known/openid-configuration`;
      const ca = `${hosts.authority.certificatePem}${hosts.hostsAuthority?.certificatePem ?? ''}`;
      const { body } = await get(url, { host, servername: host, ca });
      issuers.push((JSON.parse(body) as { issuer: string }).issuer);
    }
    expect(issuers).toEqual([`https://login.microsoftonline.com/${CONTOSO}/v2.0`, `https://localhost/${CONTOSO}/v2.0`]);
    const path = `/${CONTOSO}/v2.0/.well-known/openid-configuration`;
    // The tenant is one of the global cloud.
    const other = await get(hosts.httpsOrigin + path, {
      host: 'login.microsoftonline.us',
      servername: 'login.microsoftonline.us',
      ca: hosts.hostsAuthority?.certificatePem ?? '',
    });
    expect(JSON.parse(other.body)).toMatchObject({ error_codes: [90_002] });
  } finally {
    await hosts.close();
  }
});

test('an address that other machines reach is refused without --allow-remote', async () => {
  await expect(startEmulator({ ...options, address: '0.0.0.0' })).rejects.toMatchObject({ code: 'ERR_ADDRESS_REMOTE' });
});

test('a port in use is an error that names it', async () => {
  const port = Number(new URL(running.httpsOrigin).port);
  await expect(startEmulator({ ...options, httpsPort: port })).rejects.toMatchObject({
    code: 'ERR_ADDRESS_UNAVAILABLE',
    details: { port, reason: 'EADDRINUSE' },
  });
});

interface GetOptions {
  readonly host?: string;
  readonly servername?: string;
  readonly ca?: string;
}

function get(url: string, choice: GetOptions = {}): Promise<{ readonly status: number; readonly body: string }> {
  const { protocol, port, pathname, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const send = protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      {
        host: '127.0.0.1',
        port,
        path: pathname,
        headers: { host: choice.host ?? host },
        ca: choice.ca ?? running.authority.certificatePem,
        servername: choice.servername ?? 'localhost',
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body });
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}
