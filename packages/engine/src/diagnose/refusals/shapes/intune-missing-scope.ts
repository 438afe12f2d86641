import { readPermissionList } from '../permission-list.ts';
import { WHY_ABSENT, certain, defineShape, likely, type RefusalShape } from '../shape.ts';

/**
 * Intune lists the permissions of which one is needed, in JSON inside the message. It says "Application" of delegated
 * tokens too, and may list permissions that do not exist.
 */
export const intuneMissingScope: RefusalShape = defineShape({
  id: 'intune-missing-scope',
  workload: 'intune',
  sources: [
    'https://github.com/mohammedsiddiqui6872/CIS-Microsoft-365-Foundations-Benchmark/issues/14',
    'https://github.com/maester365/maester/pull/1395',
  ],
  recognise: (view) => {
    const list = view.find('must have one of the following scopes:', 'must have one of the following scopes');
    const at = list ?? view.find('application is not authorized to perform this operation');
    if (at === null) return null;
    return {
      at,
      required: list === null ? null : readPermissionList(list.text, list.end, { followed: true }),
      statements: [
        list === null
          ? likely(
              'missing-permission',
              'Intune says that the application is not authorized, as it does before its list',
            )
          : certain('missing-permission', 'Intune says that none of the permissions it lists is in the token'),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
