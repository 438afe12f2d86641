import { asSureAs, finding, fromTable, fromToken, type Check } from '../check.ts';
import { partsOf } from '../case.ts';
import { PAGES } from '../sources.ts';

/** The signed-in account is a personal one where only work and school accounts are served, or a guest. */
export const accountTypeUnsupported: Check = {
  id: 'account-type-unsupported',
  run: (subject) => {
    const { facts, opaque, decision } = subject;
    if (opaque?.why === 'one-part') {
      return [
        finding(
          'account-type-unsupported',
          'possible',
          [fromToken('token', opaque.why, 'tokens of personal Microsoft accounts are opaque')],
          [PAGES.accessTokens],
          'look which account signed in: a personal one has no tenant of an organisation',
        ),
      ];
    }
    if (facts === null) return [];
    const permission = partsOf(subject)?.permission;
    if (facts.kind === 'delegated-personal' && permission?.reason === 'kind-not-supported') {
      return [
        finding(
          'account-type-unsupported',
          asSureAs(subject, 'certain'),
          [
            fromToken('tid', facts.tenantId, 'the signed-in account is a personal Microsoft account'),
            fromTable(
              'operation',
              decision?.request.operation
                ? `${decision.request.operation.method} ${decision.request.operation.path}`
                : null,
              'the operation accepts no permission from a personal account',
            ),
          ],
          [PAGES.permissionsReference],
        ),
      ];
    }
    if (facts.account === 'guest' && permission?.outcome === 'allow') {
      return [
        finding(
          'account-type-unsupported',
          'possible',
          [fromToken('acct', '1', 'the signed-in user is a guest, and guests see less of the directory')],
          [PAGES.accessTokenClaims],
          'repeat the request as a member of the tenant',
        ),
      ];
    }
    return [];
  },
};
