import { finding, fromContext, fromToken, isoTime, type Check } from '../check.ts';
import { heldPermissions, partsOf } from '../case.ts';
import { PAGES } from '../sources.ts';

/** What was granted or assigned after the token was issued shows in the next token only. */
export const staleToken: Check = {
  id: 'stale-token',
  run: (subject) => {
    const { facts, context } = subject;
    const parts = partsOf(subject);
    if (facts === null || facts.form === 'opaque') return [];
    const held = heldPermissions(subject);
    const accepted = new Set(
      parts?.permission.accepted.filter((entry) => !entry.doubtful).map((entry) => entry.permission),
    );
    const granted = (context?.appRoleAssignments ?? []).filter(
      ({ permission }) =>
        facts.kind === 'application' && accepted.has(permission) && held !== null && !held.includes(permission),
    );
    const delegated = (context?.delegatedGrants ?? [])
      .flatMap(({ scope }) => scope.split(/\s+/))
      .filter((scope) => facts.kind === 'delegated' && accepted.has(scope) && held !== null && !held.includes(scope));
    const names = [...granted.map(({ permission }) => permission), ...delegated];
    if (names.length > 0 && parts?.permission.outcome === 'deny') {
      return [
        finding(
          'stale-token',
          'certain',
          [
            fromContext('grants', names.join(', '), 'this is granted in the tenant now'),
            fromToken(
              'iat',
              facts.issuedAt === null ? null : isoTime(facts.issuedAt),
              'and is not in this token, which was issued before',
            ),
          ],
          [PAGES.securityAuthorization],
        ),
      ];
    }
    if (parts?.permission.reason !== 'nothing-held' && parts?.role.reason !== 'not-listed') return [];
    return [
      finding(
        'stale-token',
        'possible',
        [
          fromToken(
            'iat',
            facts.issuedAt === null ? null : isoTime(facts.issuedAt),
            'what was granted or assigned later is not in this token',
          ),
        ],
        [PAGES.securityAuthorization],
        'get a new token, without a cache, and look whether the claim has changed',
      ),
    ];
  },
};
