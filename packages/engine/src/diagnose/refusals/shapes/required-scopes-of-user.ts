import { readPermissionList } from '../permission-list.ts';
import { WHY_ABSENT, certain, defineShape, type RefusalShape } from '../shape.ts';

/** The agreements service lists the scopes of which one is needed. */
export const requiredScopesOfUser: RefusalShape = defineShape({
  id: 'required-scopes-of-user',
  workload: 'identity-governance',
  sources: ['https://learn.microsoft.com/graph/api/resources/agreement'],
  recognise: (view) => {
    const at = view.find('does not have any of the required scopes');
    if (at === null) return null;
    return {
      at,
      required: readPermissionList(at.text, at.end + (at.text[at.end] === ':' ? 1 : 0), { followed: false }),
      statements: [certain('missing-permission', 'the service says that none of the scopes it lists is in the token')],
      leavesOpen: WHY_ABSENT,
    };
  },
});
