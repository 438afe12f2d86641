import type { Kysely } from 'kysely';
import type { ApplicationTable, Database, ServicePrincipalTable } from '../../state/tables.ts';
import { AadError } from '../errors/aad-error.ts';
import { CLOUDS } from '../clouds.ts';
import type { GraphPermission, GraphPermissions } from '../graph-permissions.ts';
import { GRAPH_APP_ID, GUID_PATTERN } from '../well-known.ts';
import { readAppRoles, readExposedScopes, readIdentifierUris } from './application-json.ts';
import { findApplication, findServicePrincipal } from './directory.ts';

/** A delegated permission of a resource. */
export interface ResourceScope {
  readonly id: string;
  readonly value: string;
  readonly adminConsent: boolean;
  readonly personal: boolean;
}

/** An application permission or user role of a resource. */
export interface ResourceRole {
  readonly id: string;
  readonly value: string;
}

/** Something that tokens are for: Microsoft Graph, or an application of the tenant that exposes an API. */
export interface Resource {
  readonly appId: string;
  readonly name: string;
  /** What it is in the tenant of the token. */
  readonly servicePrincipal: ServicePrincipalTable;
  /** Version of its access tokens: 1 for Microsoft Graph, always. */
  readonly tokenVersion: 1 | 2;
  /** Value of `aud` for the form in which the request named it. */
  readonly audience: string;
  readonly isGraph: boolean;
  scope(value: string): ResourceScope | null;
  scopeById(id: string): ResourceScope | null;
  role(value: string): ResourceRole | null;
  roleById(id: string): ResourceRole | null;
}

/** Input of {@link resolveResource}. */
export interface ResolveResourceInput {
  readonly db: Kysely<Database>;
  readonly permissions: GraphPermissions;
  readonly tenantId: string;
  /** As the request named it: GUID or URI; null means Microsoft Graph by its short scopes. */
  readonly named: string | null;
  /** Addresses of this emulator, which stand for Microsoft Graph where a client was pointed at it. */
  readonly ownOrigin: string;
  readonly graphHost: string;
}

const GRAPH_URLS: ReadonlySet<string> = new Set(CLOUDS.map((cloud) => `https://${cloud.graphHost}`));

/**
 * Finds the resource that a token is asked for.
 *
 * @throws {@link AadError} 500011 if the tenant does not know it.
 */
export async function resolveResource(input: ResolveResourceInput): Promise<Resource> {
  const graphAudience = graphAudienceOf(input);
  if (graphAudience !== null) {
    const servicePrincipal = await findServicePrincipal(input.db, input.tenantId, GRAPH_APP_ID);
    if (servicePrincipal === null) throw new AadError(500011, [GRAPH_APP_ID, input.tenantId]);
    return graphResource(input.permissions, servicePrincipal, graphAudience);
  }
  const named = input.named ?? '';
  const app = GUID_PATTERN.test(named)
    ? await findApplication(input.db, named)
    : await findByIdentifierUri(input.db, named);
  const servicePrincipal = app === null ? null : await findServicePrincipal(input.db, input.tenantId, app.app_id);
  if (app === null || servicePrincipal === null) throw new AadError(500011, [named, input.tenantId]);
  if (servicePrincipal.enabled === 0 || app.enabled === 0) throw new AadError(50001, [named]);
  return applicationResource(app, servicePrincipal, named);
}

function graphAudienceOf(input: ResolveResourceInput): string | null {
  if (input.named === null) return GRAPH_APP_ID;
  if (input.named.toLowerCase() === GRAPH_APP_ID) return GRAPH_APP_ID;
  const url = input.named.toLowerCase();
  const bare = url.endsWith('/') ? url.slice(0, -1) : url;
  if (bare === input.ownOrigin.toLowerCase()) return `https://${input.graphHost}`;
  return GRAPH_URLS.has(bare) ? url : null;
}

async function findByIdentifierUri(db: Kysely<Database>, uri: string): Promise<ApplicationTable | null> {
  const bare = uri.replace(/\/$/, '');
  if (bare.toLowerCase().startsWith('api://')) {
    // `api://{client id}` always names its application.
    const appId = bare.slice('api://'.length);
    if (GUID_PATTERN.test(appId)) {
      const app = await findApplication(db, appId);
      if (app !== null && readIdentifierUris(app).some((own) => sameUri(own, bare))) return app;
    }
  }
  const candidates = await db
    .selectFrom('applications')
    .selectAll()
    .where('identifier_uris_json', '!=', '[]')
    .execute();
  return candidates.find((app) => readIdentifierUris(app).some((own) => sameUri(own, bare))) ?? null;
}

function sameUri(a: string, b: string): boolean {
  return a.replace(/\/$/, '').toLowerCase() === b.toLowerCase();
}

function graphResource(
  permissions: GraphPermissions,
  servicePrincipal: ServicePrincipalTable,
  audience: string,
): Resource {
  return {
    appId: GRAPH_APP_ID,
    name: 'Microsoft Graph',
    servicePrincipal,
    tokenVersion: 1,
    audience,
    isGraph: true,
    scope: (value) => toScope(permissions.delegated(value)),
    scopeById: (id) => toScope(permissions.delegatedById(id)),
    role: (value) => toRole(permissions.application(value)),
    roleById: (id) => toRole(permissions.applicationById(id)),
  };
}

function applicationResource(app: ApplicationTable, servicePrincipal: ServicePrincipalTable, named: string): Resource {
  const scopes = readExposedScopes(app)
    .filter((scope) => scope.isEnabled)
    .map((scope) => ({ id: scope.id, value: scope.value, adminConsent: scope.type === 'Admin', personal: true }));
  const roles = readAppRoles(app).filter((role) => role.isEnabled);
  return {
    appId: app.app_id,
    name: app.display_name,
    servicePrincipal,
    tokenVersion: app.access_token_version === 2 ? 2 : 1,
    // Version 2.0 tokens always name the resource by its client id; version 1.0 tokens as the request did.
    audience: app.access_token_version === 2 ? app.app_id : named,
    isGraph: false,
    scope: (value) => scopes.find((scope) => equalNames(scope.value, value)) ?? null,
    scopeById: (id) => scopes.find((scope) => equalNames(scope.id, id)) ?? null,
    role: (value) => roles.find((role) => equalNames(role.value, value)) ?? null,
    roleById: (id) => roles.find((role) => equalNames(role.id, id)) ?? null,
  };
}

function toScope(permission: GraphPermission | null): ResourceScope | null {
  if (permission === null) return null;
  const { id, name, adminConsent, personal } = permission;
  return { id, value: name, adminConsent, personal };
}

function toRole(permission: GraphPermission | null): ResourceRole | null {
  if (permission === null) return null;
  return { id: permission.id, value: permission.name };
}

function equalNames(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
