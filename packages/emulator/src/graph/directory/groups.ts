import { sql, type Kysely } from 'kysely';

import { accept, member } from '../entities/accept.ts';
import { EntityStore } from '../entities/store.ts';
import { createEntityTable } from '../entities/tables.ts';
import type { EntitySet } from '../entities/entity-set.ts';
import { directoryModel } from '../model/directory.ts';
import { bindOrderBy } from '../odata/bind.ts';
import { parseOrderBy } from '../odata/parse.ts';
import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { countDirectory, directorySet, listDirectory, oneObject, type DirectorySet } from './collection.ts';
import { noObject, refused } from './errors.ts';
import { findServicePrincipalOf } from './service-principals.ts';
import { findUserOf, userDocument, users } from './users.ts';
import type { Document } from '../entities/document.ts';

const groups: DirectorySet = directorySet('groups', 'microsoft.graph.group');

const set: EntitySet = {
  path: 'groups',
  model: directoryModel,
  type: groups.type,
  table: 'directory_groups',
  columns: { id: 'id', displayName: 'display_name' },
  rules: {
    allowed: new Set(),
    expand: [],
    pageSize: 100,
    top: { max: 999, over: 'refuse' },
    skipMax: null,
  },
  defaultOrder: orderById(),
};

const MOST_GROUPS = 50_000;
const WRITABLE = ['displayName', 'description', 'mailNickname', 'mailEnabled', 'securityEnabled', 'visibility'];

/** Creates the tables of groups and their members. */
export async function createGroups(db: Kysely<unknown>): Promise<void> {
  await createEntityTable(db, 'directory_groups', [['display_name', 'text']], []);
  await db.schema
    .createTable('directory_group_members')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_group_members_pk', ['tenant_id', 'group_id', 'member_id'] as never)
    .execute();
}

/** Operations of groups. Whether a group can be given roles is decided when it is created and never changes. */
export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: '/groups', versions: ['v1.0', 'beta'], handler: list },
  { method: 'GET', path: '/groups/$count', versions: ['v1.0', 'beta'], handler: count },
  { method: 'POST', path: '/groups', versions: ['v1.0', 'beta'], handler: create },
  { method: 'GET', path: '/groups/{id}', versions: ['v1.0', 'beta'], handler: get },
  { method: 'PATCH', path: '/groups/{id}', versions: ['v1.0', 'beta'], handler: patch },
  { method: 'DELETE', path: '/groups/{id}', versions: ['v1.0', 'beta'], handler: remove },
  { method: 'GET', path: '/groups/{id}/members', versions: ['v1.0', 'beta'], handler: listMembers },
  { method: 'POST', path: '/groups/{id}/members/$ref', versions: ['v1.0', 'beta'], handler: addMember },
  { method: 'DELETE', path: '/groups/{id}/members/{member}/$ref', versions: ['v1.0', 'beta'], handler: removeMember },
];

async function documents(context: GraphContext): Promise<readonly Document[]> {
  const rows = await storeOf(context).list({
    filter: null,
    order: set.defaultOrder,
    after: null,
    skip: 0,
    limit: MOST_GROUPS,
  });
  return rows.map((row) => row.document);
}

async function list(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return listDirectory(groups, context, request, await documents(context));
}

async function count(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return countDirectory(groups, request, await documents(context));
}

async function get(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return oneObject(groups, context, request, await need(context, request));
}

async function create(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const accepted = accept(request.body, {
    model: directoryModel,
    type: groups.type,
    writable: new Set([...WRITABLE, 'isAssignableToRole', 'groupTypes']),
    required: ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'],
  });
  if (accepted['isAssignableToRole'] === true && accepted['securityEnabled'] !== true) {
    throw refused('A group that roles can be assigned to must be a security group.');
  }
  const document: Document = {
    isAssignableToRole: null,
    groupTypes: [],
    ...accepted,
    id: context.newGuid(),
    createdDateTime: instantNow(context.now),
  };
  await storeOf(context).insert([document]);
  return oneObject(groups, context, request, document, 201);
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const change = accept(request.body, { model: directoryModel, type: groups.type, writable: new Set(WRITABLE) });
  const id = request.parameters['id'] ?? '';
  const row = await storeOf(context).update(id, (current) => ({ ...current, ...change }));
  if (row === null) throw noObject(id);
  return { status: 204 };
}

async function remove(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const group = await need(context, request);
  await storeOf(context).delete([String(group['id'])]);
  await sql`delete from directory_group_members
    where tenant_id = ${context.caller.tenantId} and group_id = ${group['id']}`.execute(context.state.db);
  return { status: 204 };
}

async function listMembers(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const group = await need(context, request);
  const rows = await sql<{ readonly member_id: string }>`select member_id from directory_group_members
    where tenant_id = ${context.caller.tenantId} and group_id = ${group['id']}`.execute(context.state.db);
  const members: Document[] = [];
  for (const { member_id: id } of rows.rows) {
    const user = await findUserOf(context, id);
    if (user !== null) members.push(userDocument(user));
  }
  return listDirectory({ ...users, path: 'directoryObjects' }, context, request, members);
}

async function addMember(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const group = await need(context, request);
  const reference = member(request.body, '@odata.id');
  const id = typeof reference === 'string' ? (reference.split('/').at(-1) ?? '').toLowerCase() : '';
  const known = (await findUserOf(context, id)) ?? (await findServicePrincipalOf(context, id));
  if (known === null) throw noObject(id);
  const added = await sql`insert into directory_group_members (tenant_id, group_id, member_id)
    values (${context.caller.tenantId}, ${group['id']}, ${known.id}) on conflict do nothing returning member_id`.execute(
    context.state.db,
  );
  if (added.rows.length === 0) throw refused('One or more added object references already exist.');
  return { status: 204 };
}

async function removeMember(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const group = await need(context, request);
  const id = (request.parameters['member'] ?? '').toLowerCase();
  if (id.includes('\0')) throw noObject('');
  const gone = await sql`delete from directory_group_members where tenant_id = ${context.caller.tenantId}
    and group_id = ${group['id']} and member_id = ${id} returning member_id`.execute(context.state.db);
  if (gone.rows.length === 0) throw noObject(id);
  return { status: 204 };
}

async function need(context: GraphContext, request: GraphRequest): Promise<Document> {
  const id = request.parameters['id'] ?? '';
  const row = await storeOf(context).get(id);
  if (row === null) throw noObject(id);
  return row.document;
}

function storeOf(context: GraphContext): EntityStore {
  return new EntityStore(set, context.state, context.caller.tenantId);
}

function orderById(): EntitySet['defaultOrder'] {
  const parsed = parseOrderBy('id');
  const bound = parsed.ok ? bindOrderBy('id', parsed.value, { model: directoryModel, type: groups.type }) : parsed;
  if (!bound.ok) throw new TypeError('every group has an id');
  return bound.value;
}
