import { readPermissionList, shareName } from '../permission-list.ts';
import { WHY_ABSENT, certain, defineShape, possible, type RefusalShape } from '../shape.ts';
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
    const wanted = view.find('api required roles:');
    const required = wanted === null ? null : readPermissionList(wanted.text, wanted.end, { followed: true });
    const carried = view.find(', application roles:', 'application roles:');
    const held = carried === null ? null : readPermissionList(carried.text, carried.end, { followed: true });
    const contradicts = required !== null && held !== null && shareName(required, held);
    const says =
      held !== null && held.names.length === 0 && !held.truncated
        ? 'the service lists the roles that it wants and finds no application role in the token at all'
        : 'the service lists the roles that it wants and the ones in the token, and finds none that suffices';
    return {
      at,
      required,
      held: held === null ? null : { ...held, claim: 'roles' },
      statements: [
        contradicts
          ? possible('missing-permission', 'the text says that a role is missing and lists it as present too')
          : certain('missing-permission', says),
      ],
      leavesOpen: contradicts ? [...WHY_ABSENT, 'service-fault'] : WHY_ABSENT,
    };
  },
});
