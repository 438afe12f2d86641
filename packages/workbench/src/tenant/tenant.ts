import type { TokenKind } from '@why403/engine';

/** Permissions by kind. */
export interface PermissionLists {
  readonly delegated: readonly string[];
  readonly application: readonly string[];
}

/** A directory role as somebody holds it. */
export interface HeldRole {
  readonly name: string;
  /** Why it is not simply held in the whole tenant; `null` when it is. */
  readonly limit: string | null;
}

/** A user of the emulated tenant. */
export interface TenantUser {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly roles: readonly HeldRole[];
}

/** An application of the emulated tenant. */
export interface TenantApplication {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  /** `null` where the tenant has none, as before the first consent. */
  readonly servicePrincipalId: string | null;
  /** What the registration asks Microsoft Graph for. */
  readonly registered: PermissionLists;
  /** What was consented to for everybody. */
  readonly granted: PermissionLists;
  /** Whether tokens of the implicit flow are allowed. */
  readonly implicit: boolean;
}

/** The emulated tenant. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly users: readonly TenantUser[];
  readonly applications: readonly TenantApplication[];
}

const GRAPH: readonly string[] = ['microsoft graph', '00000003-0000-0000-c000-000000000000'];

/** The application by which the workbench changes a tenant. */
export const WORKBENCH_APP = { appId: 'a0000403-0000-4000-8000-000000000403', name: 'why403 workbench' } as const;

/**
 * Reads the tenants of an emulator's export. What belongs to another resource than Microsoft Graph is left out, and so is
 * the workbench's own application.
 */
export function readTenants(exported: unknown): readonly Tenant[] {
  return list(exported, 'tenants')
    .filter((tenant) => list(tenant, 'users').length > 0)
    .map((tenant) => ({
      id: text(tenant, 'id'),
      name: text(tenant, 'name'),
      domains: strings(member(tenant, 'domains')),
      users: list(tenant, 'users').map((user) => ({
        id: text(user, 'id'),
        userName: text(user, 'userName'),
        displayName: text(user, 'displayName') || text(user, 'userName'),
        roles: list(user, 'roles').map(roleOf),
      })),
      applications: list(tenant, 'applications')
        .filter((app) => text(app, 'appId') !== WORKBENCH_APP.appId)
        .map((app) => applicationOf(app, list(tenant, 'consents'))),
    }));
}

function roleOf(role: unknown): HeldRole {
  if (typeof role === 'string') return { name: role, limit: null };
  const unit = text(role, 'administrativeUnit');
  const limit =
    member(role, 'eligible') === true
      ? 'eligible, not active'
      : unit === ''
        ? 'in a part of the tenant'
        : `in ${unit} only`;
  return { name: text(role, 'role'), limit };
}

function applicationOf(app: unknown, consents: readonly unknown[]): TenantApplication {
  const names = [text(app, 'appId'), text(app, 'name')];
  const own = consents.filter(
    (consent) => names.includes(text(consent, 'app')) && member(consent, 'user') === undefined,
  );
  const implicit = member(app, 'implicit');
  return {
    id: text(app, 'id'),
    appId: text(app, 'appId'),
    name: text(app, 'name'),
    servicePrincipalId: text(app, 'servicePrincipalId') || null,
    registered: permissionsOf(list(app, 'requires')),
    granted: permissionsOf(own),
    implicit: member(implicit, 'accessTokens') === true,
  };
}

function permissionsOf(entries: readonly unknown[]): PermissionLists {
  const graph = entries.filter((entry) => GRAPH.includes((text(entry, 'resource') || 'microsoft graph').toLowerCase()));
  const all = (kind: 'delegated' | 'application'): readonly string[] => [
    ...new Set(graph.flatMap((entry) => strings(member(entry, kind)))),
  ];
  return { delegated: all('delegated'), application: all('application') };
}

/** Every permission that an application asks for or has, with how it stands. */
export function standings(app: TenantApplication): readonly {
  readonly permission: string;
  readonly kind: Exclude<TokenKind, 'delegated-personal'>;
  readonly granted: boolean;
  readonly registered: boolean;
}[] {
  return (['application', 'delegated'] as const).flatMap((kind) =>
    [...new Set([...app.registered[kind], ...app.granted[kind]])].map((permission) => ({
      permission,
      kind,
      granted: app.granted[kind].includes(permission),
      registered: app.registered[kind].includes(permission),
    })),
  );
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function list(value: unknown, name: string): readonly unknown[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}

function text(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === 'string' ? found : '';
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
