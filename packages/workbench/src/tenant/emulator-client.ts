import type { Evidence } from '../protocol.ts';
import type { Refusal } from './refusal.ts';
import { WORKBENCH_APP, readTenants, type Tenant, type TenantApplication, type TenantUser } from './tenant.ts';

const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** What a call to the emulated Microsoft Graph got. */
export interface GraphAnswer {
  readonly status: number;
  /** Header by header, for the reader and for the engine. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Row of the activity log that the call wrote; empty when it wrote none. */
  readonly logRow: string;
}

/** Who signs in, with which application, and how. */
export interface SignIn {
  readonly client: string;
  /** User name; `null` for the application itself. */
  readonly user: string | null;
  readonly implicit: boolean;
}

interface GraphPrincipal {
  readonly id: string;
  readonly appRoles: readonly { readonly id: string; readonly value: string }[];
  readonly scopes: readonly { readonly id: string; readonly value: string }[];
}

/**
 * Talks to the emulator that served the page, and to nothing else.
 *
 * Changes go through the emulated Microsoft Graph, as an administrator's program would make them. For that the workbench
 * puts an application of its own into the tenant, when the first change is made.
 *
 * All functions throw an `Error` with the service's own message when the emulator refuses; it never holds a token.
 */
export class EmulatorClient {
  readonly #admins = new Map<string, Promise<string>>();

  /** The tenants as they are now. */
  async tenants(): Promise<readonly Tenant[]> {
    return readTenants(await this.#control('GET', '/emulator/export'));
  }

  /** Signs in without asking for a password: a token with what is granted and assigned at this moment. */
  async signIn(tenant: Tenant, { client, user, implicit }: SignIn): Promise<string> {
    const issued = await this.#control('POST', '/emulator/token', {
      tenant: tenant.id,
      client,
      ...(user === null ? {} : { user }),
      ...(implicit ? { flow: 'implicit' } : {}),
    });
    return String((issued as { readonly access_token?: unknown }).access_token);
  }

  /** Sends a request to the emulated Microsoft Graph. A refusal is an answer, not an error. */
  async send(token: string, method: string, path: string, body: string | null): Promise<GraphAnswer> {
    const response = await fetch(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      ...(body === null ? {} : { body }),
      cache: 'no-store',
    });
    const id = response.headers.get('request-id');
    const log = await fetch('/emulator/activity-logs', { cache: 'no-store' });
    const rows = (await log.text()).trim().split('\n');
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      logRow: (id === null ? undefined : rows.filter((row) => row.includes(id)).at(-1)) ?? '',
    };
  }

  /** What the emulator remembers of a refused request, by its request-id. */
  async refusal(id: string): Promise<Evidence> {
    const { evidenceOfRefusal } = await import('./refusal.ts');
    return evidenceOfRefusal((await this.#control('GET', `/emulator/requests/${encodeURIComponent(id)}`)) as Refusal);
  }

  /** The whole of the tenants as they are now, to {@link reset} to. */
  snapshot(): Promise<unknown> {
    return this.#control('GET', '/emulator/export');
  }

  /** Puts the tenants back to what the emulator started with, or to a snapshot. Alerts and the like start again. */
  async reset(snapshot?: unknown): Promise<void> {
    await this.#control('POST', '/emulator/reset', snapshot === undefined ? {} : { seed: snapshot });
    this.#admins.clear();
  }

  /** Adds objects, in the form of a seed. */
  async seed(tenant: Tenant, objects: Readonly<Record<string, unknown>>): Promise<void> {
    const { id, name, domains } = tenant;
    await this.#control('POST', '/emulator/seed', { tenants: [{ id, name, domains, ...objects }] });
  }

  /** Registers an application that asks for nothing yet. */
  async register(tenant: Tenant, name: string): Promise<void> {
    const made = (await this.#graph(tenant, 'POST', '/applications', {
      displayName: name,
      isFallbackPublicClient: true,
    })) as {
      readonly appId: string;
    };
    await this.#graph(tenant, 'POST', '/servicePrincipals', { appId: made.appId });
  }

  /** Lets the registration ask for a permission. Nobody has it by that. */
  async require(
    tenant: Tenant,
    app: TenantApplication,
    kind: 'delegated' | 'application',
    permission: string,
  ): Promise<void> {
    const graph = await this.#graphPrincipal(tenant);
    const id = idOf(graph, kind, permission);
    const current = (await this.#graph(tenant, 'GET', `/applications/${app.id}`)) as {
      readonly requiredResourceAccess?: readonly {
        readonly resourceAppId: string;
        readonly resourceAccess: readonly unknown[];
      }[];
    };
    const others = (current.requiredResourceAccess ?? []).filter(({ resourceAppId }) => resourceAppId !== GRAPH_APP_ID);
    const own = (current.requiredResourceAccess ?? []).filter(({ resourceAppId }) => resourceAppId === GRAPH_APP_ID);
    await this.#graph(tenant, 'PATCH', `/applications/${app.id}`, {
      requiredResourceAccess: [
        ...others,
        {
          resourceAppId: GRAPH_APP_ID,
          resourceAccess: [
            ...own.flatMap(({ resourceAccess }) => resourceAccess),
            { id, type: kind === 'application' ? 'Role' : 'Scope' },
          ],
        },
      ],
    });
  }

  /** Consents to a permission for everybody, as an administrator. */
  async grant(
    tenant: Tenant,
    app: TenantApplication,
    kind: 'delegated' | 'application',
    permission: string,
  ): Promise<void> {
    const graph = await this.#graphPrincipal(tenant);
    const client = await this.#servicePrincipal(tenant, app);
    if (kind === 'application') {
      await this.#graph(tenant, 'POST', `/servicePrincipals/${client}/appRoleAssignments`, {
        principalId: client,
        resourceId: graph.id,
        appRoleId: idOf(graph, kind, permission),
      });
      return;
    }
    const grant = await this.#delegatedGrant(tenant, client, graph.id);
    if (grant === null) {
      await this.#graph(tenant, 'POST', '/oauth2PermissionGrants', {
        clientId: client,
        consentType: 'AllPrincipals',
        resourceId: graph.id,
        scope: permission,
      });
    } else {
      await this.#graph(tenant, 'PATCH', `/oauth2PermissionGrants/${grant.id}`, {
        scope: `${grant.scope} ${permission}`,
      });
    }
  }

  /** Takes a consent back. Tokens that were issued before keep the permission. */
  async revoke(
    tenant: Tenant,
    app: TenantApplication,
    kind: 'delegated' | 'application',
    permission: string,
  ): Promise<void> {
    const graph = await this.#graphPrincipal(tenant);
    const client = await this.#servicePrincipal(tenant, app);
    if (kind === 'application') {
      const wanted = idOf(graph, kind, permission);
      const held = await this.#values(tenant, `/servicePrincipals/${client}/appRoleAssignments`);
      const found = held.find(({ appRoleId, resourceId }) => appRoleId === wanted && resourceId === graph.id);
      if (found !== undefined) {
        await this.#graph(tenant, 'DELETE', `/servicePrincipals/${client}/appRoleAssignments/${String(found['id'])}`);
      }
      return;
    }
    const grant = await this.#delegatedGrant(tenant, client, graph.id);
    if (grant === null) return;
    const scope = grant.scope.split(' ').filter((each) => each !== permission && each !== '');
    if (scope.length === 0) await this.#graph(tenant, 'DELETE', `/oauth2PermissionGrants/${grant.id}`);
    else await this.#graph(tenant, 'PATCH', `/oauth2PermissionGrants/${grant.id}`, { scope: scope.join(' ') });
  }

  /** Assigns a directory role in the whole tenant. */
  async assign(tenant: Tenant, user: TenantUser, roleId: string): Promise<void> {
    await this.#graph(tenant, 'POST', '/roleManagement/directory/roleAssignments', {
      principalId: user.id,
      roleDefinitionId: roleId,
      directoryScopeId: '/',
    });
  }

  /** Takes a directory role away. */
  async unassign(tenant: Tenant, user: TenantUser, roleId: string): Promise<void> {
    const all = await this.#values(
      tenant,
      `/roleManagement/directory/roleAssignments?$filter=principalId eq '${user.id}'`,
    );
    for (const { id, roleDefinitionId, directoryScopeId } of all) {
      if (roleDefinitionId !== roleId || directoryScopeId !== '/') continue;
      await this.#graph(tenant, 'DELETE', `/roleManagement/directory/roleAssignments/${String(id)}`);
    }
  }

  async #delegatedGrant(
    tenant: Tenant,
    client: string,
    resource: string,
  ): Promise<{ readonly id: string; readonly scope: string } | null> {
    const grants = await this.#values(tenant, `/oauth2PermissionGrants?$filter=clientId eq '${client}'`);
    const found = grants.find(
      ({ resourceId, consentType }) => resourceId === resource && consentType === 'AllPrincipals',
    );
    return found === undefined ? null : { id: String(found['id']), scope: String(found['scope']) };
  }

  async #servicePrincipal(tenant: Tenant, app: TenantApplication): Promise<string> {
    if (app.servicePrincipalId !== null) return app.servicePrincipalId;
    const [found] = await this.#values(tenant, `/servicePrincipals?$filter=appId eq '${app.appId}'`);
    if (found !== undefined) return String(found['id']);
    const made = await this.#graph(tenant, 'POST', '/servicePrincipals', { appId: app.appId });
    return String((made as { readonly id?: unknown }).id);
  }

  async #graphPrincipal(tenant: Tenant): Promise<GraphPrincipal> {
    const found = (await this.#graph(tenant, 'GET', `/servicePrincipals(appId='${GRAPH_APP_ID}')`)) as {
      readonly id: string;
      readonly appRoles: GraphPrincipal['appRoles'];
      readonly oauth2PermissionScopes: GraphPrincipal['scopes'];
    };
    return { id: found.id, appRoles: found.appRoles, scopes: found.oauth2PermissionScopes };
  }

  async #values(tenant: Tenant, path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { value } = (await this.#graph(tenant, 'GET', path)) as { readonly value?: unknown };
    return Array.isArray(value) ? (value as readonly Readonly<Record<string, unknown>>[]) : [];
  }

  async #graph(tenant: Tenant, method: string, path: string, body?: unknown): Promise<unknown> {
    const token = await this.#admin(tenant);
    const response = await fetch(`/v1.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
    });
    return answerOf(response);
  }

  #admin(tenant: Tenant): Promise<string> {
    const known = this.#admins.get(tenant.id);
    if (known !== undefined) return known;
    const made = this.#makeAdmin(tenant);
    this.#admins.set(tenant.id, made);
    return made;
  }

  async #makeAdmin(tenant: Tenant): Promise<string> {
    await this.seed(tenant, {
      applications: [
        {
          ...WORKBENCH_APP,
          requires: [
            {
              application: [
                'Application.ReadWrite.All',
                'AppRoleAssignment.ReadWrite.All',
                'DelegatedPermissionGrant.ReadWrite.All',
                'RoleManagement.ReadWrite.Directory',
                'Directory.Read.All',
              ],
            },
          ],
        },
      ],
      consents: [{ app: WORKBENCH_APP.name, admin: true }],
    });
    return this.signIn(tenant, { client: WORKBENCH_APP.appId, user: null, implicit: false });
  }

  async #control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      cache: 'no-store',
    });
    return answerOf(response);
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  if (response.ok) return answer;
  const { error, error_description: says } = answer as {
    readonly error?: unknown;
    readonly error_description?: unknown;
  };
  const message =
    typeof error === 'object' && error !== null ? (error as { readonly message?: unknown }).message : says;
  throw new Error(typeof message === 'string' ? message : `the emulator answered ${response.status}`);
}

function idOf(graph: GraphPrincipal, kind: 'delegated' | 'application', permission: string): string {
  const found = (kind === 'application' ? graph.appRoles : graph.scopes).find(({ value }) => value === permission);
  if (found === undefined) throw new Error(`Microsoft Graph has no ${kind} permission ${permission}`);
  return found.id;
}
