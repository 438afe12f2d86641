import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { createCertificate, toPem } from '../x509/certificate.ts';

const AUTHORITY_DAYS = 3650;
/** Browsers refuse certificates of servers that are valid for longer. */
const SERVER_DAYS = 397;
const MONTH_MS = 30 * 86_400_000;

/** A certificate authority on this machine. */
export interface LocalAuthority {
  /** Its certificate as PEM: what has to be trusted. */
  readonly certificatePem: string;
  /** Where that certificate is; null when it is kept in memory only. */
  readonly certificateFile: string | null;
  /** Makes a certificate for a TLS server. */
  issue(names: readonly string[]): { readonly cert: string; readonly key: string };
}

/** Where and for which names an authority is. */
export interface AuthorityOptions {
  /** Folder; null: in memory, a new one each time. */
  readonly folder: string | null;
  /** Name of its files, such as `ca`. */
  readonly fileName: string;
  readonly subject: string;
  /** Names and addresses that it can sign for; certificates for any other name are worthless. */
  readonly permitted: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Opens the certificate authority of a folder, making it at the first start.
 *
 * Its certificate says for which names it may sign, so trusting it endangers no other site even if its key is stolen. The
 * key can be read by its owner only.
 */
export function openAuthority(options: AuthorityOptions): LocalAuthority {
  const kept = options.folder === null ? null : readAuthority(options, options.folder);
  const made = kept ?? makeAuthority(options);
  if (kept === null && options.folder !== null) writeAuthority(options, options.folder, made);
  return {
    certificatePem: made.certificatePem,
    certificateFile: options.folder === null ? null : join(options.folder, `${options.fileName}.pem`),
    issue(names) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const certificate = createCertificate({
        // No host name: verifiers that find only addresses would hold it against the permitted names.
        subject: 'why403 emulator',
        issuer: options.subject,
        publicKey,
        issuerPublicKey: createPublicKey(made.key),
        issuerPrivateKey: made.key,
        now: options.clock.now(),
        days: SERVER_DAYS,
        use: { kind: 'server', names },
        random: options.random,
      });
      return { cert: toPem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

interface AuthorityPair {
  readonly certificatePem: string;
  readonly key: KeyObject;
}

function makeAuthority(options: AuthorityOptions): AuthorityPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = createCertificate({
    subject: options.subject,
    issuer: options.subject,
    publicKey,
    issuerPublicKey: publicKey,
    issuerPrivateKey: privateKey,
    now: options.clock.now(),
    days: AUTHORITY_DAYS,
    use: { kind: 'authority', permitted: options.permitted },
    random: options.random,
  });
  return { certificatePem: toPem(certificate), key: privateKey };
}

function readAuthority(options: AuthorityOptions, folder: string): AuthorityPair | null {
  const [certificateFile, keyFile] = [join(folder, `${options.fileName}.pem`), join(folder, `${options.fileName}.key`)];
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return null;
  const certificatePem = readFileSync(certificateFile, 'utf8');
  const certificate = new X509Certificate(certificatePem);
  const key = createPrivateKey(readFileSync(keyFile));
  const isUsable = certificate.checkPrivateKey(key) && Date.parse(certificate.validTo) - MONTH_MS > options.clock.now();
  return isUsable ? { certificatePem, key } : null;
}

function writeAuthority(options: AuthorityOptions, folder: string, made: AuthorityPair): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keyFile = join(folder, `${options.fileName}.key`);
  const key = made.key.export({ type: 'pkcs8', format: 'pem' }).toString();
  // Written beside and renamed: a process killed here leaves no half file.
  writeFileSync(`${keyFile}.new`, key, { mode: 0o600 });
  chmodSync(`${keyFile}.new`, 0o600);
  const certificateFile = join(folder, `${options.fileName}.pem`);
  writeFileSync(`${certificateFile}.new`, made.certificatePem, { mode: 0o644 });
  renameSync(`${keyFile}.new`, keyFile);
  renameSync(`${certificateFile}.new`, certificateFile);
}
