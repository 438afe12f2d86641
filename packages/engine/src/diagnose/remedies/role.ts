import type { Case } from '../case.ts';
import { PAGES } from '../sources.ts';
import { namesOf } from './client.ts';
import { NEW_TOKEN } from './grant.ts';
import { prove } from './prove.ts';
import { remedy, step, type Remedy } from './remedy.ts';

/** The repair that gives the signed-in user the least privileged of the accepted directory roles. */
export function roleRemedies(subject: Case): readonly Remedy[] {
  const { facts, decision } = subject;
  const role = decision?.parts.role;
  if (facts === null || role === undefined) return [];
  const [least] = [...role.accepted].sort((a, b) => reach(a.name) - reach(b.name));
  if (least === undefined) return [];
  const repaired = { ...facts, directoryRoles: [...(facts.directoryRoles ?? []), least.id] };
  const names = namesOf(subject);
  const body = JSON.stringify({ principalId: names.userId, roleDefinitionId: least.id, directoryScopeId: '/' });
  const assignments = `${names.graph}/v1.0/roleManagement/directory/roleAssignments`;
  return [
    remedy(
      'tenant administrator',
      `assign the directory role ${least.name} to the signed-in user and get a new token`,
      [
        step(
          'open the role and choose Add assignments; where the user is only eligible, the user must activate the role',
          'entra-admin-center',
          `${names.portal} > Roles & admins > ${least.name} > Add assignments > ${facts.userName ?? names.userId}`,
        ),
        step('or by Microsoft Graph', 'graph-rest', `POST ${assignments}\n${body}`),
        step('or by Azure CLI', 'azure-cli', `az rest --method POST --url ${assignments} --body '${body}'`),
        step(
          'or by Microsoft Graph PowerShell',
          'graph-powershell',
          [
            `Connect-MgGraph -TenantId ${names.tenant} -Scopes RoleManagement.ReadWrite.Directory${names.environment}`,
            `New-MgRoleManagementDirectoryRoleAssignment -PrincipalId ${names.userId} -RoleDefinitionId ${least.id} -DirectoryScopeId /`,
          ].join('\n'),
        ),
        NEW_TOKEN,
      ],
      { ...prove(subject, repaired, ['role']), directoryRoles: [least.name], sources: [PAGES.entraRoles] },
    ),
  ];
}

/**
 * How far a role reaches, by what Microsoft's names of roles say: readers before operators before administrators, one
 * product before all, Global Administrator last.
 */
function reach(name: string): number {
  if (name === 'Global Administrator') return 1000;
  const breadth = /^(Global|Privileged|Directory)/.test(name) ? 5 : 0;
  if (/Reader|Explorer|Reviewer/.test(name)) return breadth;
  return breadth + (/Operator|Specialist|Engineer|Developer|Inviter/.test(name) ? 10 : /Writer/.test(name) ? 20 : 30);
}
