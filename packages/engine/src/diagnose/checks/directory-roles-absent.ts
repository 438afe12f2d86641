import { finding, fromTable, fromToken, shortList, type Check } from '../check.ts';
import { isRefused, partsOf } from '../case.ts';
import { PAGES } from '../sources.ts';

/** A delegated token without any `wids` claim, as the implicit flow issues it: the service cannot see a role. */
export const directoryRolesAbsent: Check = {
  id: 'directory-roles-absent',
  run: (subject) => {
    const { facts } = subject;
    const parts = partsOf(subject);
    if (facts === null || facts.kind !== 'delegated' || facts.directoryRoles !== null) return [];
    const needed = parts?.role.reason === 'claim-absent';
    const implicit = facts.flow === 'implicit';
    if (!needed && !(implicit && isRefused(subject))) return [];
    const accepted = parts?.role.accepted.map(({ name }) => name) ?? [];
    return [
      finding(
        'directory-roles-absent',
        implicit || (isRefused(subject) && parts?.permission.outcome === 'allow') ? 'likely' : 'possible',
        [
          fromToken('wids', null, 'the token has no `wids` claim, so no directory role can be seen in it'),
          ...(implicit ? [fromToken('flow', 'implicit', 'the implicit flow leaves the claim out')] : []),
          ...(accepted.length > 0
            ? [fromTable('directory roles', shortList(accepted), 'the service looks for one of these')]
            : []),
        ],
        [PAGES.implicitGrant, PAGES.accessTokens, 'https://github.com/microsoftgraph/microsoft-graph-docs/issues/8547'],
        'get a token by the authorization code flow and look whether `wids` holds one of the roles',
      ),
    ];
  },
};
