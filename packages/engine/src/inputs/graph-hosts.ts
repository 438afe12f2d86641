/**
 * Hosts of Microsoft Graph: the four clouds, the canary of the global one, and the closed German cloud, whose requests
 * still are requests to Microsoft Graph.
 *
 * @see [National cloud deployments](https://learn.microsoft.com/graph/deployments)
 */
export const GRAPH_HOSTS: ReadonlySet<string> = new Set([
  'graph.microsoft.com',
  'canary.graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
  'graph.microsoft.de',
]);

/** Longest authority that is read; a host name has at most 253 characters. */
const LONGEST = 600;

/** Host of an absolute `http` or `https` URL in lower case, without port; `null` when the URL is relative or another. */
export function hostOf(url: string): string | null {
  const scheme = /^https?:\/\//i.exec(url.slice(0, 8));
  if (scheme === null) return null;
  const rest = url.slice(scheme[0].length, scheme[0].length + LONGEST);
  const end = rest.search(/[/?#\\]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host.replace(/:\d*$/, '').toLowerCase();
}

/**
 * Whether a URL belongs to Microsoft Graph: by its host, or because it is relative and so can belong to nothing else.
 *
 * @param others Further hosts that count, such as that of an emulator.
 */
export function isGraphUrl(url: string, others: readonly string[] = []): boolean {
  const host = hostOf(url);
  if (host === null) return url.startsWith('/') || !/^[a-z][a-z0-9+.-]*:/i.test(url.slice(0, 32));
  return GRAPH_HOSTS.has(host) || others.includes(host);
}

/** The part of a URL before its query and fragment, at most 4,096 characters. */
export function pathPart(url: string): string {
  const short = url.slice(0, 4096);
  const end = short.search(/[?#]/);
  return end < 0 ? short : short.slice(0, end);
}
