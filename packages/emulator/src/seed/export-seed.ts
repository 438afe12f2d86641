import type { Kysely } from 'kysely';
import type { DirectoryRoles, GraphPermissions } from '../identity/graph-permissions.ts';
import {
  readAppRoles,
  readExposedScopes,
  readIdentifierUris,
  readRedirectUris,
  readRequiredResources,
} from '../identity/tenant/application-json.ts';
import { GRAPH_APP_ID } from '../identity/well-known.ts';
import type { ApplicationTable, Database, TenantTable } from '../state/tables.ts';
import type { Seed, SeedApplication, SeedConsent, SeedPermissions, SeedRole, SeedTenant, SeedUser } from './seed.ts';

/** What exporting needs. */
export interface ExportContext {
  readonly db: Kysely<Database>;
  readonly permissions: GraphPermissions;
  readonly roles: DirectoryRoles;
}

/**
 * Writes the tenants of a state as a seed that makes them again, with the same ids. Secrets and passwords are in it as
 * hashes only; codes, tokens, sessions and signing keys are not in it.
 */
export async function exportSeed(context: ExportContext): Promise<Seed> {
  const tenants = await context.db.selectFrom('tenants').selectAll().orderBy('id').execute();
  const exported: SeedTenant[] = [];
  for (const tenant of tenants) exported.push(await exportTenant(context, tenant));
  return { tenants: exported };
}

async function exportTenant(context: ExportContext, tenant: TenantTable): Promise<SeedTenant> {
  const { db } = context;
  const domains = await db
    .selectFrom('domains')
    .select('name')
    .where('tenant_id', '=', tenant.id)
    .orderBy('is_default', 'desc')
    .orderBy('name')
    .execute();
  return {
    id: tenant.id,
    name: tenant.display_name,
    domains: domains.map((domain) => domain.name),
    cloud: tenant.cloud,
    region: tenant.region,
    administrativeUnits: await exportUnits(db, tenant.id),
    users: await exportUsers(context, tenant.id),
    applications: await exportApplications(context, tenant.id),
    servicePrincipals: await exportServicePrincipals(db, tenant.id),
    consents: await exportConsents(context, tenant.id),
  };
}

async function exportUnits(
  db: Kysely<Database>,
  tenantId: string,
): Promise<NonNullable<SeedTenant['administrativeUnits']>> {
  const units = await db
    .selectFrom('administrative_units')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  const members = await db
    .selectFrom('administrative_unit_members')
    .innerJoin('users', 'users.id', 'administrative_unit_members.principal_id')
    .select(['administrative_unit_members.unit_id', 'users.upn'])
    .orderBy('users.upn')
    .execute();
  return units.map((unit) => ({
    id: unit.id,
    name: unit.display_name,
    members: members.filter((member) => member.unit_id === unit.id).map((member) => member.upn),
  }));
}

async function exportUsers(context: ExportContext, tenantId: string): Promise<readonly SeedUser[]> {
  const { db } = context;
  const rows = await db
    .selectFrom('users as user')
    .leftJoin('users as home', 'home.id', 'user.home_user_id')
    .selectAll('user')
    .select('home.upn as home_upn')
    .where('user.tenant_id', '=', tenantId)
    .orderBy('user.upn')
    .execute();
  const users: SeedUser[] = [];
  for (const row of rows) {
    users.push({
      id: row.id,
      userName: row.upn,
      displayName: row.display_name,
      ...(row.given_name === null ? {} : { givenName: row.given_name }),
      ...(row.family_name === null ? {} : { familyName: row.family_name }),
      ...(row.mail === null ? {} : { mail: row.mail }),
      ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
      ...(row.home_upn === null ? {} : { home: row.home_upn }),
      ...(row.enabled === 1 ? {} : { enabled: false }),
      roles: await exportRoles(context, row.id),
    });
  }
  return users;
}

async function exportRoles(context: ExportContext, principalId: string): Promise<readonly (string | SeedRole)[]> {
  const rows = await context.db
    .selectFrom('role_assignments')
    .selectAll()
    .where('principal_id', '=', principalId)
    .orderBy('role_template_id')
    .orderBy('directory_scope')
    .execute();
  const roles: (string | SeedRole)[] = [];
  for (const row of rows) {
    const role = context.roles.find(row.role_template_id)?.name ?? row.role_template_id;
    const unitId = row.directory_scope.replace('/administrativeUnits/', '');
    const unit = await context.db
      .selectFrom('administrative_units')
      .select('display_name')
      .where('id', '=', unitId)
      .executeTakeFirst();
    if (row.state === 'active' && row.directory_scope === '/') roles.push(role);
    else {
      roles.push({
        role,
        ...(row.state === 'eligible' ? { eligible: true } : {}),
        ...(unit === undefined ? {} : { administrativeUnit: unit.display_name }),
      });
    }
  }
  return roles;
}

async function exportApplications(context: ExportContext, tenantId: string): Promise<readonly SeedApplication[]> {
  const { db } = context;
  const apps = await db
    .selectFrom('applications')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('app_id')
    .execute();
  const exported: SeedApplication[] = [];
  for (const app of apps) exported.push(await exportApplication(context, app));
  return exported;
}

async function exportApplication(context: ExportContext, app: ApplicationTable): Promise<SeedApplication> {
  const { db } = context;
  const own = { applicationId: app.id };
  const secrets = await db
    .selectFrom('application_secrets')
    .selectAll()
    .where('application_id', '=', own.applicationId)
    .orderBy('hash')
    .execute();
  const certificates = await db
    .selectFrom('application_certificates')
    .select('pem')
    .where('application_id', '=', own.applicationId)
    .orderBy('x5t')
    .execute();
  const federated = await db
    .selectFrom('federated_credentials')
    .selectAll()
    .where('application_id', '=', own.applicationId)
    .orderBy('name')
    .execute();
  const principal = await db
    .selectFrom('service_principals')
    .selectAll()
    .where('tenant_id', '=', app.tenant_id)
    .where('app_id', '=', app.app_id)
    .executeTakeFirst();
  const requires: SeedPermissions[] = [];
  for (const required of readRequiredResources(app)) {
    const ids = (type: 'Scope' | 'Role'): readonly string[] =>
      required.resourceAccess.filter((access) => access.type === type).map((access) => access.id);
    requires.push({
      resource: required.resourceAppId,
      delegated: await nameScopes(context, required.resourceAppId, ids('Scope')),
      application: await nameRoles(context, required.resourceAppId, ids('Role')),
    });
  }
  return {
    id: app.id,
    appId: app.app_id,
    ...(principal === undefined ? {} : { servicePrincipalId: principal.id }),
    name: app.display_name,
    signInAudience: app.sign_in_audience,
    requires,
    secrets: secrets.map(({ hash, hint, ends_at }) => ({ hash, hint, expires: new Date(ends_at).toISOString() })),
    certificates: certificates.map(({ pem }) => pem),
    federatedCredentials: federated.map((credential) => ({
      name: credential.name,
      issuer: credential.issuer,
      subject: credential.subject,
      audiences: JSON.parse(credential.audiences_json) as readonly string[],
      ...(credential.jwks_json === null
        ? {}
        : { jwks: JSON.parse(credential.jwks_json) as { keys: readonly object[] } }),
    })),
    redirectUris: readRedirectUris(app),
    implicit: { accessTokens: app.implicit_access_tokens === 1, idTokens: app.implicit_id_tokens === 1 },
    publicClient: app.public_client === 1,
    identifierUris: readIdentifierUris(app),
    exposes: readExposedScopes(app).map(({ id, value, type }) => ({ id, value, admin: type === 'Admin' })),
    appRoles: readAppRoles(app).map(({ id, value }) => ({ id, value })),
    accessTokenVersion: app.access_token_version === 2 ? 2 : 1,
    roles: principal === undefined ? [] : await exportRoles(context, principal.id),
    assignmentRequired: principal?.assignment_required === 1,
  };
}

async function exportServicePrincipals(
  db: Kysely<Database>,
  tenantId: string,
): Promise<NonNullable<SeedTenant['servicePrincipals']>> {
  const rows = await db
    .selectFrom('service_principals')
    .innerJoin('applications', 'applications.app_id', 'service_principals.app_id')
    .select(['service_principals.id', 'service_principals.app_id', 'service_principals.assignment_required'])
    .where('service_principals.tenant_id', '=', tenantId)
    .where('applications.tenant_id', '!=', tenantId)
    .orderBy('service_principals.app_id')
    .execute();
  return rows.map((row) => ({ id: row.id, app: row.app_id, assignmentRequired: row.assignment_required === 1 }));
}

async function exportConsents(context: ExportContext, tenantId: string): Promise<readonly SeedConsent[]> {
  const { db } = context;
  const grants = await db
    .selectFrom('permission_grants as permission')
    .innerJoin('service_principals as client', 'client.id', 'permission.client_sp_id')
    .innerJoin('service_principals as resource', 'resource.id', 'permission.resource_sp_id')
    .leftJoin('users', 'users.id', 'permission.principal_id')
    .select(['client.app_id as client', 'resource.app_id as resource', 'permission.scope', 'users.upn'])
    .where('permission.tenant_id', '=', tenantId)
    .orderBy('client.app_id')
    .orderBy('resource.app_id')
    .orderBy('users.upn')
    .execute();
  const roles = await db
    .selectFrom('app_role_assignments as assignment')
    .innerJoin('service_principals as client', 'client.id', 'assignment.principal_id')
    .innerJoin('service_principals as resource', 'resource.id', 'assignment.resource_sp_id')
    .select(['client.app_id as client', 'resource.app_id as resource', 'assignment.app_role_id'])
    .where('assignment.tenant_id', '=', tenantId)
    .orderBy('client.app_id')
    .orderBy('resource.app_id')
    .orderBy('assignment.app_role_id')
    .execute();
  const consents: SeedConsent[] = grants.map((grant) => ({
    app: grant.client,
    resource: grant.resource,
    delegated: grant.scope.split(' '),
    ...(grant.upn === null ? {} : { user: grant.upn }),
  }));
  for (const role of roles) {
    const application = await nameRoles(context, role.resource, [role.app_role_id]);
    consents.push({ app: role.client, resource: role.resource, application });
  }
  return consents;
}

async function nameScopes(context: ExportContext, appId: string, ids: readonly string[]): Promise<readonly string[]> {
  if (appId === GRAPH_APP_ID) return ids.map((id) => context.permissions.delegatedById(id)?.name ?? id);
  const app = await context.db.selectFrom('applications').selectAll().where('app_id', '=', appId).executeTakeFirst();
  const scopes = app === undefined ? [] : readExposedScopes(app);
  return ids.map((id) => scopes.find((scope) => scope.id === id)?.value ?? id);
}

async function nameRoles(context: ExportContext, appId: string, ids: readonly string[]): Promise<readonly string[]> {
  if (appId === GRAPH_APP_ID) return ids.map((id) => context.permissions.applicationById(id)?.name ?? id);
  const app = await context.db.selectFrom('applications').selectAll().where('app_id', '=', appId).executeTakeFirst();
  const roles = app === undefined ? [] : readAppRoles(app);
  return ids.map((id) => roles.find((role) => role.id === id)?.value ?? id);
}
