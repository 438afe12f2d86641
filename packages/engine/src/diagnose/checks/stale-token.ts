import { finding, fromToken, isoTime, type Check } from '../check.ts';
import { partsOf } from '../case.ts';
import { PAGES } from '../sources.ts';

/** What was granted or assigned after the token was issued shows in the next token only. */
export const staleToken: Check = {
  id: 'stale-token',
  run: (subject) => {
    const { facts } = subject;
    const parts = partsOf(subject);
    if (facts === null || facts.form === 'opaque') return [];
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
