import type { KnowledgeDetails } from '@why403/engine';

/** A permission of Microsoft Graph in one kind, as far as consent needs to know it. */
export interface GraphPermission {
  /** Spelling of the permission table, such as `SecurityEvents.Read.All`. */
  readonly name: string;
  readonly kind: 'delegated' | 'application';
  /** Id of the scope or app role; a scope and an app role can share one, as those of `User.Export.All` do. */
  readonly id: string;
  readonly adminConsent: boolean;
  /** Personal accounts can consent to it. */
  readonly personal: boolean;
}

/** All permissions of Microsoft Graph that can be granted: those with an id. */
export interface GraphPermissions {
  readonly all: readonly GraphPermission[];
  /** Delegated permission by name; letter case does not matter, as in Entra. */
  delegated(name: string): GraphPermission | null;
  /** Application permission by name; letter case does not matter. */
  application(name: string): GraphPermission | null;
  /** Delegated permission by the id of its scope. */
  delegatedById(id: string): GraphPermission | null;
  /** Application permission by the id of its app role. */
  applicationById(id: string): GraphPermission | null;
}

/** A built-in directory role. */
export interface DirectoryRole {
  readonly templateId: string;
  readonly name: string;
}

/** The built-in directory roles, by template id and by name. */
export interface DirectoryRoles {
  readonly all: readonly DirectoryRole[];
  /** By template id or name; letter case does not matter. */
  find(idOrName: string): DirectoryRole | null;
}

/** A permission as listed, and whether anything is stated about consent to it. */
interface ListedPermission extends GraphPermission {
  readonly isStated: boolean;
}

/** Ids of the scopes of OpenID Connect, which the permission table does not list. They are the same in all clouds. */
const OIDC: readonly ListedPermission[] = [
  oidcScope('openid', '37f7f235-527c-4136-accd-4a02d197296e'),
  oidcScope('profile', '14dad69e-099b-42c9-810b-d002981feec1'),
  oidcScope('email', '64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0'),
  oidcScope('offline_access', '7427e0e9-2fba-42fe-b0c0-848c9e6a8182'),
];

/** Reads the permissions of Microsoft Graph from the knowledge: those that have an id and can so be granted. */
export function readGraphPermissions(details: KnowledgeDetails): GraphPermissions {
  const listed = Object.entries(details.permissions).flatMap(([name, kinds]) =>
    (['delegated', 'application'] as const).flatMap((kind): readonly ListedPermission[] => {
      const facts = kinds[kind];
      if (facts === undefined || facts.id === null) return [];
      // Where nothing is stated an administrator is asked: the mistake that is noticed.
      const adminConsent = facts.adminConsent ?? true;
      const personal = kinds['delegated-personal'] !== undefined;
      return [{ name, kind, id: facts.id, adminConsent, personal, isStated: facts.adminConsent !== null }];
    }),
  );
  const known = [...listed, ...OIDC.filter((scope) => !listed.some(({ name }) => name === scope.name))];
  // A permission that was renamed is in the table twice. A grant is one, under the name that the service documents.
  const byId = new Map<string, ListedPermission>();
  for (const permission of known) {
    const key = keyOf(permission.kind, permission.id);
    if (byId.get(key)?.isStated !== true) byId.set(key, permission);
  }
  const all = [...byId.values()];
  const byName = new Map(
    known.map(({ kind, name, id }) => [keyOf(kind, name), byId.get(keyOf(kind, id)) ?? null] as const),
  );
  return {
    all,
    delegated: (name) => byName.get(keyOf('delegated', name)) ?? null,
    application: (name) => byName.get(keyOf('application', name)) ?? null,
    delegatedById: (id) => byId.get(keyOf('delegated', id)) ?? null,
    applicationById: (id) => byId.get(keyOf('application', id)) ?? null,
  };
}

function keyOf(kind: GraphPermission['kind'], nameOrId: string): string {
  return `${kind} ${nameOrId.toLowerCase()}`;
}

/** Reads the built-in directory roles from the knowledge. */
export function readDirectoryRoles(details: KnowledgeDetails): DirectoryRoles {
  const all = details.roles
    .filter((role) => !role.noRole)
    .map(({ id, name }): DirectoryRole => ({ templateId: id, name }));
  const known = new Map(
    all.flatMap((role) => [[role.templateId, role] as const, [role.name.toLowerCase(), role] as const]),
  );
  return { all, find: (idOrName) => known.get(idOrName.toLowerCase()) ?? null };
}

function oidcScope(name: string, id: string): ListedPermission {
  return { name, kind: 'delegated', id, adminConsent: false, personal: true, isStated: true };
}
