import type { ClientSecretCredential } from '@azure/identity';
import {
  HttpMethod,
  RequestInformation,
  type ErrorMappings,
  type Parsable,
  type ParsableFactory,
} from '@microsoft/kiota-abstractions';
import { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure';
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import { PageIterator, type PageCollection } from '@microsoft/msgraph-sdk-core';
import {
  createAppRoleAssignmentFromDiscriminatorValue,
  createServicePrincipalFromDiscriminatorValue,
  serializeAppRoleAssignment,
  type AppRoleAssignment,
  type ServicePrincipal,
} from '@microsoft/msgraph-sdk/models/index.js';
import {
  createODataErrorFromDiscriminatorValue,
  type ODataError,
} from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import {
  createAlertCollectionResponseFromDiscriminatorValue,
  createAlertFromDiscriminatorValue,
  serializeAlert,
  type Alert,
  type AlertCollectionResponse,
} from '@microsoft/msgraph-sdk/models/security/index.js';
import { credentialsFor, GRAPH_APP_ID } from '../credentials.ts';
import { GRAPH, readInput, runGraphSteps } from '../scenario.ts';

// The SDK has no builders of requests for /security yet; requests are told to its adapter, which does all the rest:
// tokens, retries, challenges, models, errors and paging.
const ALERTS = '{+baseurl}/security/alerts_v2{?%24top,%24filter,%24select}';
const ALERT = '{+baseurl}/security/alerts_v2/{id}';
const ERRORS: ErrorMappings = { XXX: createODataErrorFromDiscriminatorValue };

const input = readInput();
const callers = credentialsFor('msgraph-sdk', input);
const worker = adapterOf(callers.worker());

await runGraphSteps('@microsoft/msgraph-sdk', {
  list: async () => (await alerts(worker, { '%24top': 5 })).value ?? [],
  pages: async () => {
    const first = await alerts(worker, { '%24top': 400, '%24select': 'id' });
    const ids: string[] = [];
    await new PageIterator<Alert>(
      worker,
      first as PageCollection<Alert>,
      (alert) => {
        ids.push(alert.id ?? '');
        return true;
      },
      createAlertCollectionResponseFromDiscriminatorValue as ParsableFactory<PageCollection<Alert>>,
      ERRORS,
    ).iterate();
    return ids;
  },
  filter: async () => (await alerts(worker, { '%24filter': "severity eq 'high'", '%24top': 20 })).value ?? [],
  resolve: async (id) => {
    const change = request(worker, HttpMethod.PATCH, ALERT, { id });
    const alert: Alert = { status: 'resolved', classification: 'truePositive', determination: 'malware' };
    change.setContentFromParsable(worker, 'application/json', alert, serializeAlert);
    await send<Alert>(worker, change, createAlertFromDiscriminatorValue);
    return send<Alert>(worker, request(worker, HttpMethod.GET, ALERT, { id }), createAlertFromDiscriminatorValue);
  },
  refusal: async () => {
    try {
      await alerts(adapterOf(callers.unconsented()), { '%24top': 1 });
      return null;
    } catch (error) {
      return (error as ODataError).errorEscaped?.message ?? 'unknown';
    }
  },
  repair: async (appRoleId) => {
    const graph = adapterOf(callers.repairer());
    const principalId = await findPrincipal(graph, input.unconsented['msgraph-sdk'] ?? '');
    const resourceId = await findPrincipal(graph, GRAPH_APP_ID);
    const path = '{+baseurl}/servicePrincipals/{principalId}/appRoleAssignments';
    const assign = request(graph, HttpMethod.POST, path, { principalId });
    const assignment = { principalId, resourceId, appRoleId } as AppRoleAssignment;
    assign.setContentFromParsable(graph, 'application/json', assignment, serializeAppRoleAssignment);
    await send<AppRoleAssignment>(graph, assign, createAppRoleAssignmentFromDiscriminatorValue);
  },
});

function adapterOf(credential: ClientSecretCredential): GraphRequestAdapter {
  const adapter = new GraphRequestAdapter(
    new AzureIdentityAuthenticationProvider(credential, [GRAPH], undefined, new Set(['localhost'])),
  );
  adapter.baseUrl = `${input.origin}/v1.0`;
  return adapter;
}

function request(
  adapter: GraphRequestAdapter,
  method: HttpMethod,
  template: string,
  parameters: Readonly<Record<string, unknown>> = {},
): RequestInformation {
  const made = new RequestInformation(method, template, { baseurl: adapter.baseUrl, ...parameters });
  made.headers.tryAdd('Accept', 'application/json');
  return made;
}

function alerts(
  adapter: GraphRequestAdapter,
  query: Readonly<Record<string, string | number>>,
): Promise<AlertCollectionResponse> {
  const made = request(adapter, HttpMethod.GET, ALERTS, query);
  return send<AlertCollectionResponse>(adapter, made, createAlertCollectionResponseFromDiscriminatorValue);
}

async function findPrincipal(adapter: GraphRequestAdapter, appId: string): Promise<string> {
  const made = request(adapter, HttpMethod.GET, "{+baseurl}/servicePrincipals(appId='{appId}')", { appId });
  return (await send<ServicePrincipal>(adapter, made, createServicePrincipalFromDiscriminatorValue)).id ?? '';
}

async function send<T extends Parsable>(
  adapter: GraphRequestAdapter,
  made: RequestInformation,
  factory: ParsableFactory<T>,
): Promise<T> {
  const answer = await adapter.send<T>(made, factory, ERRORS);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}
