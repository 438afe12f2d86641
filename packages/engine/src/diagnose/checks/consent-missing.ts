import { asSureAs, finding, fromToken, type Check } from '../check.ts';
import { partsOf } from '../case.ts';
import { PAGES } from '../sources.ts';

/** Nothing was granted in this tenant: the token carries neither `scp` nor `roles`. */
export const consentMissing: Check = {
  id: 'consent-missing',
  run: (subject) => {
    const { facts } = subject;
    if (facts === null || facts.form === 'opaque') return [];
    const empty = (claim: readonly string[] | null | undefined): boolean | null =>
      claim === undefined ? null : claim === null || claim.length === 0;
    const scopes = empty(facts.scopes);
    const appRoles = empty(facts.appRoles);
    const settled =
      'open the enterprise application in the Entra admin centre and read what was granted under Permissions';
    if (scopes === true && appRoles === true) {
      return [
        finding(
          'consent-missing',
          asSureAs(subject, 'certain'),
          [
            fromToken('scp', null, 'no delegated permission was granted'),
            fromToken('roles', null, 'and no application permission: nothing is consented in this tenant'),
          ],
          [
            PAGES.clientCredentials,
            'https://learn.microsoft.com/answers/questions/944528/geeting-access-denied-exception-while-fetching-sit',
          ],
        ),
      ];
    }
    if (facts.kind === 'application' && appRoles === true) {
      return [
        finding(
          'consent-missing',
          'likely',
          [
            fromToken(
              'roles',
              null,
              'an application token without any role: none of its application permissions is granted',
            ),
          ],
          [PAGES.clientCredentials],
          settled,
        ),
      ];
    }
    if (partsOf(subject)?.permission.reason === 'nothing-held') {
      return [
        finding(
          'consent-missing',
          'possible',
          [
            fromToken(
              facts.kind === 'application' ? 'roles' : 'scp',
              null,
              'a permission that is configured and not granted is not in the token either',
            ),
          ],
          [PAGES.securityAuthorization],
          settled,
        ),
      ];
    }
    return [];
  },
};
