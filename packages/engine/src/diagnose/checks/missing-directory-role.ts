import { asSureAs, finding, fromTable, fromToken, shortList, type Check } from '../check.ts';
import { isSecurityApi, partsOf, type Case } from '../case.ts';
import { FOUNDING_PAGES, PAGES } from '../sources.ts';

/** `wids` holds none of the accepted directory roles. */
export const missingDirectoryRole: Check = {
  id: 'missing-directory-role',
  run: (subject) => {
    const { facts } = subject;
    const role = partsOf(subject)?.role;
    if (facts === null || role === undefined || facts.directoryRoles == null) return [];
    if (role.outcome !== 'deny' && (role.outcome !== 'unknown' || role.determining.length > 0)) return [];
    const held = heldRoles(subject);
    const evidence = [
      fromToken('wids', held.length === 0 ? 'no directory role' : shortList(held), 'none of these is accepted here'),
      fromTable(
        'directory roles',
        shortList(role.accepted.map(({ name }) => name)),
        'the signed-in user needs one of these',
      ),
    ];
    if (role.outcome === 'deny') {
      return [finding('missing-directory-role', asSureAs(subject, 'certain'), evidence, sourcesOf(subject))];
    }
    return [
      finding(
        'missing-directory-role',
        'likely',
        evidence,
        sourcesOf(subject),
        role.reason === 'other-privileged-role'
          ? 'the list names the least privileged roles only: look whether the role held includes their permissions'
          : `look up the user's ${alternativeNames(role.alternatives)}, which no token shows`,
      ),
    ];
  },
};

/** Directory roles of the token by name; ids that are no roles are left out. */
export function heldRoles(subject: Case): readonly string[] {
  const roles = subject.engine.details.roles;
  return (subject.facts?.directoryRoles ?? []).flatMap((id) => {
    const role = roles.find((candidate) => candidate.id === id);
    if (role === undefined) return [id];
    return role.noRole ? [] : [role.name];
  });
}

function alternativeNames(alternatives: readonly string[]): string {
  const names: Readonly<Record<string, string>> = {
    'defender-xdr': 'roles in Microsoft Defender XDR',
    purview: 'role groups in Microsoft Purview',
    'security-copilot': 'roles in Security Copilot',
    intune: 'roles in Intune',
    'default-user': 'default user permissions in the tenant',
    owner: 'ownership of the object',
    self: 'own objects',
  };
  const known = alternatives.flatMap((alternative) => names[alternative] ?? []);
  return known.length === 0 ? 'custom roles and roles over administrative units' : known.join(', ');
}

function sourcesOf(subject: Case): readonly string[] {
  const role = partsOf(subject)?.role;
  return [...(role?.sources ?? []), ...(isSecurityApi(subject) ? FOUNDING_PAGES : [PAGES.entraRoles])];
}
