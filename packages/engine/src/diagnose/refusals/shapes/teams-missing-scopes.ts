import { certain, defineShape, possible, WHY_ABSENT, type RefusalShape } from '../shape.ts';
import { readStatedLists } from '../stated-lists.ts';

/**
 * Teams lists what it needs and what a delegated token carries.
 *
 * Left open: whether the permission was granted as an application permission, not consented, or granted later.
 */
export const teamsMissingScopes: RefusalShape = defineShape({
  id: 'teams-missing-scopes',
  workload: 'teams',
  sources: [
    'https://github.com/telstrapurple/MSTeamsChatExporter/issues/9',
    'https://github.com/12Knocksinna/Office365itpros/issues/116',
  ],
  recognise: (view) => {
    const at = view.find('missing scope permissions on the request');
    if (at === null) return null;
    const { required, held, contradictory } = readStatedLists(view, {
      required: ['api requires one of'],
      held: ['. scopes on the request', 'scopes on the request'],
      claim: 'scp',
    });
    return {
      at,
      required,
      held,
      statements: [
        contradictory
          ? possible('missing-permission', 'the text says that a scope is missing and lists it as present too')
          : certain('missing-permission', 'Teams lists the scopes that it wants and finds none of them in the token'),
      ],
      leavesOpen: contradictory ? [...WHY_ABSENT, 'service-fault'] : WHY_ABSENT,
    };
  },
});
