import { readAppRoles, readExposedScopes, readIdentifierUris } from '../../identity/tenant/application-json.ts';
import { findApplication } from '../../identity/tenant/directory.ts';
import { newServicePrincipal } from '../../identity/tenant/grants.ts';
import { GRAPH_APP_ID, GUID_PATTERN } from '../../identity/well-known.ts';
import type { AppRoleAssignmentTable, ServicePrincipalTable } from '../../state/tables.ts';
import { accept, member } from '../entities/accept.ts';
import type { Document } from '../entities/document.ts';
import { directoryModel } from '../model/directory.ts';
import { now as instantNow } from '../odata/time.ts';
import { isObject, type GraphContext, type GraphRequest, type GraphResult, type Route } from '../request.ts';
import { unlessExists } from './applications.ts';
import { countDirectory, directorySet, listDirectory, oneObject, type DirectorySet } from './collection.ts';
import { noObject, refused } from './errors.ts';
import { graphExposure } from './graph-service-principal.ts';
import { findUserOf } from './users.ts';

/** What applications are in the tenant. */
export const servicePrincipals: DirectorySet = directorySet('servicePrincipals', 'microsoft.graph.servicePrincipal');
/** Application permissions and user roles that were assigned. */
export const appRoleAssignments: DirectorySet = directorySet('appRoleAssignments', 'microsoft.graph.appRoleAssignment');

const MICROSOFT_TENANT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

/** Operations of service principals and their app role assignments. */
export const servicePrincipalRoutes: readonly Route[] = [
  { method: 'GET', path: '/servicePrincipals', versions: ['v1.0', 'beta'], handler: list },
  { method: 'GET', path: '/servicePrincipals/$count', versions: ['v1.0', 'beta'], handler: count },
  { method: 'POST', path: '/servicePrincipals', versions: ['v1.0', 'beta'], handler: create },
  { method: 'GET', path: '/servicePrincipals/{id}', versions: ['v1.0', 'beta'], handler: get },
  { method: 'PATCH', path: '/servicePrincipals/{id}', versions: ['v1.0', 'beta'], handler: patch },
  { method: 'DELETE', path: '/servicePrincipals/{id}', versions: ['v1.0', 'beta'], handler: remove },
  ...(['appRoleAssignments', 'appRoleAssignedTo'] as const).flatMap((side): readonly Route[] => [
    {
      method: 'GET',
      path: `/servicePrincipals/{id}/${side}`,
      versions: ['v1.0', 'beta'],
      handler: (context, request) => listAssignments(context, request, side),
    },
    {
      method: 'POST',
      path: `/servicePrincipals/{id}/${side}`,
      versions: ['v1.0', 'beta'],
      handler: (context, request) => assign(context, request, side),
    },
    {
      method: 'DELETE',
      path: `/servicePrincipals/{id}/${side}/{assignment}`,
      versions: ['v1.0', 'beta'],
      handler: (context, request) => unassign(context, request, side),
    },
  ]),
  {
    method: 'GET',
    path: '/users/{id}/appRoleAssignments',
    versions: ['v1.0', 'beta'],
    handler: listUserAssignments,
  },
];

type Side = 'appRoleAssignments' | 'appRoleAssignedTo';
const COLUMN_OF = { appRoleAssignments: 'principal_id', appRoleAssignedTo: 'resource_sp_id' } as const;

async function list(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return listDirectory(servicePrincipals, context, request, await documents(context));
}

async function count(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return countDirectory(servicePrincipals, request, await documents(context));
}

async function get(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await needServicePrincipal(context, request.parameters['id'] ?? '');
  return oneObject(servicePrincipals, context, request, await documentOf(context, row));
}

async function create(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const appId = member(request.body, 'appId');
  if (typeof appId !== 'string' || !GUID_PATTERN.test(appId)) {
    throw refused("Invalid value specified for property 'appId'.");
  }
  const app = await findApplication(context.state.db, appId);
  const own = app?.tenant_id === context.caller.tenantId || app?.sign_in_audience !== 'AzureADMyOrg';
  if (app === null || !own) {
    throw refused(`The appId '${appId}' of the service principal does not reference a valid application object.`);
  }
  const row = newServicePrincipal(context.newGuid(), context.caller.tenantId, app, context.now);
  await unlessExists(`The service principal of ${appId}`, () =>
    context.state.db.insertInto('service_principals').values(row).execute(),
  );
  return oneObject(servicePrincipals, context, request, await documentOf(context, row), 201);
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await needServicePrincipal(context, request.parameters['id'] ?? '');
  const writable = new Set(['accountEnabled', 'appRoleAssignmentRequired', 'displayName']);
  const change = accept(request.body, { model: directoryModel, type: servicePrincipals.type, writable });
  const flag = (name: string, otherwise: number): number =>
    typeof change[name] === 'boolean' ? Number(change[name]) : otherwise;
  await context.state.db
    .updateTable('service_principals')
    .set({
      enabled: flag('accountEnabled', row.enabled),
      assignment_required: flag('appRoleAssignmentRequired', row.assignment_required),
      display_name: typeof change['displayName'] === 'string' ? change['displayName'] : row.display_name,
    })
    .where('id', '=', row.id)
    .execute();
  return { status: 204 };
}

/** With it go all its grants, in both directions. */
async function remove(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await needServicePrincipal(context, request.parameters['id'] ?? '');
  if (row.app_id === GRAPH_APP_ID) throw refused('The service principal of Microsoft Graph cannot be removed.');
  await context.state.db.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('permission_grants')
      .where((where) => where.or([where('client_sp_id', '=', row.id), where('resource_sp_id', '=', row.id)]))
      .execute();
    await transaction
      .deleteFrom('app_role_assignments')
      .where((where) => where.or([where('principal_id', '=', row.id), where('resource_sp_id', '=', row.id)]))
      .execute();
    await transaction.deleteFrom('role_assignments').where('principal_id', '=', row.id).execute();
    await transaction.deleteFrom('service_principals').where('id', '=', row.id).execute();
  });
  return { status: 204 };
}

async function listAssignments(context: GraphContext, request: GraphRequest, side: Side): Promise<GraphResult> {
  const row = await needServicePrincipal(context, request.parameters['id'] ?? '');
  return assignmentsWhere(context, request, COLUMN_OF[side], row.id);
}

async function listUserAssignments(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const id = request.parameters['id'] ?? '';
  const user = await findUserOf(context, id);
  if (user === null) throw noObject(id);
  return assignmentsWhere(context, request, 'principal_id', user.id);
}

async function assignmentsWhere(
  context: GraphContext,
  request: GraphRequest,
  column: 'principal_id' | 'resource_sp_id',
  id: string,
): Promise<GraphResult> {
  const rows = await context.state.db
    .selectFrom('app_role_assignments')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .where(column, '=', id)
    .execute();
  const documentsOf = await Promise.all(rows.map((row) => assignmentDocument(context, row)));
  return listDirectory(appRoleAssignments, context, request, documentsOf);
}

async function assign(context: GraphContext, request: GraphRequest, side: Side): Promise<GraphResult> {
  const own = await needServicePrincipal(context, request.parameters['id'] ?? '');
  const { principalId, resourceId, appRoleId } = readAssignment(request.body);
  const mismatch = side === 'appRoleAssignments' ? principalId !== own.id : resourceId !== own.id;
  if (mismatch) throw refused('The assignment does not belong to the service principal of the address.');
  const resource = await needServicePrincipal(context, resourceId);
  const principalType = await typeOfPrincipal(context, principalId);
  const roles = (await exposureOf(context, resource)).appRoles;
  const wanted = principalType === 'ServicePrincipal' ? 'Application' : 'User';
  const role = roles.find((candidate) => candidate['id'] === appRoleId);
  const allowed = role?.['allowedMemberTypes'];
  if (!Array.isArray(allowed) || !allowed.includes(wanted)) {
    throw refused('Permission being assigned was not found on application.');
  }
  const row: AppRoleAssignmentTable = {
    id: context.newGuid(),
    tenant_id: context.caller.tenantId,
    principal_id: principalId,
    principal_type: principalType,
    resource_sp_id: resourceId,
    app_role_id: appRoleId,
    created_at: context.now,
  };
  await unlessExists('Permission being assigned', () =>
    context.state.db.insertInto('app_role_assignments').values(row).execute(),
  );
  return oneObject(appRoleAssignments, context, request, await assignmentDocument(context, row), 201);
}

async function unassign(context: GraphContext, request: GraphRequest, side: Side): Promise<GraphResult> {
  const own = await needServicePrincipal(context, request.parameters['id'] ?? '');
  const id = request.parameters['assignment'] ?? '';
  if (!GUID_PATTERN.test(id)) throw noObject(id);
  const gone = await context.state.db
    .deleteFrom('app_role_assignments')
    .where('id', '=', id.toLowerCase())
    .where(COLUMN_OF[side], '=', own.id)
    .returning('id')
    .execute();
  if (gone.length === 0) throw noObject(id);
  return { status: 204 };
}

function readAssignment(body: unknown): {
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
} {
  const read = (name: string): string => {
    const value = member(body, name);
    if (typeof value !== 'string' || !GUID_PATTERN.test(value)) {
      throw refused(`Invalid value specified for property '${name}'.`);
    }
    return value.toLowerCase();
  };
  return { principalId: read('principalId'), resourceId: read('resourceId'), appRoleId: read('appRoleId') };
}

async function typeOfPrincipal(context: GraphContext, id: string): Promise<'User' | 'ServicePrincipal'> {
  const servicePrincipal = await findServicePrincipalOf(context, id);
  if (servicePrincipal !== null) return 'ServicePrincipal';
  if ((await findUserOf(context, id)) !== null) return 'User';
  throw noObject(id);
}

/** The service principal with that object id or client id in the caller's tenant. */
export async function findServicePrincipalOf(context: GraphContext, id: string): Promise<ServicePrincipalTable | null> {
  if (!GUID_PATTERN.test(id)) return null;
  const row = await context.state.db
    .selectFrom('service_principals')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .where((where) => where.or([where('id', '=', id.toLowerCase()), where('app_id', '=', id.toLowerCase())]))
    .executeTakeFirst();
  return row ?? null;
}

/**
 * As {@link findServicePrincipalOf}, which must exist.
 *
 * @throws GraphError 404
 */
export async function needServicePrincipal(context: GraphContext, id: string): Promise<ServicePrincipalTable> {
  const row = await findServicePrincipalOf(context, id);
  if (row === null) throw noObject(id);
  return row;
}

async function documents(context: GraphContext): Promise<readonly Document[]> {
  const rows = await context.state.db
    .selectFrom('service_principals')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .execute();
  return Promise.all(rows.map((row) => documentOf(context, row)));
}

async function exposureOf(
  context: GraphContext,
  row: ServicePrincipalTable,
): Promise<{
  readonly appRoles: readonly Document[];
  readonly oauth2PermissionScopes: readonly Document[];
  readonly names: readonly string[];
  readonly owner: string;
  readonly audience: string;
}> {
  if (row.app_id === GRAPH_APP_ID) {
    const names = [GRAPH_APP_ID, 'https://graph.microsoft.com', 'https://graph.microsoft.com/'];
    return { ...graphExposure(context.knowledge), names, owner: MICROSOFT_TENANT, audience: 'AzureADMultipleOrgs' };
  }
  const app = await findApplication(context.state.db, row.app_id);
  return {
    appRoles: app === null ? [] : readAppRoles(app).map((role) => ({ ...role, origin: 'Application' })),
    oauth2PermissionScopes: app === null ? [] : readExposedScopes(app).map((scope) => ({ ...scope })),
    names: [row.app_id, ...(app === null ? [] : readIdentifierUris(app))],
    owner: app?.tenant_id ?? row.tenant_id,
    audience: app?.sign_in_audience ?? 'AzureADMyOrg',
  };
}

async function documentOf(context: GraphContext, row: ServicePrincipalTable): Promise<Document> {
  const { appRoles, oauth2PermissionScopes, names, owner, audience } = await exposureOf(context, row);
  const extra: unknown = JSON.parse(row.extra_json);
  return {
    ...(isObject(extra) ? extra : {}),
    id: row.id,
    accountEnabled: row.enabled === 1,
    appDisplayName: row.display_name,
    appId: row.app_id,
    appOwnerOrganizationId: owner,
    appRoleAssignmentRequired: row.assignment_required === 1,
    createdDateTime: instantNow(row.created_at),
    displayName: row.display_name,
    servicePrincipalNames: names,
    servicePrincipalType: 'Application',
    signInAudience: audience,
    tags: [],
    appRoles,
    oauth2PermissionScopes,
  };
}

async function assignmentDocument(context: GraphContext, row: AppRoleAssignmentTable): Promise<Document> {
  const nameOf = async (id: string): Promise<string | null> =>
    (await findServicePrincipalOf(context, id))?.display_name ?? (await findUserOf(context, id))?.display_name ?? null;
  return {
    id: row.id,
    createdDateTime: instantNow(row.created_at),
    appRoleId: row.app_role_id,
    principalDisplayName: await nameOf(row.principal_id),
    principalId: row.principal_id,
    principalType: row.principal_type,
    resourceDisplayName: await nameOf(row.resource_sp_id),
    resourceId: row.resource_sp_id,
  };
}
