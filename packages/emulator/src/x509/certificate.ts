import { createHash, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import type { Random } from '../random.ts';
import { bits, encode, integer, isTrue, nothing, objectId, octets, sequence, set, time, utf8 } from './der.ts';

const DAY_MS = 86_400_000;

/** What a certificate is for, which decides its extensions. */
export type CertificateUse =
  /** Signs other certificates, for names below `permitted` only (RFC 5280, Section 4.2.1.10). */
  | { readonly kind: 'authority'; readonly permitted: readonly string[] }
  /** Identifies a TLS server. */
  | { readonly kind: 'server'; readonly names: readonly string[] }
  /** Carries a signing key; identifies nobody. */
  | { readonly kind: 'signing' };

/** Input of {@link createCertificate}. */
export interface CertificateRequest {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly issuerPublicKey: KeyObject;
  /** RSA or P-256 key of the issuer. */
  readonly issuerPrivateKey: KeyObject;
  /** Milliseconds since 1970; valid from a day before, so that machines whose clocks differ accept it. */
  readonly now: number;
  readonly days: number;
  readonly use: CertificateUse;
  readonly random: Random;
}

/**
 * Makes an X.509 version 3 certificate.
 *
 * @returns The certificate as DER.
 *
 * @see [RFC 5280, Section 4 - Certificate and Certificate Extensions Profile](https://www.rfc-editor.org/rfc/rfc5280.html#section-4)
 */
export function createCertificate(request: CertificateRequest): Buffer {
  const rsa = request.issuerPrivateKey.asymmetricKeyType === 'rsa';
  const algorithm = rsa
    ? sequence(objectId('1.2.840.113549.1.1.11'), nothing())
    : sequence(objectId('1.2.840.10045.4.3.2'));
  const serial = Buffer.from(request.random.bytes(16));
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 1;
  const body = sequence(
    encode(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    commonName(request.issuer),
    sequence(time(request.now - DAY_MS), time(request.now + request.days * DAY_MS)),
    commonName(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    encode(
      0xa3,
      sequence(
        ...extensionsOf(request.use),
        extension('2.5.29.14', false, octets(keyIdentifier(request.publicKey))),
        extension('2.5.29.35', false, sequence(encode(0x80, keyIdentifier(request.issuerPublicKey)))),
      ),
    ),
  );
  return sequence(body, algorithm, bits(sign('sha256', body, request.issuerPrivateKey)));
}

/** Writes DER as PEM. */
export function toPem(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}

function extensionsOf(use: CertificateUse): readonly Buffer[] {
  switch (use.kind) {
    case 'authority':
      return [
        extension('2.5.29.19', true, sequence(isTrue(), integer(Buffer.from([0])))),
        extension('2.5.29.15', true, bits(Buffer.from([0x06]), 1)),
        extension('2.5.29.30', true, sequence(encode(0xa0, ...use.permitted.map(permittedSubtree)))),
      ];
    case 'server':
      return [
        extension('2.5.29.19', true, sequence()),
        extension('2.5.29.15', true, bits(Buffer.from([0x80]), 7)),
        extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'))),
        extension('2.5.29.17', false, sequence(...use.names.map(generalName))),
      ];
    case 'signing':
      return [extension('2.5.29.15', true, bits(Buffer.from([0x80]), 7))];
  }
}

function commonName(name: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8(name))));
}

function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(objectId(id), ...(critical ? [isTrue()] : []), octets(value));
}

function generalName(name: string): Buffer {
  return isIP(name) === 0 ? encode(0x82, Buffer.from(name)) : encode(0x87, addressBytes(name));
}

// An address constraint is the address followed by a mask of the same length; ours always mean one address.
function permittedSubtree(name: string): Buffer {
  if (isIP(name) === 0) return sequence(encode(0x82, Buffer.from(name)));
  const address = addressBytes(name);
  return sequence(encode(0x87, address, Buffer.alloc(address.length, 255)));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.from(
    [...before, ...zeros, ...after].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 255];
    }),
  );
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}

/** SHA-1 of the key's bits (RFC 5280, Section 4.2.1.2, method 1). */
function keyIdentifier(key: KeyObject): Buffer {
  const spki = key.export({ type: 'spki', format: 'der' });
  // The bits stand in the last element of the outer sequence: for P-256 the point, for RSA the inner sequence.
  const start = key.asymmetricKeyType === 'rsa' ? rsaKeyStart(spki) : spki.length - 65;
  return createHash('sha1').update(spki.subarray(start)).digest();
}

function rsaKeyStart(spki: Uint8Array): number {
  // SEQUENCE header (4 bytes at 2048 bits and more), AlgorithmIdentifier (15), BIT STRING header (4), unused bits (1).
  return spki[1] === 0x82 ? 24 : 0;
}
