import { identifyClient } from '../client/identify-client.ts';
import { resolveTenantPath, type Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { readChallengeCapability } from '../request/claims-parameter.ts';
import { readForm } from '../request/form.ts';
import { readScopes } from '../grants/token-request.ts';
import { singleResource } from '../scope/parse-scopes.ts';
import { DEVICE_CODE_LIFETIME, DEVICE_POLL_INTERVAL } from '../tokens/lifetime.ts';
import { createDeviceCode } from './device-codes.ts';

/**
 * A device asks for a code that a person types on another one.
 *
 * @see [RFC 8628, Section 3.1 - Device Authorization Request](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.1)
 */
export async function authorizeDevice(
  call: Call,
  segment: string,
  version: 1 | 2,
): Promise<Readonly<Record<string, string | number>>> {
  const form = await readForm(call);
  const path = await resolveTenantPath(call, segment);
  const app = await identifyClient(call, form.need('client_id'), path);
  const scopes = readScopes({ form, version });
  if (scopes === null) throw new AadError(900144, [version === 1 ? 'resource' : 'scope']);
  singleResource(scopes);
  const { deviceCode, userCode } = await createDeviceCode(call, {
    appId: app.app_id,
    segment: path.tenant?.id ?? path.segment,
    version,
    scope: form.get('scope') ?? '',
    resource: form.get('resource'),
    handlesChallenges: readChallengeCapability(form.get('claims')),
  });
  const address = `${call.origin}/devicelogin`;
  const numbers = { expires_in: DEVICE_CODE_LIFETIME, interval: DEVICE_POLL_INTERVAL };
  return {
    user_code: userCode,
    device_code: deviceCode,
    ...(version === 1 ? { verification_url: address } : { verification_uri: address }),
    ...(version === 1 ? { expires_in: String(numbers.expires_in), interval: String(numbers.interval) } : numbers),
    message: `To sign in, open ${address} in a browser and enter the code ${userCode}.`,
  };
}
