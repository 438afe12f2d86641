import type { KnowledgeDetails } from '@why403/engine';

import { readDirectoryRoles, type DirectoryRoles } from '../../identity/graph-permissions.ts';
import { GUID_PATTERN } from '../../identity/well-known.ts';
import type { RoleAssignmentTable } from '../../state/tables.ts';
import { accept, member } from '../entities/accept.ts';
import type { Document } from '../entities/document.ts';
import { directoryModel } from '../model/directory.ts';
import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { directorySet, listDirectory, oneObject, type DirectorySet } from './collection.ts';
import { exists, noObject, refused } from './errors.ts';
import { findServicePrincipalOf } from './service-principals.ts';
import { findUserOf, userDocument, users } from './users.ts';

const directoryRoles: DirectorySet = directorySet('directoryRoles', 'microsoft.graph.directoryRole');
const definitions: DirectorySet = directorySet(
  'roleManagement/directory/roleDefinitions',
  'microsoft.graph.unifiedRoleDefinition',
);
const assignments: DirectorySet = directorySet(
  'roleManagement/directory/roleAssignments',
  'microsoft.graph.unifiedRoleAssignment',
);
const eligibilities: DirectorySet = directorySet(
  'roleManagement/directory/roleEligibilityScheduleInstances',
  'microsoft.graph.unifiedRoleEligibilityScheduleInstance',
);

const ROOT = '/roleManagement/directory';

/** Operations of directory roles, in the older and the newer form. A role shows in tokens issued after it was assigned. */
export const roleRoutes: readonly Route[] = [
  { method: 'GET', path: '/directoryRoles', versions: ['v1.0', 'beta'], handler: listRoles },
  { method: 'GET', path: '/directoryRoleTemplates', versions: ['v1.0', 'beta'], handler: listRoles },
  { method: 'GET', path: '/directoryRoles/{id}', versions: ['v1.0', 'beta'], handler: getRole },
  { method: 'GET', path: '/directoryRoles/{id}/members', versions: ['v1.0', 'beta'], handler: listMembers },
  { method: 'POST', path: '/directoryRoles/{id}/members/$ref', versions: ['v1.0', 'beta'], handler: addMember },
  {
    method: 'DELETE',
    path: '/directoryRoles/{id}/members/{member}/$ref',
    versions: ['v1.0', 'beta'],
    handler: removeMember,
  },
  { method: 'GET', path: `${ROOT}/roleDefinitions`, versions: ['v1.0', 'beta'], handler: listDefinitions },
  { method: 'GET', path: `${ROOT}/roleDefinitions/{id}`, versions: ['v1.0', 'beta'], handler: getDefinition },
  { method: 'GET', path: `${ROOT}/roleAssignments`, versions: ['v1.0', 'beta'], handler: listAssignments },
  { method: 'POST', path: `${ROOT}/roleAssignments`, versions: ['v1.0', 'beta'], handler: createAssignment },
  { method: 'GET', path: `${ROOT}/roleAssignments/{id}`, versions: ['v1.0', 'beta'], handler: getAssignment },
  { method: 'DELETE', path: `${ROOT}/roleAssignments/{id}`, versions: ['v1.0', 'beta'], handler: deleteAssignment },
  {
    method: 'GET',
    path: `${ROOT}/roleEligibilityScheduleInstances`,
    versions: ['v1.0', 'beta'],
    handler: listEligibilities,
  },
];

const rolesByKnowledge = new WeakMap<KnowledgeDetails, DirectoryRoles>();

function rolesOf(context: GraphContext): DirectoryRoles {
  const known = rolesByKnowledge.get(context.knowledge);
  if (known !== undefined) return known;
  const made = readDirectoryRoles(context.knowledge);
  rolesByKnowledge.set(context.knowledge, made);
  return made;
}

function roleDocument(role: { readonly templateId: string; readonly name: string }): Document {
  return { id: role.templateId, displayName: role.name, description: role.name, roleTemplateId: role.templateId };
}

function definitionDocument(role: { readonly templateId: string; readonly name: string }): Document {
  return {
    id: role.templateId,
    displayName: role.name,
    description: role.name,
    isBuiltIn: true,
    isEnabled: true,
    templateId: role.templateId,
    resourceScopes: ['/'],
  };
}

async function listRoles(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return listDirectory(directoryRoles, context, request, rolesOf(context).all.map(roleDocument));
}

async function getRole(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return oneObject(directoryRoles, context, request, roleDocument(needRole(context, request.parameters['id'] ?? '')));
}

async function listDefinitions(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return listDirectory(definitions, context, request, rolesOf(context).all.map(definitionDocument));
}

async function getDefinition(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return oneObject(
    definitions,
    context,
    request,
    definitionDocument(needRole(context, request.parameters['id'] ?? '')),
  );
}

async function listMembers(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const role = needRole(context, request.parameters['id'] ?? '');
  const rows = (await active(context)).filter(
    (row) => row.role_template_id === role.templateId && row.directory_scope === '/',
  );
  const members: Document[] = [];
  for (const row of rows) {
    const user = await findUserOf(context, row.principal_id);
    if (user !== null) members.push(userDocument(user));
  }
  return listDirectory({ ...users, path: 'directoryObjects' }, context, request, members);
}

async function addMember(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const role = needRole(context, request.parameters['id'] ?? '');
  const reference = member(request.body, '@odata.id');
  const id = typeof reference === 'string' ? (reference.split('/').at(-1) ?? '') : '';
  await assign(context, id.replace(/^[^(]*\('?|'?\)$/g, ''), role.templateId, '/');
  return { status: 204 };
}

async function removeMember(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const role = needRole(context, request.parameters['id'] ?? '');
  const id = (request.parameters['member'] ?? '').toLowerCase();
  if (!GUID_PATTERN.test(id)) throw noObject(id);
  const gone = await context.state.db
    .deleteFrom('role_assignments')
    .where('tenant_id', '=', context.caller.tenantId)
    .where('principal_id', '=', id)
    .where('role_template_id', '=', role.templateId)
    .where('state', '=', 'active')
    .where('directory_scope', '=', '/')
    .returning('id')
    .execute();
  if (gone.length === 0) throw noObject(id);
  return { status: 204 };
}

async function listAssignments(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return listDirectory(assignments, context, request, (await active(context)).map(assignmentDocument));
}

async function getAssignment(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const id = (request.parameters['id'] ?? '').toLowerCase();
  const row = (await active(context)).find((candidate) => candidate.id === id);
  if (row === undefined) throw noObject(id);
  return oneObject(assignments, context, request, assignmentDocument(row));
}

async function createAssignment(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const accepted = accept(request.body, {
    model: directoryModel,
    type: assignments.type,
    writable: new Set(['principalId', 'directoryScopeId', 'roleDefinitionId']),
    required: ['principalId', 'directoryScopeId', 'roleDefinitionId'],
  });
  const role = needRole(context, String(accepted['roleDefinitionId']));
  const row = await assign(
    context,
    String(accepted['principalId']),
    role.templateId,
    String(accepted['directoryScopeId']),
  );
  return oneObject(assignments, context, request, assignmentDocument(row), 201);
}

async function deleteAssignment(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const id = (request.parameters['id'] ?? '').toLowerCase();
  if (!GUID_PATTERN.test(id)) throw noObject(id);
  const gone = await context.state.db
    .deleteFrom('role_assignments')
    .where('tenant_id', '=', context.caller.tenantId)
    .where('id', '=', id)
    .where('state', '=', 'active')
    .returning('id')
    .execute();
  if (gone.length === 0) throw noObject(id);
  return { status: 204 };
}

async function listEligibilities(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const rows = await context.state.db
    .selectFrom('role_assignments')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .where('state', '=', 'eligible')
    .execute();
  return listDirectory(
    eligibilities,
    context,
    request,
    rows.map((row) => ({
      ...assignmentDocument(row),
      memberType: 'Direct',
      startDateTime: instantNow(row.starts_at),
      endDateTime: row.ends_at === null ? null : instantNow(row.ends_at),
    })),
  );
}

async function active(context: GraphContext): Promise<readonly RoleAssignmentTable[]> {
  return context.state.db
    .selectFrom('role_assignments')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .where('state', '=', 'active')
    .where((where) => where.or([where('ends_at', 'is', null), where('ends_at', '>', context.now)]))
    .execute();
}

async function assign(
  context: GraphContext,
  principalId: string,
  roleTemplateId: string,
  scope: string,
): Promise<RoleAssignmentTable> {
  const id = principalId.toLowerCase();
  const known = (await findUserOf(context, id)) ?? (await findServicePrincipalOf(context, id));
  if (known === null) throw noObject(principalId);
  if (!/^\/(?:administrativeUnits\/)?[\w-]*$/.test(scope)) {
    throw refused("Invalid value specified for property 'directoryScopeId'.");
  }
  const there = (await active(context)).some(
    (row) => row.principal_id === known.id && row.role_template_id === roleTemplateId && row.directory_scope === scope,
  );
  if (there) throw exists('A conflicting object with one or more of the specified property values');
  const row: RoleAssignmentTable = {
    id: context.newGuid(),
    tenant_id: context.caller.tenantId,
    principal_id: known.id,
    role_template_id: roleTemplateId,
    state: 'active',
    directory_scope: scope,
    starts_at: context.now,
    ends_at: null,
  };
  await context.state.db.insertInto('role_assignments').values(row).execute();
  return row;
}

function assignmentDocument(row: RoleAssignmentTable): Document {
  return {
    id: row.id,
    principalId: row.principal_id,
    directoryScopeId: row.directory_scope,
    roleDefinitionId: row.role_template_id,
  };
}

function needRole(context: GraphContext, id: string): { readonly templateId: string; readonly name: string } {
  const role = GUID_PATTERN.test(id) ? rolesOf(context).find(id) : null;
  if (role === null) throw noObject(id);
  return role;
}
