import { X509Certificate } from 'node:crypto';
import type { Kysely } from 'kysely';
import { randomGuid, type Random } from '../random.ts';
import type { ApplicationTable, Database, RoleAssignmentTable, UserTable } from '../state/tables.ts';
import type { State } from '../state/open-state.ts';
import { emptyTenant } from '../state/reset.ts';
import type { DirectoryRoles, GraphPermissions } from '../identity/graph-permissions.ts';
import type { AppRole, ExposedScope, RequiredResource } from '../identity/tenant/application-json.ts';
import { readAppRoles, readExposedScopes, readRequiredResources } from '../identity/tenant/application-json.ts';
import { findServicePrincipal } from '../identity/tenant/directory.ts';
import {
  ensureServicePrincipal,
  grantRoles,
  grantScopes,
  newServicePrincipal,
  type GrantContext,
} from '../identity/tenant/grants.ts';
import { hashPassword, hashSecret } from '../identity/tenant/passwords.ts';
import { GRAPH_APP_ID, GUID_PATTERN, PERSONAL_TENANT_ID } from '../identity/well-known.ts';
import { guidOf } from './names.ts';
import { invalidSeed } from './seed-error.ts';
import type { Seed, SeedApplication, SeedConsent, SeedPermissions, SeedRole, SeedTenant, SeedUser } from './seed.ts';

const YEAR_MS = 365 * 86_400_000;
const GRAPH_NAMES: readonly string[] = ['microsoft graph', GRAPH_APP_ID];

/** What applying a seed needs. */
export interface SeedContext {
  readonly state: State;
  readonly random: Random;
  readonly permissions: GraphPermissions;
  readonly roles: DirectoryRoles;
}

interface Work extends GrantContext {
  readonly permissions: GraphPermissions;
  readonly roles: DirectoryRoles;
  readonly problems: { readonly at: string; readonly problem: string }[];
}

/**
 * Puts a seed into the state: all of it or nothing. Objects that are there already (same id) take the seed's values;
 * others stay, unless the seed takes the place of everything. The tenant of personal accounts is always made.
 *
 * @throws {@link EmulatorError} `ERR_SEED_INVALID` with every name that does not exist.
 */
export async function applySeed(context: SeedContext, seed: Seed, place: 'added' | 'instead' = 'added'): Promise<void> {
  const now = await context.state.now();
  const passwords = await hashPasswords(seed, context.random);
  await context.state.db.transaction().execute(async (trx) => {
    if (place === 'instead') await emptyTenant(trx);
    const work: Work = { ...context, db: trx, now, problems: [] };
    await applyTenants(work, seed.tenants);
    const each = async (step: (work: Work, tenant: SeedTenant, at: string) => Promise<void>): Promise<void> => {
      for (const [index, tenant] of seed.tenants.entries()) await step(work, tenant, `tenants[${index}]`);
    };
    await each((_, tenant, at) => applyUsers(work, tenant, at, passwords, 'members'));
    await each((_, tenant, at) => applyUsers(work, tenant, at, passwords, 'guests'));
    await each(applyUnits);
    await each(applyApplications);
    await each(applyRequirements);
    await each(applyServicePrincipals);
    await each(applyRoles);
    await each(applyConsents);
    if (work.problems.length > 0) throw invalidSeed(work.problems);
  });
}

/** Id of a seed's tenant. */
export function tenantIdOf(tenant: SeedTenant): string {
  return (tenant.id ?? guidOf('tenant', tenant.domains[0] ?? tenant.name)).toLowerCase();
}

async function hashPasswords(seed: Seed, random: Random): Promise<ReadonlyMap<SeedUser, string>> {
  const users = seed.tenants.flatMap((tenant) => tenant.users ?? []);
  const hashed = users.map(async (user): Promise<readonly [SeedUser, string] | null> => {
    if (user.password !== undefined) return [user, await hashPassword(user.password, random)];
    return user.passwordHash === undefined ? null : [user, user.passwordHash];
  });
  return new Map((await Promise.all(hashed)).filter((entry) => entry !== null));
}

async function applyTenants(work: Work, tenants: readonly SeedTenant[]): Promise<void> {
  const personal: SeedTenant = { id: PERSONAL_TENANT_ID, name: 'Personal Microsoft accounts', domains: [] };
  const all = tenants.some((tenant) => tenantIdOf(tenant) === PERSONAL_TENANT_ID) ? tenants : [...tenants, personal];
  for (const tenant of all) {
    const id = tenantIdOf(tenant);
    const values = { display_name: tenant.name, cloud: tenant.cloud ?? 'global', region: tenant.region ?? 'EU' };
    await work.db
      .insertInto('tenants')
      .values({ id, created_at: work.now, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    for (const [index, domain] of tenant.domains.entries()) {
      const row = { tenant_id: id, is_default: index === 0 ? 1 : 0 };
      await work.db
        .insertInto('domains')
        .values({ name: domain.toLowerCase(), ...row })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
        .execute();
    }
    await ensureServicePrincipalWithId(work, id, GRAPH_APP_ID, 'Microsoft Graph', undefined);
  }
}

async function ensureServicePrincipalWithId(
  work: Work,
  tenantId: string,
  appId: string,
  name: string,
  id: string | undefined,
): Promise<string> {
  const existing = await findServicePrincipal(work.db, tenantId, appId);
  if (existing !== null) return existing.id;
  const made = (id ?? guidOf('service-principal', tenantId, appId)).toLowerCase();
  await work.db
    .insertInto('service_principals')
    .values(newServicePrincipal(made, tenantId, { app_id: appId, display_name: name }, work.now))
    .execute();
  return made;
}

async function applyUsers(
  work: Work,
  tenant: SeedTenant,
  at: string,
  passwords: ReadonlyMap<SeedUser, string>,
  which: 'members' | 'guests',
): Promise<void> {
  const tenantId = tenantIdOf(tenant);
  for (const [index, user] of (tenant.users ?? []).entries()) {
    if ((user.home === undefined) !== (which === 'members')) continue;
    const place = `${at}.users[${index}]`;
    const home = user.home === undefined ? null : await findUserByName(work.db, user.home);
    if (user.home !== undefined && home === null) {
      work.problems.push({ at: `${place}.home`, problem: 'names no user of the seed or the state' });
      continue;
    }
    const upn = home === null ? user.userName.toLowerCase() : guestName(user.userName, tenant);
    const domain = upn.split('@')[1] ?? '';
    if (tenantId !== PERSONAL_TENANT_ID && !tenant.domains.some((own) => own.toLowerCase() === domain)) {
      work.problems.push({ at: `${place}.userName`, problem: 'is not in a domain of its tenant' });
      continue;
    }
    await upsertUser(work, user, { tenantId, upn, home, passwordHash: passwords.get(user) ?? null }, place);
  }
}

async function upsertUser(
  work: Work,
  user: SeedUser,
  derived: {
    readonly tenantId: string;
    readonly upn: string;
    readonly home: UserTable | null;
    readonly passwordHash: string | null;
  },
  place: string,
): Promise<void> {
  const { tenantId, upn, home } = derived;
  const id = (user.id ?? guidOf('user', tenantId, upn)).toLowerCase();
  const other = await findUserByName(work.db, upn);
  if (other !== null && other.id !== id) {
    work.problems.push({ at: `${place}.userName`, problem: 'is the name of another user' });
    return;
  }
  const values: Omit<UserTable, 'created_at'> = {
    id,
    tenant_id: tenantId,
    upn,
    display_name: user.displayName ?? user.userName.split('@')[0] ?? user.userName,
    given_name: user.givenName ?? null,
    family_name: user.familyName ?? null,
    mail: user.mail ?? user.userName.toLowerCase(),
    kind: home !== null ? 'guest' : tenantId === PERSONAL_TENANT_ID ? 'personal' : 'member',
    home_user_id: home?.id ?? null,
    enabled: user.enabled === false ? 0 : 1,
    password_hash: home === null ? derived.passwordHash : null,
    sessions_valid_from: 0,
    extra_json: home === null ? '{}' : JSON.stringify({ homeTenantId: home.tenant_id }),
  };
  await work.db
    .insertInto('users')
    .values({ ...values, created_at: work.now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** User principal name of a guest: the address with `_` for `@`, `#ext#` and the tenant's default domain. */
function guestName(address: string, tenant: SeedTenant): string {
  if (address.toLowerCase().includes('#ext#')) return address.toLowerCase();
  return `${address.toLowerCase().replace('@', '_')}#ext#@${(tenant.domains[0] ?? '').toLowerCase()}`;
}

async function applyUnits(work: Work, tenant: SeedTenant, at: string): Promise<void> {
  const tenantId = tenantIdOf(tenant);
  for (const [index, unit] of (tenant.administrativeUnits ?? []).entries()) {
    const id = (unit.id ?? guidOf('administrative-unit', tenantId, unit.name)).toLowerCase();
    const values = { tenant_id: tenantId, display_name: unit.name };
    await work.db
      .insertInto('administrative_units')
      .values({ id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    for (const [position, member] of (unit.members ?? []).entries()) {
      const user = await findTenantUser(work.db, tenant, member);
      if (user === null) {
        const place = `${at}.administrativeUnits[${index}].members[${position}]`;
        work.problems.push({ at: place, problem: 'names no user of the tenant' });
        continue;
      }
      await work.db
        .insertInto('administrative_unit_members')
        .values({ unit_id: id, principal_id: user.id })
        .onConflict((conflict) => conflict.columns(['unit_id', 'principal_id']).doNothing())
        .execute();
    }
  }
}

async function applyApplications(work: Work, tenant: SeedTenant, at: string): Promise<void> {
  const tenantId = tenantIdOf(tenant);
  for (const [index, app] of (tenant.applications ?? []).entries()) {
    const appId = appIdOf(tenantId, app);
    const id = (app.id ?? guidOf('application', appId)).toLowerCase();
    const values: Omit<ApplicationTable, 'created_at' | 'required_resource_access_json'> = {
      id,
      app_id: appId,
      tenant_id: tenantId,
      display_name: app.name,
      sign_in_audience: app.signInAudience ?? 'AzureADMyOrg',
      redirect_uris_json: JSON.stringify(app.redirectUris ?? {}),
      implicit_access_tokens: app.implicit?.accessTokens === true ? 1 : 0,
      implicit_id_tokens: app.implicit?.idTokens === true ? 1 : 0,
      public_client: app.publicClient === true ? 1 : 0,
      identifier_uris_json: JSON.stringify(app.identifierUris ?? []),
      exposed_scopes_json: JSON.stringify(exposedScopes(appId, app)),
      app_roles_json: JSON.stringify(appRoles(appId, app)),
      access_token_version: app.accessTokenVersion ?? 2,
      enabled: 1,
      extra_json: '{}',
    };
    await work.db
      .insertInto('applications')
      .values({ ...values, required_resource_access_json: '[]', created_at: work.now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    if (app.signInAudience !== 'PersonalMicrosoftAccount' || tenantId === PERSONAL_TENANT_ID) {
      const spId = await ensureServicePrincipalWithId(work, tenantId, appId, app.name, app.servicePrincipalId);
      await work.db
        .updateTable('service_principals')
        .set({ assignment_required: app.assignmentRequired === true ? 1 : 0, display_name: app.name })
        .where('id', '=', spId)
        .execute();
    }
    await replaceCredentials(work, id, app, `${at}.applications[${index}]`);
  }
}

async function replaceCredentials(work: Work, id: string, app: SeedApplication, place: string): Promise<void> {
  await work.db.deleteFrom('application_secrets').where('application_id', '=', id).execute();
  await work.db.deleteFrom('application_certificates').where('application_id', '=', id).execute();
  await work.db.deleteFrom('federated_credentials').where('application_id', '=', id).execute();
  for (const secret of app.secrets ?? []) {
    const kept = typeof secret === 'string' ? null : secret;
    await work.db
      .insertInto('application_secrets')
      .values({
        key_id: randomGuid(work.random),
        application_id: id,
        display_name: null,
        hash: typeof secret === 'string' ? hashSecret(secret) : secret.hash,
        hint: typeof secret === 'string' ? secret.slice(0, 3) : secret.hint,
        starts_at: 0,
        ends_at: kept === null ? work.now + 2 * YEAR_MS : Date.parse(kept.expires),
      })
      .execute();
  }
  for (const [index, pem] of (app.certificates ?? []).entries()) {
    const certificate = readCertificate(pem);
    if (certificate === null) {
      work.problems.push({ at: `${place}.certificates[${index}]`, problem: 'is not an RSA certificate' });
      continue;
    }
    await work.db
      .insertInto('application_certificates')
      .values({
        key_id: randomGuid(work.random),
        application_id: id,
        display_name: null,
        x5t: thumbprint(certificate.fingerprint),
        x5t_s256: thumbprint(certificate.fingerprint256),
        pem: certificate.toString(),
        starts_at: Date.parse(certificate.validFrom),
        ends_at: Date.parse(certificate.validTo),
      })
      .execute();
  }
  for (const credential of app.federatedCredentials ?? []) {
    await work.db
      .insertInto('federated_credentials')
      .values({
        id: randomGuid(work.random),
        application_id: id,
        name: credential.name,
        issuer: credential.issuer,
        subject: credential.subject,
        audiences_json: JSON.stringify(credential.audiences ?? ['api://AzureADTokenExchange']),
        jwks_json: credential.jwks === undefined ? null : JSON.stringify(credential.jwks),
      })
      .execute();
  }
}

async function applyRequirements(work: Work, tenant: SeedTenant, at: string): Promise<void> {
  for (const [index, app] of (tenant.applications ?? []).entries()) {
    const required: RequiredResource[] = [];
    for (const [position, permissions] of (app.requires ?? []).entries()) {
      const place = `${at}.applications[${index}].requires[${position}]`;
      const resolved = await resolvePermissions(work, tenant, permissions, place);
      if (resolved === null) continue;
      required.push({
        resourceAppId: resolved.appId,
        resourceAccess: [
          ...resolved.scopes.map(({ id }) => ({ id, type: 'Scope' as const })),
          ...resolved.roles.map(({ id }) => ({ id, type: 'Role' as const })),
        ],
      });
    }
    await work.db
      .updateTable('applications')
      .set({ required_resource_access_json: JSON.stringify(required) })
      .where('app_id', '=', appIdOf(tenantIdOf(tenant), app))
      .execute();
  }
}

async function applyServicePrincipals(work: Work, tenant: SeedTenant, at: string): Promise<void> {
  const tenantId = tenantIdOf(tenant);
  for (const [index, entry] of (tenant.servicePrincipals ?? []).entries()) {
    const app = await findSeedApplication(work.db, tenantId, entry.app);
    if (app === null) {
      work.problems.push({ at: `${at}.servicePrincipals[${index}].app`, problem: 'names no application' });
      continue;
    }
    const id = await ensureServicePrincipalWithId(work, tenantId, app.app_id, app.display_name, entry.id);
    await work.db
      .updateTable('service_principals')
      .set({ assignment_required: entry.assignmentRequired === true ? 1 : 0 })
      .where('id', '=', id)
      .execute();
  }
}

async function applyRoles(work: Work, tenant: SeedTenant, at: string): Promise<void> {
  for (const [index, user] of (tenant.users ?? []).entries()) {
    const name = user.home === undefined ? user.userName : guestName(user.userName, tenant);
    const principal = await findUserByName(work.db, name);
    if (principal !== null)
      await assignRoles(work, tenant, principal.id, user.roles ?? [], `${at}.users[${index}].roles`);
  }
  for (const [index, app] of (tenant.applications ?? []).entries()) {
    if (app.roles === undefined) continue;
    const principal = await findServicePrincipal(work.db, tenantIdOf(tenant), appIdOf(tenantIdOf(tenant), app));
    if (principal !== null)
      await assignRoles(work, tenant, principal.id, app.roles, `${at}.applications[${index}].roles`);
  }
}

async function assignRoles(
  work: Work,
  tenant: SeedTenant,
  principalId: string,
  roles: readonly (string | SeedRole)[],
  at: string,
): Promise<void> {
  const tenantId = tenantIdOf(tenant);
  await work.db.deleteFrom('role_assignments').where('principal_id', '=', principalId).execute();
  for (const [index, entry] of roles.entries()) {
    const wanted: SeedRole = typeof entry === 'string' ? { role: entry } : entry;
    const role = work.roles.find(wanted.role);
    if (role === null) {
      work.problems.push({ at: `${at}[${index}]`, problem: 'names no built-in directory role' });
      continue;
    }
    const scope = await findScope(work.db, tenantId, wanted.administrativeUnit);
    if (scope === null) {
      work.problems.push({ at: `${at}[${index}].administrativeUnit`, problem: 'names no administrative unit' });
      continue;
    }
    const row: RoleAssignmentTable = {
      id: guidOf('role-assignment', principalId, role.templateId, scope, wanted.eligible === true ? 'eligible' : ''),
      tenant_id: tenantId,
      principal_id: principalId,
      role_template_id: role.templateId,
      state: wanted.eligible === true ? 'eligible' : 'active',
      directory_scope: scope,
      starts_at: 0,
      ends_at: null,
    };
    await work.db
      .insertInto('role_assignments')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}

async function findScope(db: Kysely<Database>, tenantId: string, unit: string | undefined): Promise<string | null> {
  if (unit === undefined) return '/';
  const row = await db
    .selectFrom('administrative_units')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('display_name', '=', unit)
    .executeTakeFirst();
  return row === undefined ? null : `/administrativeUnits/${row.id}`;
}

async function applyConsents(work: Work, tenant: SeedTenant, at: string): Promise<void> {
  for (const [index, consent] of (tenant.consents ?? []).entries()) {
    await applyConsent(work, tenant, consent, `${at}.consents[${index}]`);
  }
}

async function applyConsent(work: Work, tenant: SeedTenant, consent: SeedConsent, place: string): Promise<void> {
  const tenantId = tenantIdOf(tenant);
  const app = await findSeedApplication(work.db, tenantId, consent.app);
  const user = consent.user === undefined ? null : await findTenantUser(work.db, tenant, consent.user);
  if (app === null) work.problems.push({ at: `${place}.app`, problem: 'names no application' });
  if (consent.user !== undefined && user === null) {
    work.problems.push({ at: `${place}.user`, problem: 'names no user of the tenant' });
  }
  if (app === null || (consent.user !== undefined && user === null)) return;
  const clientSpId = await ensureServicePrincipalWithId(work, tenantId, app.app_id, app.display_name, undefined);
  if (consent.admin === true) await consentToRegistration(work, tenantId, clientSpId, app);
  if (consent.delegated === undefined && consent.application === undefined) return;
  const resolved = await resolvePermissions(work, tenant, consent, place);
  if (resolved === null) return;
  const resourceSpId = await ensureServicePrincipalWithId(work, tenantId, resolved.appId, resolved.name, undefined);
  const scopes = resolved.scopes.map((scope) => scope.value);
  await grantScopes(work, { tenantId, clientSpId, resourceSpId, userId: user?.id ?? null, scopes });
  await grantRoles(work, {
    tenantId,
    principalId: user?.id ?? clientSpId,
    principalType: user === null ? 'ServicePrincipal' : 'User',
    resourceSpId,
    roleIds: resolved.roles.map((role) => role.id),
  });
}

async function consentToRegistration(
  work: Work,
  tenantId: string,
  clientSpId: string,
  app: ApplicationTable,
): Promise<void> {
  for (const required of readRequiredResources(app)) {
    const resource = await findResourceDefinition(work, required.resourceAppId);
    if (resource === null) continue;
    const resourceSpId = (
      await ensureServicePrincipal(work, tenantId, { app_id: resource.appId, display_name: resource.name })
    ).id;
    const requires = (type: 'Scope' | 'Role', { id }: { readonly id: string }): boolean =>
      required.resourceAccess.some((access) => access.type === type && access.id === id);
    await grantScopes(work, {
      tenantId,
      clientSpId,
      resourceSpId,
      userId: null,
      scopes: resource.scopes.filter((scope) => requires('Scope', scope)).map((scope) => scope.value),
    });
    await grantRoles(work, {
      tenantId,
      principalId: clientSpId,
      principalType: 'ServicePrincipal',
      resourceSpId,
      roleIds: resource.roles.filter((role) => requires('Role', role)).map((role) => role.id),
    });
  }
}

interface ResourceDefinition {
  readonly appId: string;
  readonly name: string;
  readonly scopes: readonly { readonly id: string; readonly value: string }[];
  readonly roles: readonly { readonly id: string; readonly value: string }[];
}

async function findResourceDefinition(work: Work, appId: string): Promise<ResourceDefinition | null> {
  if (appId === GRAPH_APP_ID) {
    const all = work.permissions.all.map(({ id, name, kind }) => ({ id, value: name, kind }));
    return {
      appId,
      name: 'Microsoft Graph',
      scopes: all.filter((permission) => permission.kind === 'delegated'),
      roles: all.filter((permission) => permission.kind === 'application'),
    };
  }
  const app = await work.db.selectFrom('applications').selectAll().where('app_id', '=', appId).executeTakeFirst();
  if (app === undefined) return null;
  return { appId, name: app.display_name, scopes: readExposedScopes(app), roles: readAppRoles(app) };
}

async function resolvePermissions(
  work: Work,
  tenant: SeedTenant,
  permissions: SeedPermissions,
  place: string,
): Promise<ResourceDefinition | null> {
  const named = permissions.resource ?? GRAPH_APP_ID;
  const app = GRAPH_NAMES.includes(named.toLowerCase())
    ? null
    : await findSeedApplication(work.db, tenantIdOf(tenant), named);
  const appId = GRAPH_NAMES.includes(named.toLowerCase()) ? GRAPH_APP_ID : app?.app_id;
  const resource = appId === undefined ? null : await findResourceDefinition(work, appId);
  if (resource === null) {
    work.problems.push({ at: `${place}.resource`, problem: 'names no application' });
    return null;
  }
  return {
    ...resource,
    scopes: pick(work, resource.scopes, permissions.delegated ?? [], `${place}.delegated`),
    roles: pick(work, resource.roles, permissions.application ?? [], `${place}.application`),
  };
}

function pick(
  work: Work,
  offered: readonly { readonly id: string; readonly value: string }[],
  names: readonly string[],
  at: string,
): readonly { readonly id: string; readonly value: string }[] {
  return names.flatMap((name, index) => {
    const found = offered.find(
      ({ id, value }) => value.toLowerCase() === name.toLowerCase() || id === name.toLowerCase(),
    );
    if (found === undefined) {
      work.problems.push({ at: `${at}[${index}]`, problem: `is not a permission of the resource: \`${name}\`` });
      return [];
    }
    return [found];
  });
}

async function findSeedApplication(
  db: Kysely<Database>,
  tenantId: string,
  nameOrAppId: string,
): Promise<ApplicationTable | null> {
  if (GUID_PATTERN.test(nameOrAppId)) {
    const byId = db.selectFrom('applications').selectAll().where('app_id', '=', nameOrAppId.toLowerCase());
    return (await byId.executeTakeFirst()) ?? null;
  }
  const named = await db.selectFrom('applications').selectAll().where('display_name', '=', nameOrAppId).execute();
  return named.find((app) => app.tenant_id === tenantId) ?? named[0] ?? null;
}

async function findUserByName(db: Kysely<Database>, name: string): Promise<UserTable | null> {
  const row = await db.selectFrom('users').selectAll().where('upn', '=', name.toLowerCase()).executeTakeFirst();
  return row ?? null;
}

async function findTenantUser(db: Kysely<Database>, tenant: SeedTenant, name: string): Promise<UserTable | null> {
  const own = await findUserByName(db, name);
  if (own !== null && own.tenant_id === tenantIdOf(tenant)) return own;
  return findUserByName(db, guestName(name, tenant));
}

function appIdOf(tenantId: string, app: SeedApplication): string {
  return (app.appId ?? guidOf('app', tenantId, app.name)).toLowerCase();
}

function exposedScopes(appId: string, app: SeedApplication): readonly ExposedScope[] {
  return (app.exposes ?? []).map((entry) => {
    const scope: Exclude<typeof entry, string> = typeof entry === 'string' ? { value: entry } : entry;
    return {
      id: scope.id ?? guidOf('scope', appId, scope.value),
      value: scope.value,
      type: scope.admin === true ? 'Admin' : 'User',
      isEnabled: true,
    };
  });
}

function appRoles(appId: string, app: SeedApplication): readonly AppRole[] {
  return (app.appRoles ?? []).map((entry) => {
    const role: Exclude<typeof entry, string> = typeof entry === 'string' ? { value: entry } : entry;
    return {
      id: role.id ?? guidOf('app-role', appId, role.value),
      value: role.value,
      displayName: role.value,
      allowedMemberTypes: ['Application', 'User'],
      isEnabled: true,
    };
  });
}

function readCertificate(pem: string): X509Certificate | null {
  try {
    const certificate = new X509Certificate(pem);
    return certificate.publicKey.asymmetricKeyType === 'rsa' ? certificate : null;
  } catch {
    return null;
  }
}

function thumbprint(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url');
}
