import { finding, fromResponse, fromToken, shortList, type Check } from '../check.ts';
import { heldPermissions, namingRefusal } from '../case.ts';
import { PAGES } from '../sources.ts';

/** The refusal and the token disagree: the token holds what the refusal says was missing. */
export const tokenOfAnotherRequest: Check = {
  id: 'token-of-another-request',
  run: (subject) => {
    const held = heldPermissions(subject);
    const named = namingRefusal(subject);
    if (held === null || named?.required == null) return [];
    const both = held.filter((name) => named.required?.names.includes(name));
    if (both.length === 0) return [];
    return [
      finding(
        'stale-token',
        'likely',
        [
          fromResponse('error', shortList(named.required.names), 'the service says that one of these was missing'),
          fromToken('permissions', shortList(both), 'the token that was given holds it, so an older one was sent'),
        ],
        [PAGES.securityAuthorization],
        'look which token the client really sent: clear its token cache and repeat the request',
      ),
    ];
  },
};
