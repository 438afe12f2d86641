import { createHash, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { importJWK, importPKCS8, type CryptoKey, type JWK } from 'jose';
import type { Random } from '../../random.ts';
import type { State } from '../../state/open-state.ts';
import { isUniqueViolation } from '../../state/unique-violation.ts';
import { createCertificate } from '../../x509/certificate.ts';

const KEY_BITS = 2048;
const CERTIFICATE_DAYS = 1825;
const SUBJECT = 'why403 token signing';

/** The key that signs now. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A key as the keys document shows it. */
export interface PublishedKey {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly kid: string;
  readonly x5t: string;
  readonly n: string;
  readonly e: string;
  readonly x5c: readonly string[];
}

/** The keys that tokens are signed with, kept in the state and shared by all processes on it. */
export interface SigningKeys {
  /** The key that signs; made when the state has none. */
  active(): Promise<SigningKey>;
  /** All keys that tokens may be signed with, newest first. */
  published(): Promise<readonly PublishedKey[]>;
  /** Public key for verification; null when the state does not hold it. */
  verification(kid: string): Promise<CryptoKey | null>;
  /** Makes a new key that signs from now on; older ones keep verifying. */
  rotate(): Promise<string>;
}

/** Opens the signing keys of a state. Imported keys are remembered by their id, which never changes its key. */
export function openSigningKeys(state: State, random: Random): SigningKeys {
  const privateKeys = new Map<string, CryptoKey>();
  const publicKeys = new Map<string, CryptoKey>();
  let making: Promise<void> | null = null;

  const readActive = async (): Promise<SigningKey | null> => {
    const row = await state.cached('active key', () =>
      state.db.selectFrom('signing_keys').select('kid').where('state', '=', 'active').executeTakeFirst(),
    );
    if (row === undefined) return null;
    const known = privateKeys.get(row.kid);
    if (known !== undefined) return { kid: row.kid, privateKey: known };
    const { private_pem } = await state.db
      .selectFrom('signing_keys')
      .select('private_pem')
      .where('kid', '=', row.kid)
      .executeTakeFirstOrThrow();
    const privateKey = await importPKCS8(private_pem, 'RS256');
    privateKeys.set(row.kid, privateKey);
    return { kid: row.kid, privateKey };
  };

  const make = async (): Promise<void> => {
    const key = await makeKey(await state.now(), random);
    try {
      await state.db
        .insertInto('signing_keys')
        .values({ ...key, state: 'active' })
        .execute();
    } catch (error) {
      // Another process was first: its key is the one.
      if (!isUniqueViolation(error)) throw error;
    }
  };

  return {
    async active() {
      const existing = await readActive();
      if (existing !== null) return existing;
      making ??= make().finally(() => {
        making = null;
      });
      await making;
      const made = await readActive();
      if (made === null) throw new TypeError('the signing key was removed while it was made');
      return made;
    },

    async published() {
      const rows = await state.db
        .selectFrom('signing_keys')
        .select(['public_jwk_json', 'certificate', 'kid'])
        .orderBy('created_at', 'desc')
        .orderBy('kid')
        .execute();
      return rows.map((row) => {
        const { n = '', e = '' } = JSON.parse(row.public_jwk_json) as JWK;
        return { kty: 'RSA', use: 'sig', kid: row.kid, x5t: row.kid, n, e, x5c: [row.certificate] };
      });
    },

    async verification(kid) {
      const known = publicKeys.get(kid);
      if (known !== undefined) return known;
      const row = await state.db
        .selectFrom('signing_keys')
        .select('public_jwk_json')
        .where('kid', '=', kid)
        .executeTakeFirst();
      if (row === undefined) return null;
      const key = await importJWK(JSON.parse(row.public_jwk_json) as JWK, 'RS256');
      if (key instanceof Uint8Array) return null;
      publicKeys.set(kid, key);
      return key;
    },

    async rotate() {
      const key = await makeKey(await state.now(), random);
      await state.db.transaction().execute(async (trx) => {
        await trx.updateTable('signing_keys').set({ state: 'published' }).where('state', '=', 'active').execute();
        await trx
          .insertInto('signing_keys')
          .values({ ...key, state: 'active' })
          .execute();
      });
      return key.kid;
    },
  };
}

interface NewKey {
  readonly kid: string;
  readonly private_pem: string;
  readonly public_jwk_json: string;
  readonly certificate: string;
  readonly created_at: number;
}

async function makeKey(now: number, random: Random): Promise<NewKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS });
  const certificate = createCertificate({
    subject: SUBJECT,
    issuer: SUBJECT,
    publicKey,
    issuerPublicKey: publicKey,
    issuerPrivateKey: privateKey,
    now,
    days: CERTIFICATE_DAYS,
    use: { kind: 'signing' },
    random,
  });
  return {
    kid: createHash('sha1').update(certificate).digest('base64url'),
    private_pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    public_jwk_json: JSON.stringify(createPublicKey(privateKey).export({ format: 'jwk' })),
    certificate: certificate.toString('base64'),
    created_at: now,
  };
}
