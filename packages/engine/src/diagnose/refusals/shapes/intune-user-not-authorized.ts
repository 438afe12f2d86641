import { WHY_ABSENT, defineShape, possible, type RefusalShape } from '../shape.ts';

/**
 * Intune speaks of the user: its role, or licence. One report was nevertheless cured by adding a permission, so the
 * text does not settle which.
 */
export const intuneUserNotAuthorized: RefusalShape = defineShape({
  id: 'intune-user-not-authorized',
  workload: 'intune',
  sources: [
    'https://github.com/microsoft/zerotrustassessment/issues/1395',
    'https://github.com/microsoft/intune-my-macs/issues/10',
  ],
  recognise: (view) => {
    const at = view.find('user is not authorized to perform this operation');
    if (at === null) return null;
    return {
      at,
      statements: [
        possible('missing-permission', 'a report with this text was cured by adding a permission'),
        possible('missing-directory-role', 'the text speaks of the user, who may lack an Intune or directory role'),
        possible('license-required', 'the user may have no Intune licence'),
      ],
      leavesOpen: [...WHY_ABSENT, 'resource-policy'],
    };
  },
});
