import { splitScopes } from '../../identity/tenant/grants.ts';
import { GUID_PATTERN } from '../../identity/well-known.ts';
import type { PermissionGrantTable } from '../../state/tables.ts';
import { accept } from '../entities/accept.ts';
import type { Document } from '../entities/document.ts';
import { directoryModel } from '../model/directory.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { unlessExists } from './applications.ts';
import { directorySet, listDirectory, oneObject, type DirectorySet } from './collection.ts';
import { noObject, refused } from './errors.ts';
import { needServicePrincipal } from './service-principals.ts';
import { findUserOf } from './users.ts';

/** Delegated permissions that were consented to. */
export const permissionGrants: DirectorySet = directorySet(
  'oauth2PermissionGrants',
  'microsoft.graph.oAuth2PermissionGrant',
);

/** Operations of delegated grants. A grant is a snapshot: tokens issued before it do not have it. */
export const permissionGrantRoutes: readonly Route[] = [
  { method: 'GET', path: '/oauth2PermissionGrants', versions: ['v1.0', 'beta'], handler: list },
  { method: 'POST', path: '/oauth2PermissionGrants', versions: ['v1.0', 'beta'], handler: create },
  { method: 'GET', path: '/oauth2PermissionGrants/{id}', versions: ['v1.0', 'beta'], handler: get },
  { method: 'PATCH', path: '/oauth2PermissionGrants/{id}', versions: ['v1.0', 'beta'], handler: patch },
  { method: 'DELETE', path: '/oauth2PermissionGrants/{id}', versions: ['v1.0', 'beta'], handler: remove },
  {
    method: 'GET',
    path: '/servicePrincipals/{id}/oauth2PermissionGrants',
    versions: ['v1.0', 'beta'],
    handler: listOfClient,
  },
];

async function list(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const rows = await context.state.db
    .selectFrom('permission_grants')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .execute();
  return listDirectory(permissionGrants, context, request, rows.map(documentOf));
}

async function listOfClient(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const client = await needServicePrincipal(context, request.parameters['id'] ?? '');
  const rows = await context.state.db
    .selectFrom('permission_grants')
    .selectAll()
    .where('client_sp_id', '=', client.id)
    .execute();
  return listDirectory(permissionGrants, context, request, rows.map(documentOf));
}

async function get(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return oneObject(permissionGrants, context, request, documentOf(await need(context, request)));
}

async function create(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const grant = accept(request.body, {
    model: directoryModel,
    type: permissionGrants.type,
    writable: new Set(['clientId', 'consentType', 'principalId', 'resourceId', 'scope']),
    required: ['clientId', 'consentType', 'resourceId', 'scope'],
  });
  const { consentType } = grant;
  if (consentType !== 'AllPrincipals' && consentType !== 'Principal') {
    throw refused("Invalid value specified for property 'consentType': it can be AllPrincipals or Principal.");
  }
  const principalId = typeof grant['principalId'] === 'string' ? grant['principalId'] : '';
  const user = principalId === '' ? null : await findUserOf(context, principalId);
  if ((consentType === 'Principal') !== (user !== null)) {
    throw refused("Invalid value specified for property 'principalId': it names the user of a Principal consent.");
  }
  const client = await needServicePrincipal(context, String(grant['clientId']));
  const resource = await needServicePrincipal(context, String(grant['resourceId']));
  const row: PermissionGrantTable = {
    id: context.newGuid(),
    tenant_id: context.caller.tenantId,
    client_sp_id: client.id,
    resource_sp_id: resource.id,
    consent_type: consentType,
    principal_id: user?.id ?? '',
    scope: splitScopes(String(grant['scope'])).join(' '),
    created_at: context.now,
  };
  await unlessExists('Permission entry', () => context.state.db.insertInto('permission_grants').values(row).execute());
  return oneObject(permissionGrants, context, request, documentOf(row), 201);
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await need(context, request);
  const change = accept(request.body, {
    model: directoryModel,
    type: permissionGrants.type,
    writable: new Set(['scope']),
    required: ['scope'],
  });
  const scope = splitScopes(String(change['scope'])).join(' ');
  await context.state.db.updateTable('permission_grants').set({ scope }).where('id', '=', row.id).execute();
  return { status: 204 };
}

async function remove(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await need(context, request);
  await context.state.db.deleteFrom('permission_grants').where('id', '=', row.id).execute();
  return { status: 204 };
}

async function need(context: GraphContext, request: GraphRequest): Promise<PermissionGrantTable> {
  const id = request.parameters['id'] ?? '';
  const row = GUID_PATTERN.test(id)
    ? await context.state.db
        .selectFrom('permission_grants')
        .selectAll()
        .where('tenant_id', '=', context.caller.tenantId)
        .where('id', '=', id.toLowerCase())
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw noObject(id);
  return row;
}

function documentOf(row: PermissionGrantTable): Document {
  return {
    id: row.id,
    clientId: row.client_sp_id,
    consentType: row.consent_type,
    principalId: row.principal_id === '' ? null : row.principal_id,
    resourceId: row.resource_sp_id,
    scope: row.scope,
  };
}
