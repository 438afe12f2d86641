import { ClientSecretCredential } from '@azure/identity';
import type { ScenarioInput } from './scenario.ts';

/** Id of Microsoft Graph's application. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** Who calls Microsoft Graph in its scenarios. Each call makes a credential that has no token yet. */
export interface Credentials {
  /** Reads and changes alerts. */
  worker(): ClientSecretCredential;
  /** Application without consent of one client. */
  unconsented(): ClientSecretCredential;
  /** Assigns app roles. */
  repairer(): ClientSecretCredential;
}

/** The credentials of one client's scenario. */
export function credentialsFor(client: string, input: ScenarioInput): Credentials {
  const { apps, origin, secret, tenant, unconsented } = input;
  const make = (appId: string): ClientSecretCredential =>
    new ClientSecretCredential(tenant, appId, secret, { authorityHost: origin, disableInstanceDiscovery: true });
  return {
    worker: () => make(apps.worker),
    unconsented: () => make(unconsented[client] ?? ''),
    repairer: () => make(apps.repairer),
  };
}
