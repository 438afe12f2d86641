import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import type { ApplicationCertificateTable, ApplicationTable } from '../../state/tables.ts';
import { issuerV1, issuerV2, type Call, type TenantPath } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { verifyFederatedAssertion } from './verify-federated-assertion.ts';

/** RFC 7518 algorithms that an assertion may be signed with. */
const ALGORITHMS: readonly string[] = ['RS256', 'PS256'];
const SKEW = 300;
/** Longest lifetime of an assertion in seconds. Entra documents none; ours keeps a leaked one from living for ever. */
const MAX_LIFETIME = 86_400;

/**
 * Verifies a client assertion: one that the client signed with a registered certificate, or a token of another issuer
 * that a federated credential trusts.
 *
 * An assertion may be used again until it expires: Microsoft's clients send the same one for ten minutes.
 *
 * @throws {@link AadError} 50027 if it is no JWT, otherwise the number of the check that failed.
 *
 * @see [RFC 7523, Section 3 - JWT Format and Processing Requirements](https://www.rfc-editor.org/rfc/rfc7523.html#section-3)
 */
export async function verifyAssertion(
  call: Call,
  app: ApplicationTable,
  assertion: string,
  path: TenantPath,
): Promise<void> {
  const { header, claims } = readAssertion(assertion);
  if (!ALGORITHMS.includes(header.alg ?? '')) throw new AadError(700027, ['only RS256 and PS256 are accepted']);
  requireLifetime(claims, call.now);
  const isOwn = claims.iss?.toLowerCase() === app.app_id;
  if (!isOwn) {
    await verifyFederatedAssertion(call, app, assertion, claims);
    return;
  }
  if (claims.sub?.toLowerCase() !== app.app_id) throw new AadError(700021);
  requireAudience(call, claims, path);
  await requireSignature(call, app, assertion, header);
}

/** Reads an assertion without trusting it. @throws {@link AadError} 50027. */
export function readAssertion(assertion: string): {
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
} {
  let read: { readonly header: ProtectedHeaderParameters; readonly claims: JWTPayload };
  try {
    read = { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    throw new AadError(50027, ['it cannot be read']);
  }
  // The library decodes without looking at the types; a number as issuer must not get further.
  const { iss, sub, aud } = read.claims;
  const texts: readonly unknown[] = [iss, sub, ...(Array.isArray(aud) ? aud : [aud])];
  if (texts.some((value) => value !== undefined && typeof value !== 'string')) {
    throw new AadError(50027, ['iss, sub or aud is no text']);
  }
  return read;
}

function requireLifetime(claims: JWTPayload, now: number): void {
  const seconds = now / 1000;
  if (typeof claims.exp !== 'number') throw new AadError(50027, ['exp is missing']);
  if (claims.exp + SKEW < seconds) throw new AadError(700024);
  if (typeof claims.nbf === 'number' && claims.nbf - SKEW > seconds) throw new AadError(700024);
  if (claims.exp - seconds > MAX_LIFETIME + SKEW) throw new AadError(700024);
}

function requireAudience(call: Call, claims: JWTPayload, path: TenantPath): void {
  const tenants = path.tenant === null ? [path.segment] : [path.segment, path.tenant.id];
  const accepted = new Set(
    tenants.flatMap((tenant) => [
      `${call.origin}/${tenant}/oauth2/v2.0/token`,
      `${call.origin}/${tenant}/oauth2/token`,
      `${call.origin}/${tenant}/v2.0`,
      `${call.origin}/${tenant}/`,
      `${call.origin}/${tenant}`,
    ]),
  );
  if (path.tenant !== null) {
    accepted.add(issuerV1(call, path.tenant));
    accepted.add(issuerV2(call, path.tenant));
  }
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud ?? ''];
  if (!audiences.some((audience) => accepted.has(audience.toLowerCase()))) {
    throw new AadError(700027, ['aud is not this token endpoint']);
  }
}

async function requireSignature(
  call: Call,
  app: ApplicationTable,
  assertion: string,
  header: ProtectedHeaderParameters,
): Promise<void> {
  const certificates = await call.state.db
    .selectFrom('application_certificates')
    .selectAll()
    .where('application_id', '=', app.id)
    .execute();
  const certificate = certificates.find((candidate) => isNamedBy(candidate, header));
  if (certificate === undefined) throw new AadError(700027, ['no registered certificate has this thumbprint']);
  if (call.now < certificate.starts_at || call.now >= certificate.ends_at) {
    throw new AadError(700027, ['the certificate is outside its validity']);
  }
  try {
    await compactVerify(assertion, new X509Certificate(certificate.pem).publicKey, { algorithms: [...ALGORITHMS] });
  } catch {
    throw new AadError(700027, ['the signature does not verify']);
  }
}

function isNamedBy(certificate: ApplicationCertificateTable, header: ProtectedHeaderParameters): boolean {
  const sha256 = header['x5t#S256'];
  if (typeof sha256 === 'string') return sha256 === certificate.x5t_s256;
  if (typeof header.x5t === 'string') return header.x5t === certificate.x5t;
  return (
    header.kid === certificate.x5t ||
    header.kid === Buffer.from(certificate.x5t, 'base64url').toString('hex').toUpperCase()
  );
}
