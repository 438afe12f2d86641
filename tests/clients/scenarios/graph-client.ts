import { Client, PageIterator, type PageCollection } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import type { ClientSecretCredential } from '@azure/identity';
import { credentialsFor, GRAPH_APP_ID } from '../credentials.ts';
import { GRAPH, readInput, runGraphSteps, type AlertLike } from '../scenario.ts';

const input = readInput();
const callers = credentialsFor('graph-client', input);
const worker = clientOf(callers.worker());

await runGraphSteps('@microsoft/microsoft-graph-client', {
  list: async () => alertsOf(await worker.api('/security/alerts_v2').top(5).get()),
  pages: async () => {
    const first = (await worker.api('/security/alerts_v2').top(400).select('id').get()) as PageCollection;
    const ids: string[] = [];
    await new PageIterator(worker, first, (alert: AlertLike) => {
      ids.push(alert.id ?? '');
      return true;
    }).iterate();
    return ids;
  },
  filter: async () => alertsOf(await worker.api('/security/alerts_v2').filter("severity eq 'high'").top(20).get()),
  resolve: async (id) => {
    const path = `/security/alerts_v2/${id}`;
    await worker.api(path).patch({ status: 'resolved', classification: 'truePositive', determination: 'malware' });
    return (await worker.api(path).get()) as AlertLike;
  },
  refusal: async () => {
    try {
      await clientOf(callers.unconsented()).api('/security/alerts_v2').top(1).get();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : 'unknown';
    }
  },
  repair: async (appRoleId) => {
    const graph = clientOf(callers.repairer());
    const find = (appId: string): Promise<{ readonly id: string }> =>
      graph.api(`/servicePrincipals(appId='${appId}')`).select('id').get() as Promise<{ readonly id: string }>;
    const principalId = (await find(input.unconsented['graph-client'] ?? '')).id;
    const resourceId = (await find(GRAPH_APP_ID)).id;
    await graph
      .api(`/servicePrincipals/${principalId}/appRoleAssignments`)
      .post({ principalId, resourceId, appRoleId });
  },
});

function clientOf(credential: ClientSecretCredential): Client {
  return Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [GRAPH] }),
    baseUrl: input.origin,
    customHosts: new Set(['localhost']),
  });
}

function alertsOf(page: unknown): readonly AlertLike[] {
  return (page as { readonly value: readonly AlertLike[] }).value;
}
