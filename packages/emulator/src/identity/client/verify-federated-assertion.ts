import { compactVerify, createLocalJWKSet, type JSONWebKeySet, type JWTPayload } from 'jose';
import type { ApplicationTable, FederatedCredentialTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { readLimited } from '../request/form.ts';

const ALGORITHMS: readonly string[] = ['RS256', 'PS256'];
const MAX_DOCUMENT = 262_144;
const TIMEOUT_MS = 5000;

/**
 * Verifies the token of another issuer as a credential of a client: issuer, subject and audience must be those of one
 * federated credential of the application, all compared exactly.
 *
 * The issuer's keys come from the credential, or else from the issuer's metadata. Only issuers that the tenant trusts
 * are ever asked.
 *
 * @throws {@link AadError} 700211, 700212, 700213 for issuer, audience, subject; 700027 for the signature.
 *
 * @see [Workload identity federation](https://learn.microsoft.com/entra/workload-id/workload-identity-federation)
 */
export async function verifyFederatedAssertion(
  call: Call,
  app: ApplicationTable,
  assertion: string,
  claims: JWTPayload,
): Promise<void> {
  const all = await call.state.db
    .selectFrom('federated_credentials')
    .selectAll()
    .where('application_id', '=', app.id)
    .execute();
  const ofIssuer = all.filter((credential) => credential.issuer === claims.iss);
  if (ofIssuer.length === 0) throw new AadError(700211);
  const ofSubject = ofIssuer.filter((credential) => credential.subject === claims.sub);
  if (ofSubject.length === 0) throw new AadError(700213);
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud ?? ''];
  const credential = ofSubject.find((candidate) =>
    (JSON.parse(candidate.audiences_json) as readonly string[]).some((audience) => audiences.includes(audience)),
  );
  if (credential === undefined) throw new AadError(700212);
  const keys = await readKeys(call, credential);
  try {
    await compactVerify(assertion, createLocalJWKSet(keys), { algorithms: [...ALGORITHMS] });
  } catch {
    throw new AadError(700027, ['the signature does not verify with the keys of its issuer']);
  }
}

async function readKeys(call: Call, credential: FederatedCredentialTable): Promise<JSONWebKeySet> {
  if (credential.jwks_json !== null) return JSON.parse(credential.jwks_json) as JSONWebKeySet;
  const issuer = credential.issuer.replace(/\/$/, '');
  const metadata = await readDocument(call, `${issuer}/.well-known/openid-configuration`);
  const address = metadata['jwks_uri'];
  const keys = typeof address === 'string' ? await readDocument(call, address) : {};
  if (!Array.isArray(keys['keys'])) throw new AadError(700027, ['the keys of the issuer cannot be read']);
  return keys as unknown as JSONWebKeySet;
}

async function readDocument(call: Call, address: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const url = new URL(address);
    const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) throw new TypeError('not https');
    const request = new Request(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const response = await call.fetch(request);
    const text = response.ok ? await readLimited(response, MAX_DOCUMENT) : null;
    const document: unknown = JSON.parse(text ?? 'null');
    if (typeof document === 'object' && document !== null) return document as Readonly<Record<string, unknown>>;
  } catch {
    // Whatever it was: the answer is the same and tells nothing about the network behind this machine.
  }
  throw new AadError(700027, ['the keys of the issuer cannot be read']);
}
