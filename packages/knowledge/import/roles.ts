import type { RoleRow } from '../compile/model.ts';

import { compareText, sorted } from '../compile/order.ts';
import type { JsonValue } from './json-document.ts';

/** Ids that stand in `wids` although no role has them, with names of our own. */
const NO_ROLE_NAMES: ReadonlyMap<string, string> = new Map([
  ['b79fbf4d-3ef9-4689-8143-76b194e85509', 'Every user (no role)'],
  ['0997a1d0-0d1d-4acb-b408-d5ca73121e90', 'Every application (no role)'],
]);

/**
 * Roles that the official table of January 2026 does not call privileged, but a newer copy of it does. Whoever holds a
 * privileged role that a list leaves out is answered `unknown` instead of `deny`, so the doubt is resolved that way.
 */
const PRIVILEGED_IN_A_NEWER_COPY: readonly string[] = ['AI Administrator', 'Identity Governance Administrator'];

/**
 * Reads the built-in directory roles of Microsoft Entra.
 *
 * @param root The whole document of `entra-roles.json`.
 *
 * @returns Rows sorted by name; the ids that are no roles come last.
 */
export function readRoles(root: JsonValue): readonly RoleRow[] {
  const aliases = new Map<string, string[]>();
  for (const { name, value } of root.member('legacyDisplayNamesSeenInGraphDocs')?.members() ?? []) {
    const current = value.text();
    aliases.set(current, [...(aliases.get(current) ?? []), name]);
  }
  const rows: RoleRow[] = [];
  for (const item of root.member('roles')?.items() ?? []) {
    const name = item.member('displayName')?.text() ?? '';
    const id = item.member('templateId')?.text().toLowerCase() ?? '';
    if (name === '' || id === '') item.fail('a role needs `displayName` and `templateId`');
    rows.push({
      id,
      name,
      privileged: (item.member('privileged')?.flag() ?? false) || PRIVILEGED_IN_A_NEWER_COPY.includes(name),
      type: 'role',
      source: item.member('confidence')?.text() === 'official' ? 'entra-roles' : 'entra-roles-mirror',
      aliases: sorted(aliases.get(name) ?? [], compareText),
    });
    aliases.delete(name);
  }
  for (const name of aliases.keys()) root.fail(`older name of \`${name}\`, which is no role`);
  rows.sort((a, b) => compareText(a.name, b.name));
  for (const { name: id, fail } of root.member('notRoles')?.members() ?? []) {
    const name = NO_ROLE_NAMES.get(id);
    if (name === undefined) {
      fail(`\`${id}\` is new among the ids that are no roles: give it a name in import/roles.ts`);
      continue;
    }
    rows.push({ id, name, privileged: false, type: 'no-role', source: 'token-samples', aliases: [] });
  }
  return rows;
}
