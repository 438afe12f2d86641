import { readPermissionList } from '../permission-list.ts';
import { WHY_ABSENT, certain, defineShape, type RefusalShape } from '../shape.ts';

/** Privileged Identity Management lists the permissions of which one is needed, in JSON inside the message. */
export const pimPermissionScope: RefusalShape = defineShape({
  id: 'pim-permission-scope',
  workload: 'identity-governance',
  sources: ['https://github.com/kayasax/EasyPIM/issues/37'],
  recognise: (view) => {
    const at = view.find('authorization failed due to missing permission scope');
    if (at === null && !view.names('PermissionScopeNotGranted')) return null;
    const required = at === null ? null : readPermissionList(at.text, at.end, { followed: false });
    return {
      at,
      code: view.codes.find((code) => code.toLowerCase() === 'permissionscopenotgranted') ?? view.codes[0] ?? null,
      required,
      statements: [
        certain('missing-permission', 'the service says that none of the permissions it lists is in the token'),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
