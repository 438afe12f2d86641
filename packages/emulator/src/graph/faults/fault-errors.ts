import { GraphError } from '../errors/graph-error.ts';
import { refusalOf, type RefusalFacts } from '../errors/refusals.ts';
import type { Fault } from './fault.ts';

/** What a fault's answer depends on. */
export interface FaultedRequest extends RefusalFacts {
  /** The client declared `cp1`: it is sent claims challenges. */
  readonly handlesChallenges: boolean;
  /** Seconds since 1970. */
  readonly now: number;
  /** Address of the token service's authorization endpoint. */
  readonly authorizationUri: string;
}

/** The error that a fault answers with, or `null` for those that let the request through. */
export function faultError(fault: Fault, request: FaultedRequest): GraphError | null {
  switch (fault.kind) {
    case 'throttled':
      return new GraphError(429, 'TooManyRequests', 'Too many requests.', {
        headers: { 'Retry-After': String(fault.retryAfter) },
      });
    case 'unavailable':
      return new GraphError(503, 'serviceNotAvailable', 'The service is temporarily unavailable.', {
        headers: { 'Retry-After': String(fault.retryAfter) },
      });
    case 'claims-challenge':
      return challenge('TokenCreatedWithOutdatedPolicies', { acrs: { essential: true, value: 'c1' } }, request);
    case 'token-revoked':
      return challenge(
        'TokenIssuedBeforeRevocationTimestamp',
        { nbf: { essential: true, value: String(request.now) } },
        request,
      );
    case 'license-missing':
      return licenseMissing(request.path);
    case 'policy-refusal':
      return refusalOf({ ...request, part: 'policy' });
    default:
      return null;
  }
}

/** A client that did not declare `cp1` gets the same 401 without claims that it could not use. */
function challenge(code: string, accessToken: Readonly<Record<string, unknown>>, request: FaultedRequest): GraphError {
  const claims = Buffer.from(JSON.stringify({ access_token: accessToken })).toString('base64');
  const parts = ['Bearer realm=""', `authorization_uri="${request.authorizationUri}"`];
  if (request.handlesChallenges) parts.push('error="insufficient_claims"', `claims="${claims}"`);
  return new GraphError(
    401,
    'InvalidAuthenticationToken',
    `Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ${code}`,
    { headers: { 'WWW-Authenticate': parts.join(', ') } },
  );
}

function licenseMissing(path: string): GraphError {
  if (/^\/(auditlogs|reports)(\/|$)/.test(path)) {
    return new GraphError(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  if (path.startsWith('/rolemanagement/')) {
    return new GraphError(400, 'AadPremiumLicenseRequired', 'The tenant needs to have a premium license.');
  }
  if (path.startsWith('/security/identities/')) {
    return new GraphError(403, 'Forbidden', 'Tenant is not onboarded to Microsoft Defender for Identity.');
  }
  return new GraphError(403, 'Forbidden', '');
}
