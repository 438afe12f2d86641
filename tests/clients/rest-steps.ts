import { GRAPH_APP_ID, type Credentials } from './credentials.ts';
import { runGraphSteps, type AlertLike, type ScenarioInput } from './scenario.ts';

/** Sends one request with a new token of somebody. */
export type SendRest = (
  who: keyof Credentials,
  method: string,
  url: string,
  body?: object,
) => Promise<{ readonly status: number; readonly text: string }>;

interface Page {
  readonly value: readonly AlertLike[];
  readonly '@odata.nextLink'?: string;
}

/**
 * Runs the steps with a client that knows nothing of Microsoft Graph.
 *
 * @param name Name of the scenario, whose application without consent is repaired.
 */
export async function runRestSteps(client: string, input: ScenarioInput, name: string, send: SendRest): Promise<void> {
  const root = `${input.origin}/v1.0`;
  const alerts = `${root}/security/alerts_v2`;
  const ask = async <T>(who: keyof Credentials, method: string, url: string, body?: object): Promise<T> => {
    const { status, text } = await send(who, method, url, body);
    if (status >= 300) throw new Error(`${method} ${url}: ${status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  };
  await runGraphSteps(client, {
    list: async () => (await ask<Page>('worker', 'GET', `${alerts}?$top=5`)).value,
    pages: async () => {
      const ids: string[] = [];
      let next: string | undefined = `${alerts}?$top=400&$select=id`;
      while (next !== undefined) {
        const page: Page = await ask<Page>('worker', 'GET', next);
        ids.push(...page.value.map(({ id }) => id ?? ''));
        next = page['@odata.nextLink'];
      }
      return ids;
    },
    filter: async () => (await ask<Page>('worker', 'GET', `${alerts}?$filter=severity%20eq%20'high'&$top=20`)).value,
    resolve: async (id) => {
      const change = { status: 'resolved', classification: 'truePositive', determination: 'malware' };
      await ask('worker', 'PATCH', `${alerts}/${id}`, change);
      return ask<AlertLike>('worker', 'GET', `${alerts}/${id}`);
    },
    refusal: async () => {
      const { status, text } = await send('unconsented', 'GET', `${alerts}?$top=1`);
      if (status === 200) return null;
      return (JSON.parse(text) as { readonly error: { readonly message: string } }).error.message;
    },
    repair: async (appRoleId) => {
      const find = async (appId: string): Promise<string> =>
        (await ask<{ readonly id: string }>('repairer', 'GET', `${root}/servicePrincipals(appId='${appId}')`)).id;
      const principalId = await find(input.unconsented[name] ?? '');
      const resourceId = await find(GRAPH_APP_ID);
      const path = `${root}/servicePrincipals/${principalId}/appRoleAssignments`;
      await ask('repairer', 'POST', path, { principalId, resourceId, appRoleId });
    },
  });
}
