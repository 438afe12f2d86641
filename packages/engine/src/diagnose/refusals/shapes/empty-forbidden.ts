import { WHY_ABSENT, defineShape, possible, type RefusalShape } from '../shape.ts';

/** `Forbidden` without a message says nothing. Seen with the permission missing (presence, online meetings). */
export const emptyForbidden: RefusalShape = defineShape({
  id: 'empty-forbidden',
  workload: null,
  sources: ['https://github.com/osodevops/ms-teams-cli/issues/80'],
  recognise: (view) => {
    if (!view.saysNothing || !view.hasCode('Forbidden')) return null;
    return {
      statements: [possible('missing-permission', 'seen with the permission absent from the token')],
      leavesOpen: [...WHY_ABSENT, 'missing-directory-role', 'resource-policy', 'license-required', 'service-fault'],
    };
  },
});
