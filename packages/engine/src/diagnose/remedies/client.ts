import type { Cloud } from '../../table/table.ts';
import { GRAPH_APP_ID } from '../../decide/token-standing.ts';
import type { Case } from '../case.ts';

interface MicrosoftClient {
  readonly name: string;
  readonly kind: 'azure-cli' | 'graph-powershell' | 'graph-explorer';
}

/** Client applications of Microsoft whose registration nobody else can edit, by app id. */
const MICROSOFT_CLIENTS: Readonly<Record<string, MicrosoftClient>> = {
  '04b07795-8ddb-461a-bbee-02f9e1bf7b46': { name: 'Azure CLI', kind: 'azure-cli' },
  '1950a258-227b-4e31-a9cf-717495945fc2': { name: 'Azure PowerShell', kind: 'azure-cli' },
  '14d82eec-204b-4c2f-b7e8-296a70dab67e': { name: 'Microsoft Graph PowerShell', kind: 'graph-powershell' },
  'de8bc8b5-d9f9-48b1-a8ad-b748da725064': { name: 'Graph Explorer', kind: 'graph-explorer' },
};

/** What kind of client got the token, which decides how its permissions can be changed. */
export type Client = { readonly kind: 'registration' } | { readonly kind: 'managed-identity' } | MicrosoftClient;

/** The client of a case. Where nothing tells, it is somebody's own registration. */
export function clientOf(subject: Case): Client {
  const { facts } = subject;
  if (facts?.flow === 'managed-identity') return { kind: 'managed-identity' };
  return MICROSOFT_CLIENTS[facts?.appId?.toLowerCase() ?? ''] ?? { kind: 'registration' };
}

/** What commands name: the tenant, the client, and the hosts of the cloud; placeholders where nobody told. */
export interface Names {
  readonly tenant: string;
  readonly appId: string;
  readonly userId: string;
  readonly login: string;
  readonly graph: string;
  readonly portal: string;
  /** Argument that brings the Graph PowerShell into the cloud, with a space before it; empty for the global one. */
  readonly environment: string;
}

const ENVIRONMENTS: Readonly<Record<string, string>> = {
  'usgov-l4': ' -Environment USGov',
  'usgov-l5': ' -Environment USGovDoD',
  china: ' -Environment China',
};

/** Names for the commands of a case. */
export function namesOf(subject: Case): Names {
  const cloud = cloudOf(subject);
  const login = cloud.loginHosts[0] ?? 'login.microsoftonline.com';
  return {
    tenant: subject.facts?.tenantId ?? subject.context?.tenantId ?? '<tenant-id>',
    appId: subject.facts?.appId ?? '<app-id>',
    userId: subject.facts?.objectId ?? '<user-object-id>',
    login: login.startsWith('https://') ? login : `https://${login}`,
    graph: `https://${cloud.graphHost}`,
    portal: cloud.entraPortal,
    environment: ENVIRONMENTS[cloud.id] ?? '',
  };
}

/** Address at which an administrator consents; with `/.default` to all that is registered. */
export function adminConsentUrl(names: Names, scope: string, tenant: string = names.tenant): string {
  return `${names.login}/${tenant}/v2.0/adminconsent?client_id=${names.appId}&scope=${encodeURIComponent(scope)}`;
}

/** Finds the service principal of Microsoft Graph, in PowerShell. */
export const GRAPH_IN_POWERSHELL: string = `$graph = Get-MgServicePrincipal -Filter "appId eq '${GRAPH_APP_ID}'"`;

/** The cloud of the request, else of the token's audience, else the global one. */
function cloudOf(subject: Case): Cloud {
  const clouds = subject.engine.table.meta.clouds;
  const requested = clouds.find((cloud) => cloud.id === subject.decision?.request.cloud);
  const audience = subject.facts?.audience?.toLowerCase().replace(/\/$/, '');
  const named = clouds.find((cloud) => audience === `https://${cloud.graphHost}`);
  return requested ?? named ?? (clouds[0] as Cloud);
}
