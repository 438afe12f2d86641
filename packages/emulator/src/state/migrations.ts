import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { StateMigration } from './migration.ts';

/** Migrations of the tenant and the token service, oldest first. */
export const STATE_MIGRATIONS: readonly StateMigration[] = [
  { name: '1-state/0001-settings', up: createSettings },
  { name: '1-state/0002-directory', up: createDirectory },
  { name: '1-state/0003-applications', up: createApplications },
  { name: '1-state/0004-tokens', up: createTokens },
];

type Column = readonly [name: string, type: 'text' | 'integer' | 'bigint', nullable?: 'null'];

async function createTable(
  db: Kysely<unknown>,
  name: string,
  key: readonly string[],
  columns: readonly Column[],
): Promise<void> {
  let table: CreateTableBuilder<string> = db.schema.createTable(name);
  for (const [column, type, nullable] of columns) {
    table = table.addColumn(column, type, (builder) => (nullable === 'null' ? builder : builder.notNull()));
  }
  await table.addPrimaryKeyConstraint(`${name}_pk`, key as never).execute();
}

async function createIndex(
  db: Kysely<unknown>,
  table: string,
  columns: readonly string[],
  unique?: 'unique',
): Promise<void> {
  const builder = db.schema
    .createIndex(`${table}_${columns.join('_')}`)
    .on(table)
    .columns([...columns]);
  await (unique === 'unique' ? builder.unique() : builder).execute();
}

async function createSettings(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'emulator_settings',
    ['name'],
    [
      ['name', 'text'],
      ['value', 'text'],
    ],
  );
}

async function createDirectory(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'tenants',
    ['id'],
    [
      ['id', 'text'],
      ['display_name', 'text'],
      ['cloud', 'text'],
      ['region', 'text'],
      ['created_at', 'bigint'],
    ],
  );
  await createTable(
    db,
    'domains',
    ['name'],
    [
      ['name', 'text'],
      ['tenant_id', 'text'],
      ['is_default', 'integer'],
    ],
  );
  await createTable(
    db,
    'users',
    ['id'],
    [
      ['id', 'text'],
      ['tenant_id', 'text'],
      ['upn', 'text'],
      ['display_name', 'text'],
      ['given_name', 'text', 'null'],
      ['family_name', 'text', 'null'],
      ['mail', 'text', 'null'],
      ['kind', 'text'],
      ['home_user_id', 'text', 'null'],
      ['enabled', 'integer'],
      ['password_hash', 'text', 'null'],
      ['sessions_valid_from', 'bigint'],
      ['created_at', 'bigint'],
      ['extra_json', 'text'],
    ],
  );
  await createIndex(db, 'users', ['upn'], 'unique');
  await createIndex(db, 'users', ['tenant_id']);
  await createTable(
    db,
    'administrative_units',
    ['id'],
    [
      ['id', 'text'],
      ['tenant_id', 'text'],
      ['display_name', 'text'],
    ],
  );
  await createTable(
    db,
    'administrative_unit_members',
    ['unit_id', 'principal_id'],
    [
      ['unit_id', 'text'],
      ['principal_id', 'text'],
    ],
  );
  await createTable(
    db,
    'role_assignments',
    ['id'],
    [
      ['id', 'text'],
      ['tenant_id', 'text'],
      ['principal_id', 'text'],
      ['role_template_id', 'text'],
      ['state', 'text'],
      ['directory_scope', 'text'],
      ['starts_at', 'bigint'],
      ['ends_at', 'bigint', 'null'],
    ],
  );
  await createIndex(db, 'role_assignments', ['principal_id']);
  await createIndex(db, 'role_assignments', ['tenant_id']);
}

async function createApplications(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'applications',
    ['id'],
    [
      ['id', 'text'],
      ['app_id', 'text'],
      ['tenant_id', 'text'],
      ['display_name', 'text'],
      ['sign_in_audience', 'text'],
      ['required_resource_access_json', 'text'],
      ['redirect_uris_json', 'text'],
      ['implicit_access_tokens', 'integer'],
      ['implicit_id_tokens', 'integer'],
      ['public_client', 'integer'],
      ['identifier_uris_json', 'text'],
      ['exposed_scopes_json', 'text'],
      ['app_roles_json', 'text'],
      ['access_token_version', 'integer'],
      ['enabled', 'integer'],
      ['created_at', 'bigint'],
      ['extra_json', 'text'],
    ],
  );
  await createIndex(db, 'applications', ['app_id'], 'unique');
  await createIndex(db, 'applications', ['tenant_id']);
  await createTable(
    db,
    'application_secrets',
    ['key_id'],
    [
      ['key_id', 'text'],
      ['application_id', 'text'],
      ['display_name', 'text', 'null'],
      ['hash', 'text'],
      ['hint', 'text'],
      ['starts_at', 'bigint'],
      ['ends_at', 'bigint'],
    ],
  );
  await createIndex(db, 'application_secrets', ['application_id']);
  await createTable(
    db,
    'application_certificates',
    ['key_id'],
    [
      ['key_id', 'text'],
      ['application_id', 'text'],
      ['display_name', 'text', 'null'],
      ['x5t', 'text'],
      ['x5t_s256', 'text'],
      ['pem', 'text'],
      ['starts_at', 'bigint'],
      ['ends_at', 'bigint'],
    ],
  );
  await createIndex(db, 'application_certificates', ['application_id']);
  await createTable(
    db,
    'federated_credentials',
    ['id'],
    [
      ['id', 'text'],
      ['application_id', 'text'],
      ['name', 'text'],
      ['issuer', 'text'],
      ['subject', 'text'],
      ['audiences_json', 'text'],
      ['jwks_json', 'text', 'null'],
    ],
  );
  await createIndex(db, 'federated_credentials', ['application_id']);
  await createTable(
    db,
    'service_principals',
    ['id'],
    [
      ['id', 'text'],
      ['tenant_id', 'text'],
      ['app_id', 'text'],
      ['display_name', 'text'],
      ['assignment_required', 'integer'],
      ['enabled', 'integer'],
      ['created_at', 'bigint'],
      ['extra_json', 'text'],
    ],
  );
  await createIndex(db, 'service_principals', ['tenant_id', 'app_id'], 'unique');
  await createTable(
    db,
    'permission_grants',
    ['id'],
    [
      ['id', 'text'],
      ['tenant_id', 'text'],
      ['client_sp_id', 'text'],
      ['resource_sp_id', 'text'],
      ['consent_type', 'text'],
      ['principal_id', 'text'],
      ['scope', 'text'],
      ['created_at', 'bigint'],
    ],
  );
  await createIndex(
    db,
    'permission_grants',
    ['client_sp_id', 'resource_sp_id', 'consent_type', 'principal_id'],
    'unique',
  );
  await createTable(
    db,
    'app_role_assignments',
    ['id'],
    [
      ['id', 'text'],
      ['tenant_id', 'text'],
      ['principal_id', 'text'],
      ['principal_type', 'text'],
      ['resource_sp_id', 'text'],
      ['app_role_id', 'text'],
      ['created_at', 'bigint'],
    ],
  );
  await createIndex(db, 'app_role_assignments', ['principal_id', 'resource_sp_id', 'app_role_id'], 'unique');
  await createIndex(db, 'app_role_assignments', ['resource_sp_id']);
}

async function createTokens(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'signing_keys',
    ['kid'],
    [
      ['kid', 'text'],
      ['private_pem', 'text'],
      ['public_jwk_json', 'text'],
      ['certificate', 'text'],
      ['state', 'text'],
      ['created_at', 'bigint'],
    ],
  );
  // At most one key signs: two processes that start at once on an empty state agree on the first.
  await db.schema
    .createIndex('signing_keys_one_active')
    .unique()
    .on('signing_keys')
    .column('state')
    .where(sql.ref('state'), '=', sql.lit('active'))
    .execute();
  await createTable(
    db,
    'authorization_codes',
    ['hash'],
    [
      ['hash', 'text'],
      ['family', 'text'],
      ['payload_json', 'text'],
      ['expires_at', 'bigint'],
      ['redeemed_at', 'bigint', 'null'],
    ],
  );
  await createTable(
    db,
    'refresh_tokens',
    ['hash'],
    [
      ['hash', 'text'],
      ['family', 'text'],
      ['user_id', 'text'],
      ['payload_json', 'text'],
      ['issued_at', 'bigint'],
      ['expires_at', 'bigint'],
      ['used_at', 'bigint', 'null'],
      ['revoked_at', 'bigint', 'null'],
    ],
  );
  await createIndex(db, 'refresh_tokens', ['family']);
  await createIndex(db, 'refresh_tokens', ['user_id']);
  await createTable(
    db,
    'device_codes',
    ['hash'],
    [
      ['hash', 'text'],
      ['user_code', 'text'],
      ['payload_json', 'text'],
      ['state', 'text'],
      ['user_id', 'text', 'null'],
      ['authenticated_at', 'bigint', 'null'],
      ['expires_at', 'bigint'],
    ],
  );
  await createIndex(db, 'device_codes', ['user_code'], 'unique');
  await createTable(
    db,
    'sessions',
    ['hash'],
    [
      ['hash', 'text'],
      ['id', 'text'],
      ['created_at', 'bigint'],
      ['expires_at', 'bigint'],
    ],
  );
  await createTable(
    db,
    'session_accounts',
    ['session_hash', 'user_id'],
    [
      ['session_hash', 'text'],
      ['user_id', 'text'],
      ['authenticated_at', 'bigint'],
    ],
  );
}
