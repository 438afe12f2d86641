import { createHash } from 'node:crypto';

import {
  readAppRoles,
  readExposedScopes,
  readIdentifierUris,
  readRedirectUris,
  readRequiredResources,
} from '../../identity/tenant/application-json.ts';
import { GUID_PATTERN } from '../../identity/well-known.ts';
import type { ApplicationTable } from '../../state/tables.ts';
import { isUniqueViolation } from '../../state/unique-violation.ts';
import { accept, member } from '../entities/accept.ts';
import type { Document } from '../entities/document.ts';
import { directoryModel } from '../model/directory.ts';
import { millisecondsOf, now as instantNow, printInstant, readInstant } from '../odata/time.ts';
import { isObject, type GraphContext, type GraphRequest, type GraphResult, type Route } from '../request.ts';
import { countDirectory, directorySet, listDirectory, oneObject, type DirectorySet } from './collection.ts';
import { exists, noObject, refused } from './errors.ts';

/** App registrations of the tenant. */
export const applications: DirectorySet = directorySet('applications', 'microsoft.graph.application');

const AUDIENCES = [
  'AzureADMyOrg',
  'AzureADMultipleOrgs',
  'AzureADandPersonalMicrosoftAccount',
  'PersonalMicrosoftAccount',
] as const;
const WRITABLE: ReadonlySet<string> = new Set([
  'displayName',
  'signInAudience',
  'identifierUris',
  'isFallbackPublicClient',
  'api',
  'appRoles',
  'publicClient',
  'requiredResourceAccess',
  'spa',
  'web',
]);
const SECRET_YEARS_MS = 2 * 365 * 86_400_000;

/** Operations of app registrations. What they require changes nothing until somebody consents. */
export const applicationRoutes: readonly Route[] = [
  { method: 'GET', path: '/applications', versions: ['v1.0', 'beta'], handler: list },
  { method: 'GET', path: '/applications/$count', versions: ['v1.0', 'beta'], handler: count },
  { method: 'POST', path: '/applications', versions: ['v1.0', 'beta'], handler: create },
  { method: 'GET', path: '/applications/{id}', versions: ['v1.0', 'beta'], handler: get },
  { method: 'PATCH', path: '/applications/{id}', versions: ['v1.0', 'beta'], handler: patch },
  { method: 'DELETE', path: '/applications/{id}', versions: ['v1.0', 'beta'], handler: remove },
  { method: 'POST', path: '/applications/{id}/addPassword', versions: ['v1.0', 'beta'], handler: addPassword },
  { method: 'POST', path: '/applications/{id}/removePassword', versions: ['v1.0', 'beta'], handler: removePassword },
];

async function list(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return listDirectory(applications, context, request, await documents(context));
}

async function count(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return countDirectory(applications, request, await documents(context));
}

async function get(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  return oneObject(applications, context, request, await documentOf(context, await need(context, request)));
}

async function create(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const accepted = accept(request.body, {
    model: directoryModel,
    type: applications.type,
    writable: WRITABLE,
    required: ['displayName'],
  });
  const empty: ApplicationTable = {
    id: context.newGuid(),
    app_id: context.newGuid(),
    tenant_id: context.caller.tenantId,
    display_name: '',
    sign_in_audience: 'AzureADMyOrg',
    required_resource_access_json: '[]',
    redirect_uris_json: '{}',
    implicit_access_tokens: 0,
    implicit_id_tokens: 0,
    public_client: 0,
    identifier_uris_json: '[]',
    exposed_scopes_json: '[]',
    app_roles_json: '[]',
    access_token_version: 1,
    enabled: 1,
    created_at: context.now,
    extra_json: '{}',
  };
  const row = changed(empty, accepted, context);
  await context.state.db.insertInto('applications').values(row).execute();
  return oneObject(applications, context, request, await documentOf(context, row), 201);
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await need(context, request);
  const change = accept(request.body, { model: directoryModel, type: applications.type, writable: WRITABLE });
  const { id, ...columns } = changed(row, change, context);
  await context.state.db.updateTable('applications').set(columns).where('id', '=', id).execute();
  return { status: 204 };
}

async function remove(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await need(context, request);
  await context.state.db.transaction().execute(async (transaction) => {
    for (const table of ['application_secrets', 'application_certificates', 'federated_credentials'] as const) {
      await transaction.deleteFrom(table).where('application_id', '=', row.id).execute();
    }
    await transaction.deleteFrom('applications').where('id', '=', row.id).execute();
  });
  return { status: 204 };
}

/** The secret is told once, here; what is kept is its hash. */
async function addPassword(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await need(context, request);
  const credential = isObject(request.body) ? member(request.body, 'passwordCredential') : undefined;
  const given = isObject(credential) ? credential : {};
  const displayName = typeof given['displayName'] === 'string' ? given['displayName'] : null;
  const end = typeof given['endDateTime'] === 'string' ? readInstant(given['endDateTime']) : null;
  const endsAt = end === null ? context.now + SECRET_YEARS_MS : millisecondsOf(end);
  const secretText = `${context.newGuid()}${context.newGuid()}`.replaceAll('-', '').slice(0, 40);
  const keyId = context.newGuid();
  const hint = secretText.slice(0, 3);
  await context.state.db
    .insertInto('application_secrets')
    .values({
      key_id: keyId,
      application_id: row.id,
      display_name: displayName,
      hash: createHash('sha256').update(secretText).digest('base64url'),
      hint,
      starts_at: context.now,
      ends_at: endsAt,
    })
    .execute();
  return {
    status: 200,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#microsoft.graph.passwordCredential`,
      customKeyIdentifier: null,
      displayName,
      endDateTime: printInstant(instantNow(endsAt)),
      hint,
      keyId,
      secretText,
      startDateTime: printInstant(instantNow(context.now)),
    },
  };
}

async function removePassword(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await need(context, request);
  const keyId = member(request.body, 'keyId');
  const gone = await context.state.db
    .deleteFrom('application_secrets')
    .where('application_id', '=', row.id)
    .where('key_id', '=', String(keyId).toLowerCase())
    .returning('key_id')
    .execute();
  if (gone.length === 0) throw refused('No password credential found with that keyId.');
  return { status: 204 };
}

/** The registration with that object id or client id, of the caller's tenant. */
async function need(context: GraphContext, request: GraphRequest): Promise<ApplicationTable> {
  const id = request.parameters['id'] ?? '';
  const row = GUID_PATTERN.test(id)
    ? await context.state.db
        .selectFrom('applications')
        .selectAll()
        .where('tenant_id', '=', context.caller.tenantId)
        .where((where) => where.or([where('id', '=', id.toLowerCase()), where('app_id', '=', id.toLowerCase())]))
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw noObject(id);
  return row;
}

async function documents(context: GraphContext): Promise<readonly Document[]> {
  const rows = await context.state.db
    .selectFrom('applications')
    .selectAll()
    .where('tenant_id', '=', context.caller.tenantId)
    .execute();
  return Promise.all(rows.map((row) => documentOf(context, row)));
}

async function documentOf(context: GraphContext, row: ApplicationTable): Promise<Document> {
  const secrets = await context.state.db
    .selectFrom('application_secrets')
    .selectAll()
    .where('application_id', '=', row.id)
    .execute();
  const certificates = await context.state.db
    .selectFrom('application_certificates')
    .selectAll()
    .where('application_id', '=', row.id)
    .execute();
  const redirects = readRedirectUris(row);
  return {
    id: row.id,
    appId: row.app_id,
    displayName: row.display_name,
    signInAudience: row.sign_in_audience,
    identifierUris: readIdentifierUris(row),
    isFallbackPublicClient: row.public_client === 1,
    createdDateTime: instantNow(row.created_at),
    api: {
      requestedAccessTokenVersion: row.access_token_version,
      oauth2PermissionScopes: readExposedScopes(row).map((scope) => ({
        ...scope,
        adminConsentDisplayName: scope.value,
      })),
    },
    appRoles: readAppRoles(row),
    passwordCredentials: secrets.map((secret) => ({
      keyId: secret.key_id,
      displayName: secret.display_name,
      hint: secret.hint,
      startDateTime: instantNow(secret.starts_at),
      endDateTime: instantNow(secret.ends_at),
    })),
    keyCredentials: certificates.map((certificate) => ({
      keyId: certificate.key_id,
      displayName: certificate.display_name,
      customKeyIdentifier: certificate.x5t,
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
      startDateTime: instantNow(certificate.starts_at),
      endDateTime: instantNow(certificate.ends_at),
    })),
    publicClient: { redirectUris: redirects.publicClient },
    requiredResourceAccess: readRequiredResources(row),
    spa: { redirectUris: redirects.spa },
    web: {
      redirectUris: redirects.web,
      implicitGrantSettings: {
        enableAccessTokenIssuance: row.implicit_access_tokens === 1,
        enableIdTokenIssuance: row.implicit_id_tokens === 1,
      },
    },
  };
}

function changed(row: ApplicationTable, change: Document, context: GraphContext): ApplicationTable {
  const redirects = { ...readRedirectUris(row) };
  for (const platform of ['web', 'spa', 'publicClient'] as const) {
    const given = change[platform];
    if (isObject(given) && Array.isArray(given['redirectUris']))
      redirects[platform] = given['redirectUris'].map(String);
  }
  const implicit = isObject(change['web']) ? change['web']['implicitGrantSettings'] : undefined;
  const flag = (name: string, otherwise: number): number => {
    const value = isObject(implicit) ? implicit[name] : undefined;
    return typeof value === 'boolean' ? Number(value) : otherwise;
  };
  const json = (name: string, otherwise: string): string =>
    change[name] === undefined ? otherwise : JSON.stringify(change[name] ?? []);
  const api = isObject(change['api']) ? change['api'] : {};
  const publicClient = change['isFallbackPublicClient'];
  const version = api['requestedAccessTokenVersion'];
  return {
    ...row,
    display_name: typeof change['displayName'] === 'string' ? change['displayName'] : row.display_name,
    sign_in_audience:
      change['signInAudience'] === undefined ? row.sign_in_audience : readAudience(change['signInAudience']),
    required_resource_access_json:
      change['requiredResourceAccess'] === undefined
        ? row.required_resource_access_json
        : JSON.stringify(readRequired(change['requiredResourceAccess'])),
    redirect_uris_json: JSON.stringify(redirects),
    implicit_access_tokens: flag('enableAccessTokenIssuance', row.implicit_access_tokens),
    implicit_id_tokens: flag('enableIdTokenIssuance', row.implicit_id_tokens),
    public_client: typeof publicClient === 'boolean' ? Number(publicClient) : row.public_client,
    identifier_uris_json: json('identifierUris', row.identifier_uris_json),
    exposed_scopes_json:
      api['oauth2PermissionScopes'] === undefined
        ? row.exposed_scopes_json
        : JSON.stringify(readScopes(api['oauth2PermissionScopes'], context)),
    app_roles_json:
      change['appRoles'] === undefined ? row.app_roles_json : JSON.stringify(readRoles(change['appRoles'], context)),
    access_token_version: version === undefined ? row.access_token_version : version === 2 ? 2 : 1,
  };
}

function readAudience(value: unknown): ApplicationTable['sign_in_audience'] {
  const found = AUDIENCES.find((audience) => audience.toLowerCase() === String(value).toLowerCase());
  if (found === undefined) throw refused("Invalid value specified for property 'signInAudience'.");
  return found;
}

function readRequired(value: unknown): readonly unknown[] {
  return objects(value).map((entry) => {
    const access = objects(entry['resourceAccess']).map((item) => {
      const { id, type } = item;
      if (typeof id !== 'string' || !GUID_PATTERN.test(id) || (type !== 'Scope' && type !== 'Role')) {
        throw refused("Invalid value specified for property 'resourceAccess'.");
      }
      return { id: id.toLowerCase(), type };
    });
    const { resourceAppId } = entry;
    if (typeof resourceAppId !== 'string' || !GUID_PATTERN.test(resourceAppId)) {
      throw refused("Invalid value specified for property 'resourceAppId'.");
    }
    return { resourceAppId: resourceAppId.toLowerCase(), resourceAccess: access };
  });
}

function readScopes(value: unknown, context: GraphContext): readonly unknown[] {
  return objects(value).map((scope) => ({
    id: guidOf(scope['id'], context),
    value: nameOf(scope['value'], 'oauth2PermissionScopes'),
    type: scope['type'] === 'Admin' ? 'Admin' : 'User',
    isEnabled: scope['isEnabled'] !== false,
  }));
}

function readRoles(value: unknown, context: GraphContext): readonly unknown[] {
  return objects(value).map((role) => {
    const types = Array.isArray(role['allowedMemberTypes']) ? role['allowedMemberTypes'] : ['Application'];
    return {
      id: guidOf(role['id'], context),
      value: nameOf(role['value'], 'appRoles'),
      displayName: String(role['displayName'] ?? role['value']),
      allowedMemberTypes: types.filter((type) => type === 'Application' || type === 'User'),
      isEnabled: role['isEnabled'] !== false,
    };
  });
}

function guidOf(value: unknown, context: GraphContext): string {
  return typeof value === 'string' && GUID_PATTERN.test(value) ? value.toLowerCase() : context.newGuid();
}

function nameOf(value: unknown, property: string): string {
  if (typeof value !== 'string' || !/^[\w.:-]{1,120}$/.test(value)) {
    throw refused(`Invalid value specified for property '${property}'.`);
  }
  return value;
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Runs a write and turns a key that is there already into a 400. */
export async function unlessExists<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw exists(what);
    throw error;
  }
}
