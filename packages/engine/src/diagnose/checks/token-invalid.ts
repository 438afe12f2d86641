import { wasTokenAccepted } from '../case.ts';
import { finding, fromToken, isoTime, type Check } from '../check.ts';
import { CLOCK_SKEW } from '../../decide/token-standing.ts';
import { PAGES } from '../sources.ts';

/** The token is no readable one, or not within its lifetime. */
export const tokenInvalid: Check = {
  id: 'token-invalid',
  run: (subject) => {
    const { facts, opaque, at } = subject;
    const accepted = wasTokenAccepted(subject);
    if (opaque !== null) {
      return [
        finding(
          'token-invalid',
          accepted ? 'possible' : 'likely',
          [fromToken('token', opaque.why, opaque.says)],
          [PAGES.accessTokens],
          'check that the whole access token was copied, and that it is an access token for Microsoft Graph',
        ),
      ];
    }
    if (facts === null) return [];
    const settled = 'get a new token and repeat the request at once';
    if (facts.expiresAt !== null && at > facts.expiresAt + CLOCK_SKEW) {
      const says = accepted
        ? 'the token has expired since; the answer shows that it was accepted'
        : `the token expired at ${isoTime(facts.expiresAt)}`;
      return [
        finding(
          'token-invalid',
          accepted ? 'possible' : 'certain',
          [fromToken('exp', isoTime(facts.expiresAt), says)],
          [PAGES.resolveAuthErrors],
          accepted ? settled : null,
        ),
      ];
    }
    if (facts.notBefore !== null && at < facts.notBefore - CLOCK_SKEW) {
      return [
        finding(
          'token-invalid',
          accepted ? 'possible' : 'certain',
          [fromToken('nbf', isoTime(facts.notBefore), 'the token is not yet valid; a clock is wrong')],
          [PAGES.resolveAuthErrors],
          accepted ? settled : null,
        ),
      ];
    }
    if (facts.form === 'jwt' && (facts.expiresAt === null || facts.audience === null)) {
      return [
        finding(
          'token-invalid',
          'possible',
          [
            fromToken(
              facts.audience === null ? 'aud' : 'exp',
              null,
              'an access token of Microsoft Entra always has this claim',
            ),
          ],
          [PAGES.accessTokenClaims],
          'check that this is an access token of Microsoft Entra',
        ),
      ];
    }
    return [];
  },
};
