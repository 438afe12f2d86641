import { asSureAs, finding, fromToken, type Check } from '../check.ts';
import { wasTokenAccepted } from '../case.ts';
import { tokenStanding } from '../../decide/token-standing.ts';
import { PAGES } from '../sources.ts';

/** The token was issued for another resource than Microsoft Graph. */
export const wrongAudience: Check = {
  id: 'wrong-audience',
  run: (subject) => {
    const { facts, engine } = subject;
    if (facts === null || facts.audience === null) return [];
    if (tokenStanding(engine.table, facts).problem !== 'audience-foreign') return [];
    const ownClient = facts.appId !== null && facts.audience.toLowerCase() === facts.appId.toLowerCase();
    const says = ownClient
      ? 'the audience is the client itself: this is an ID token, or a token for its own API'
      : 'the token is for another resource; Microsoft Graph accepts only its own audiences';
    return [
      finding(
        'wrong-audience',
        wasTokenAccepted(subject) && !subject.hearsay ? 'likely' : asSureAs(subject, 'certain'),
        [fromToken('aud', facts.audience, says)],
        [PAGES.accessTokens, 'https://github.com/microsoftgraph/microsoft-graph-docs/issues/4752'],
        null,
      ),
    ];
  },
};
