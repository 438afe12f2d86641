import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { systemRandom } from '../random.ts';
import { openAuthority, type LocalAuthority } from './local-authority.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('the authority is made once, its key is its owner\u2019s only, and it survives a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'why403-ca-'));
  folders.push(folder);
  const first = open(folder);
  const second = open(folder);
  expect(second.certificatePem).toBe(first.certificatePem);
  expect(first.certificateFile).toBe(join(folder, 'ca.pem'));
  expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toBe(first.certificatePem);
  expect(statSync(join(folder, 'ca.key')).mode & 0o777).toBe(0o600);
  const leaf = new X509Certificate(second.issue(['localhost', '127.0.0.1']).cert);
  expect(leaf.verify(new X509Certificate(first.certificatePem).publicKey)).toBe(true);
  expect(leaf.checkHost('localhost')).toBe('localhost');
  expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
});

test.each([
  ['localhost', true],
  ['login.localhost', true],
  ['127.0.0.1', true],
  ['::1', true],
  ['login.microsoftonline.com', false],
  ['example.org', false],
  ['127.0.0.2', false],
])('RFC 5280 4.2.1.10: a certificate for %s is accepted by TLS: %s', async (name, isAccepted) => {
  const authority = open(null);
  const reason = await handshake(authority, name);
  expect(reason === null).toBe(isAccepted);
  if (!isAccepted) expect(reason).toBe('permitted subtree violation');
});

function open(folder: string | null): LocalAuthority {
  return openAuthority({
    folder,
    fileName: 'ca',
    subject: 'Test CA',
    permitted: ['localhost', '127.0.0.1', '::1'],
    clock: systemClock,
    random: systemRandom,
  });
}

/** @returns Null when the client accepts the server, otherwise its complaint. */
async function handshake(authority: LocalAuthority, name: string): Promise<string | null> {
  const server = createServer(authority.issue([name]));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const reason = await new Promise<string | null>((resolve) => {
    const isName = /[a-z]/.test(name) && !name.includes(':');
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: authority.certificatePem,
      ...(isName ? { servername: name } : {}),
      checkServerIdentity: () => undefined,
    });
    socket.once('secureConnect', () => {
      resolve(null);
      socket.destroy();
    });
    socket.once('error', (error) => {
      resolve(error.message);
    });
  });
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return reason;
}
