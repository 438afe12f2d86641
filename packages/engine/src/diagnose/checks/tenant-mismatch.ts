import { asSureAs, finding, fromContext, fromRequest, fromToken, type Check } from '../check.ts';
import { partsOf } from '../case.ts';
import { PAGES } from '../sources.ts';

/** The token is of another cloud than the host that was called, or of another tenant than the one meant. */
export const tenantMismatch: Check = {
  id: 'tenant-mismatch',
  run: (subject) => {
    const { facts, decision, context } = subject;
    if (facts === null) return [];
    const meant = context?.tenantId ?? null;
    if (meant !== null && facts.tenantId !== null && meant.toLowerCase() !== facts.tenantId.toLowerCase()) {
      return [
        finding(
          'tenant-mismatch',
          'certain',
          [
            fromToken('tid', facts.tenantId, 'the token was issued by this tenant'),
            fromContext('tenantId', meant, 'the request was meant for this tenant'),
          ],
          [PAGES.accessTokenClaims],
        ),
      ];
    }
    const token = partsOf(subject)?.token;
    if (token?.reason === 'other-cloud') {
      return [
        finding(
          'tenant-mismatch',
          asSureAs(subject, 'certain'),
          [
            fromToken('iss', facts.issuer, 'the token was issued in another cloud'),
            fromToken('aud', facts.audience, 'the token is for Microsoft Graph there'),
            fromRequest('host', decision?.request.cloud ?? null, 'a token of one cloud is not usable in another'),
          ],
          [PAGES.nationalClouds],
        ),
      ];
    }
    if (token?.reason === 'cloud-uncertain') {
      return [
        finding(
          'tenant-mismatch',
          'possible',
          [fromToken('iss', facts.issuer, 'this issuer is the same in the global and the US Government clouds')],
          [PAGES.nationalClouds],
          'look up in which cloud the tenant is: open the issuer metadata of the tenant and read `tenant_region_scope`',
        ),
      ];
    }
    return [];
  },
};
