import { DIRECTORY_ROLES, GRAPH_PERMISSIONS } from './graph-permissions-data.ts';

/** A permission of Microsoft Graph in one kind, as far as consent needs to know it. */
export interface GraphPermission {
  /** Spelling of the permission table, such as `SecurityEvents.Read.All`. */
  readonly name: string;
  readonly kind: 'delegated' | 'application';
  /** Id of the scope or app role. */
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
  byId(id: string): GraphPermission | null;
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

/** Reads the permissions of Microsoft Graph from the knowledge. */
export function loadGraphPermissions(): GraphPermissions {
  const all = linesOf(GRAPH_PERMISSIONS).map(
    ([name = '', kind = '', id = '', adminConsent, personal]): GraphPermission => ({
      name,
      kind: kind === 'application' ? 'application' : 'delegated',
      id,
      adminConsent: adminConsent === '1',
      personal: personal === '1',
    }),
  );
  const byId = new Map(all.map((permission) => [permission.id, permission]));
  const byName = new Map(all.map((permission) => [`${permission.kind} ${permission.name.toLowerCase()}`, permission]));
  return {
    all,
    delegated: (name) => byName.get(`delegated ${name.toLowerCase()}`) ?? null,
    application: (name) => byName.get(`application ${name.toLowerCase()}`) ?? null,
    byId: (id) => byId.get(id.toLowerCase()) ?? null,
  };
}

/** Reads the built-in directory roles from the knowledge. */
export function loadDirectoryRoles(): DirectoryRoles {
  const all = linesOf(DIRECTORY_ROLES).map(([templateId = '', name = '']): DirectoryRole => ({ templateId, name }));
  const known = new Map(
    all.flatMap((role) => [[role.templateId, role] as const, [role.name.toLowerCase(), role] as const]),
  );
  return { all, find: (idOrName) => known.get(idOrName.toLowerCase()) ?? null };
}

function linesOf(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
}
