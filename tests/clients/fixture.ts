import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCertificate,
  graphParts,
  SAMPLE_PASSWORD,
  SAMPLE_SECRET,
  SAMPLE_SEED,
  startEmulator,
  systemClock,
  systemRandom,
  toPem,
  type RunningEmulator,
  type Seed,
} from '@why403/emulator';
import { SignJWT } from 'jose';
import { GRAPH_CLIENTS, type ScenarioInput } from './scenario.ts';

/** Contoso of the sample seed. */
export const TENANT = '0c0ffee0-1111-4222-8333-444455556666';

const CERTIFIED = 'a0000007-0000-4000-8000-000000000007';
const ISSUER = 'https://issuer.example/workloads';
const WORKER = 'a0000008-0000-4000-8000-000000000008';
const REPAIRER = 'a0000009-0000-4000-8000-000000000009';

/** An emulator that clients of other processes reach over HTTPS, with an application of each kind. */
export interface ClientFixture {
  readonly running: RunningEmulator;
  readonly input: ScenarioInput;
  /** File with the authority's certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** What a test may choose. */
export interface FixtureOptions {
  readonly automatic: boolean;
  readonly hostsMode?: boolean;
  readonly httpsPort?: number;
  /** Redirect URIs of the dashboard beside those of the sample. */
  readonly pages?: readonly string[];
  /** Alerts of Microsoft Graph; left out: the token service alone. */
  readonly alerts?: number;
}

export async function startFixture(options: FixtureOptions): Promise<ClientFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'why403-clients-'));
  const certificate = makeCertificate();
  const issuerKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const running = await startEmulator({
    data: join(folder, 'state'),
    clock: systemClock,
    random: systemRandom,
    settings: { hostsMode: options.hostsMode ?? false, automatic: options.automatic, unverifiableGraphTokens: false },
    seed: seedWith(
      certificate.pem,
      createPublicKey(issuerKeys.privateKey).export({ format: 'jwk' }),
      options.pages ?? [],
    ),
    isSeedForced: false,
    onFault: (fault) => {
      process.stderr.write(`emulator fault: ${fault instanceof Error ? (fault.stack ?? '') : 'unknown'}\n`);
    },
    address: '127.0.0.1',
    httpsPort: options.httpsPort ?? 0,
    httpPort: 0,
    allowRemote: false,
    allowedHosts: [],
    ...(options.alerts === undefined ? {} : graphParts({ clock: systemClock, alerts: options.alerts })),
  });
  const caFile = join(folder, 'all-ca.pem');
  writeFileSync(caFile, running.authority.certificatePem + (running.hostsAuthority?.certificatePem ?? ''));
  const federated = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'workload' })
    .setIssuer(ISSUER)
    .setSubject('repo:contoso/alerts')
    .setAudience('api://AzureADTokenExchange')
    .setExpirationTime('10m')
    .setIssuedAt()
    .sign(issuerKeys.privateKey);
  return {
    running,
    caFile,
    folder,
    input: {
      origin: running.httpsOrigin,
      host: new URL(running.httpsOrigin).host,
      tenant: TENANT,
      password: SAMPLE_PASSWORD,
      secret: SAMPLE_SECRET,
      apps: {
        integrator: 'a0000001-0000-4000-8000-000000000001',
        dashboard: 'a0000003-0000-4000-8000-000000000003',
        tool: 'a0000004-0000-4000-8000-000000000004',
        api: 'a0000005-0000-4000-8000-000000000005',
        portal: 'a0000006-0000-4000-8000-000000000006',
        certified: CERTIFIED,
        worker: WORKER,
        repairer: REPAIRER,
      },
      unconsented: Object.fromEntries(GRAPH_CLIENTS.map((client, index) => [client, unconsentedId(index)])),
      certificate,
      federated,
      file: caFile,
    },
    async stop() {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeCertificate(): ScenarioInput['certificate'] {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = createCertificate({
    subject: 'Certified daemon',
    issuer: 'Certified daemon',
    publicKey,
    issuerPublicKey: publicKey,
    issuerPrivateKey: privateKey,
    now: systemClock.now(),
    days: 30,
    use: { kind: 'signing' },
    random: systemRandom,
  });
  return {
    pem: toPem(der),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sha1: createHash('sha1').update(der).digest('hex').toUpperCase(),
    sha256: createHash('sha256').update(der).digest('hex').toUpperCase(),
  };
}

function seedWith(pem: string, jwk: object, pages: readonly string[]): Seed {
  return {
    tenants: SAMPLE_SEED.tenants.map((tenant) =>
      tenant.id !== TENANT
        ? tenant
        : {
            ...tenant,
            applications: [
              ...(tenant.applications ?? []).map((app) =>
                app.name === 'Security dashboard' ? { ...app, redirectUris: { spa: pages } } : app,
              ),
              {
                appId: CERTIFIED,
                name: 'Certified daemon',
                requires: [{ application: ['SecurityEvents.Read.All'] }],
                certificates: [pem],
                federatedCredentials: [
                  {
                    name: 'workload',
                    issuer: ISSUER,
                    subject: 'repo:contoso/alerts',
                    jwks: { keys: [{ ...jwk, kty: 'RSA', kid: 'workload', alg: 'RS256', use: 'sig' }] },
                  },
                ],
              },
              {
                appId: WORKER,
                name: 'Alert worker',
                requires: [{ application: ['SecurityAlert.ReadWrite.All'] }],
                secrets: [SAMPLE_SECRET],
              },
              {
                appId: REPAIRER,
                name: 'Repairer',
                requires: [{ application: ['Application.Read.All', 'AppRoleAssignment.ReadWrite.All'] }],
                secrets: [SAMPLE_SECRET],
              },
              // One for each client, because a repair lasts.
              ...GRAPH_CLIENTS.map((client, index) => ({
                appId: unconsentedId(index),
                name: `Without consent, ${client}`,
                requires: [{ application: ['SecurityAlert.Read.All'] }],
                secrets: [SAMPLE_SECRET],
              })),
            ],
            consents: [
              ...(tenant.consents ?? []),
              { app: 'Certified daemon', admin: true },
              { app: 'Alert worker', admin: true },
              { app: 'Repairer', admin: true },
              { app: 'Command line tool', delegated: ['openid', 'profile'] },
              { app: 'Web portal', delegated: ['SecurityEvents.Read.All'] },
            ],
          },
    ),
  };
}

function unconsentedId(index: number): string {
  return `a000001${index}-0000-4000-8000-00000000001${index}`;
}
