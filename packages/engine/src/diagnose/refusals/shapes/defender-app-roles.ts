import { certain, defineShape, possible, WHY_ABSENT, type RefusalShape } from '../shape.ts';
import { readStatedLists } from '../stated-lists.ts';

/**
 * The Defender backend repeats the token's own application roles, so the text proves what the token carries.
 *
 * Left open: whether the role was never granted, granted as a delegated permission, not consented, or granted later.
 */
export const defenderAppRoles: RefusalShape = defineShape({
  id: 'defender-app-roles',
  workload: 'defender',
  sources: ['https://github.com/wazuh/wazuh/issues/31670', 'https://github.com/wazuh/wazuh-documentation/issues/7300'],
  recognise: (view) => {
    const at = view.find('missing application roles');
    if (at === null) return null;
    const { required, held, contradictory } = readStatedLists(view, {
      required: ['api required roles:'],
      held: [', application roles:', 'application roles:'],
      claim: 'roles',
    });
    const none = held !== null && held.names.length === 0 && !held.truncated;
    return {
      at,
      required,
      held,
      statements: [
        contradictory
          ? possible('missing-permission', 'the text says that a role is missing and lists it as present too')
          : certain(
              'missing-permission',
              none
                ? 'the service lists the roles that it wants and finds no application role in the token at all'
                : 'the service lists the roles that it wants and finds none of them in the token',
            ),
      ],
      leavesOpen: contradictory ? [...WHY_ABSENT, 'service-fault'] : WHY_ABSENT,
    };
  },
});
