/** Hosts and names of one Microsoft cloud, as far as tokens and metadata show them. */
export interface Cloud {
  readonly id: string;
  readonly graphHost: string;
  /** The first is the one that metadata names. */
  readonly loginHosts: readonly string[];
  /** Host of version 1.0 issuers. */
  readonly issuerHostV1: string;
  /** Value of `cloud_instance_name`. */
  readonly instanceName: string;
}

/**
 * The clouds, most common first. Facts: Microsoft's documentation of national clouds (deployments and
 * authentication-national-cloud pages).
 */
export const CLOUDS: readonly Cloud[] = [
  {
    id: 'global',
    graphHost: 'graph.microsoft.com',
    loginHosts: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    issuerHostV1: 'sts.windows.net',
    instanceName: 'microsoftonline.com',
  },
  {
    id: 'usgov-l4',
    graphHost: 'graph.microsoft.us',
    loginHosts: ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
    issuerHostV1: 'sts.windows.net',
    instanceName: 'microsoftonline.us',
  },
  {
    id: 'usgov-l5',
    graphHost: 'dod-graph.microsoft.us',
    loginHosts: ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
    issuerHostV1: 'sts.windows.net',
    instanceName: 'microsoftonline.us',
  },
  {
    id: 'china',
    graphHost: 'microsoftgraph.chinacloudapi.cn',
    loginHosts: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
    issuerHostV1: 'sts.chinacloudapi.cn',
    instanceName: 'partner.microsoftonline.cn',
  },
];

/** Every host that hosts mode answers for. */
export const MICROSOFT_HOSTS: readonly string[] = [
  ...new Set(CLOUDS.flatMap((cloud) => [...cloud.loginHosts, cloud.graphHost])),
];

/** The cloud with this id; the global one when there is none. */
export function cloudById(id: string): Cloud {
  const [global] = CLOUDS;
  const found = CLOUDS.find((cloud) => cloud.id === id) ?? global;
  if (found === undefined) throw new TypeError('no cloud is known');
  return found;
}

/** Clouds that a Microsoft host belongs to; none for any other host. */
export function cloudsOfHost(host: string): readonly Cloud[] {
  return CLOUDS.filter((cloud) => cloud.loginHosts.includes(host) || cloud.graphHost === host);
}
