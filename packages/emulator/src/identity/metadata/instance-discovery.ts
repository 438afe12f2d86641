import type { Call } from '../call.ts';
import { CLOUDS } from '../clouds.ts';

/**
 * Instance discovery: by it Microsoft's clients learn which hosts belong together. Under its own host the emulator
 * answers that this host is one.
 */
export function describeInstances(call: Call): Readonly<Record<string, unknown>> {
  const asked = call.url.searchParams.get('authorization_endpoint') ?? `${call.origin}/common/oauth2/v2.0/authorize`;
  const tenant = readTenant(asked);
  const own = { preferred_network: call.url.host, preferred_cache: call.url.host, aliases: [call.url.host] };
  const microsoft = CLOUDS.filter((cloud) => cloud.id !== 'usgov-l5').map((cloud) => ({
    preferred_network: cloud.loginHosts[0],
    preferred_cache: cloud.loginHosts[1] ?? cloud.loginHosts[0],
    aliases: cloud.loginHosts,
  }));
  return {
    tenant_discovery_endpoint: `${call.origin}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: call.clouds.length === 0 ? [own] : microsoft,
  };
}

function readTenant(endpoint: string): string {
  try {
    const segment = new URL(endpoint).pathname.split('/')[1] ?? '';
    return /^[\w.-]+$/.test(segment) ? segment : 'common';
  } catch {
    return 'common';
  }
}
