import type { ApplicationTable } from '../../state/tables.ts';
import type { Call, TenantPath } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import type { Parameters } from '../request/form.ts';
import type { ClientAuthentication } from '../tokens/access-token.ts';
import { verifyAssertion } from './verify-assertion.ts';
import { verifySecret } from './verify-secret.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Client id and secret of a request, wherever they stand. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly secret: string | null;
  readonly assertion: string | null;
}

/**
 * Reads who the client says it is: from the body, or from the `Authorization` header (RFC 6749, Section 2.3.1).
 *
 * @throws {@link AadError} 900144 without `client_id`, 90023 if it authenticates in more than one way.
 */
export function readClientCredentials(call: Call, form: Parameters): ClientCredentials {
  const basic = readBasic(call.request.headers.get('authorization'));
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if ([basic, secret, assertion].filter((way) => way !== null).length > 1) {
    throw new AadError(90023, ['the client authenticates in more than one way']);
  }
  if (assertion !== null && form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw new AadError(90023, ['client_assertion_type is not the one of JWT bearer assertions']);
  }
  if (basic === null) return { clientId: form.need('client_id'), secret, assertion };
  const clientId = form.get('client_id');
  if (clientId !== null && clientId.toLowerCase() !== basic.id.toLowerCase()) {
    throw new AadError(90023, ['client_id differs from the one of the Authorization header']);
  }
  return { clientId: basic.id, secret: basic.secret, assertion: null };
}

/**
 * Authenticates the client with what it sent.
 *
 * @returns How it did; `0` when it sent nothing: whether that suffices depends on the grant.
 *
 * @throws {@link AadError} when what it sent is wrong.
 */
export async function authenticateClient(
  call: Call,
  app: ApplicationTable,
  credentials: ClientCredentials,
  path: TenantPath,
): Promise<ClientAuthentication> {
  if (credentials.secret !== null) {
    await verifySecret(call, app, credentials.secret);
    return '1';
  }
  if (credentials.assertion !== null) {
    await verifyAssertion(call, app, credentials.assertion, path);
    return '2';
  }
  return '0';
}

function readBasic(header: string | null): { readonly id: string; readonly secret: string } | null {
  if (header === null || !/^basic(\s|$)/i.test(header)) return null;
  const text = Buffer.from(header.slice('basic'.length).trim(), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) throw new AadError(9002313, ['the Authorization header is malformed']);
  try {
    return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
  } catch {
    throw new AadError(9002313, ['the Authorization header is malformed']);
  }
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
