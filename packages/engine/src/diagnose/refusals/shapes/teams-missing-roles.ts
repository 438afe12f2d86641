import { readPermissionList } from '../permission-list.ts';
import { certain, defineShape, possible, WHY_ABSENT, type RefusalShape } from '../shape.ts';
import { readStatedLists } from '../stated-lists.ts';

/**
 * Teams lists what it needs, what an application token carries, and the resource-specific consent that came with it.
 *
 * Left open: whether the permission was granted as a delegated one, not consented, or granted later. Some operations
 * accept an application for one purpose only, such as migration, however much it holds.
 */
export const teamsMissingRoles: RefusalShape = defineShape({
  id: 'teams-missing-roles',
  workload: 'teams',
  sources: ['https://github.com/MicrosoftDocs/msteams-docs/issues/14043'],
  recognise: (view) => {
    const at = view.find('missing role permissions on the request');
    if (at === null) return null;
    const { required, held, contradictory } = readStatedLists(view, {
      required: ['api requires one of'],
      held: ['. roles on the request', 'roles on the request'],
      claim: 'roles',
    });
    const consent = view.find('resource specific consent grants on the request');
    return {
      at,
      required,
      held,
      resourceSpecific: consent === null ? null : readPermissionList(consent.text, consent.end, { followed: true }),
      statements: [
        contradictory
          ? possible('missing-permission', 'the text says that a role is missing and lists it as present too')
          : certain('missing-permission', 'Teams lists the roles that it wants and finds none of them in the token'),
      ],
      leavesOpen: contradictory ? [...WHY_ABSENT, 'service-fault'] : WHY_ABSENT,
    };
  },
});
