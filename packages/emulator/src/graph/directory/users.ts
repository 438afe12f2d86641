import type { UserTable } from '../../state/tables.ts';
import { accept } from '../entities/accept.ts';
import type { Document } from '../entities/document.ts';
import { directoryModel } from '../model/directory.ts';
import { now as instantNow } from '../odata/time.ts';
import type { GraphContext, GraphRequest, GraphResult, Route } from '../request.ts';
import { countDirectory, directorySet, listDirectory, oneObject, type DirectorySet } from './collection.ts';
import { noObject, refused } from './errors.ts';

/** Users of the tenant. */
export const users: DirectorySet = directorySet('users', 'microsoft.graph.user', [
  'id',
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
]);

const WRITABLE: ReadonlySet<string> = new Set(['displayName', 'givenName', 'surname', 'mail', 'accountEnabled']);

/** Operations of users. */
export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/me', versions: ['v1.0', 'beta'], handler: me },
  { method: 'GET', path: '/users', versions: ['v1.0', 'beta'], handler: list },
  { method: 'GET', path: '/users/$count', versions: ['v1.0', 'beta'], handler: count },
  { method: 'GET', path: '/users/{id}', versions: ['v1.0', 'beta'], handler: get },
  { method: 'PATCH', path: '/users/{id}', versions: ['v1.0', 'beta'], handler: patch },
];

/** The user with that object id or user principal name in the caller's tenant. */
export async function findUserOf(context: GraphContext, idOrUpn: string): Promise<UserTable | null> {
  if (idOrUpn.includes('\0')) return null;
  const name = idOrUpn.toLowerCase();
  const row = await context.state.db
    .selectFrom('users')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .where((where) => where.or([where('id', '=', name), where('upn', '=', name)]))
    .executeTakeFirst();
  return row ?? null;
}

/** A user as Microsoft Graph has it. */
export function userDocument(row: UserTable): Document {
  const extra = JSON.parse(row.extra_json) as Readonly<Record<string, unknown>>;
  return {
    ...extra,
    id: row.id,
    businessPhones: [],
    displayName: row.display_name,
    givenName: row.given_name,
    surname: row.family_name,
    mail: row.mail,
    userPrincipalName: row.upn,
    accountEnabled: row.enabled === 1,
    createdDateTime: instantNow(row.created_at),
    userType: row.kind === 'guest' ? 'Guest' : 'Member',
    creationType: row.kind === 'guest' ? 'Invitation' : null,
  };
}

async function documents(context: GraphContext): Promise<readonly Document[]> {
  const rows = await context.state.db
    .selectFrom('users')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .execute();
  return rows.map(userDocument);
}

async function list(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return listDirectory(users, context, request, await documents(context));
}

async function count(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return countDirectory(users, request, await documents(context));
}

async function get(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const id = request.parameters['id'] ?? '';
  const row = await findUserOf(context, id);
  if (row === null) throw noObject(id);
  return oneObject(users, context, request, userDocument(row));
}

async function me(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await findUserOf(context, context.caller.objectId);
  if (row === null) throw noObject(context.caller.objectId);
  return oneObject(users, context, request, userDocument(row));
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const id = request.parameters['id'] ?? '';
  const row = await findUserOf(context, id);
  if (row === null) throw noObject(id);
  const change = accept(request.body, { model: directoryModel, type: users.type, writable: WRITABLE });
  const text = (name: string, otherwise: string | null): string | null => {
    const value = change[name];
    return value === undefined ? otherwise : (value as string | null);
  };
  const displayName = text('displayName', row.display_name);
  if (displayName === null || displayName === '') throw refused("Invalid value specified for property 'displayName'.");
  const enabled = change['accountEnabled'];
  await context.state.db
    .updateTable('users')
    .set({
      display_name: displayName,
      given_name: text('givenName', row.given_name),
      family_name: text('surname', row.family_name),
      mail: text('mail', row.mail),
      enabled: enabled === undefined ? row.enabled : Number(enabled),
    })
    .where('id', '=', row.id)
    .execute();
  return { status: 204 };
}
