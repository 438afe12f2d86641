import { readPermissionList } from '../permission-list.ts';
import { WHY_ABSENT, defineShape, likely, type RefusalShape } from '../shape.ts';

/** Words after which permissions are named, the more telling ones first. */
const PHRASES: readonly string[] = [
  'api requires one of',
  'must have one of the following',
  'one of the following permissions',
  'one of the following scopes',
  'required permissions',
  'required permission',
  'required scopes',
  'required scope',
  'required roles',
  'missing permissions',
  'missing permission',
  'missing scopes',
  'missing scope',
  'missing roles',
  'missing role',
  'permission required',
  'lacks the permission',
  'lacks',
  'requires the',
  'requires',
];

/** Words that stand between such a phrase and the names. */
const FILLER =
  /(?:[\s:'"(]|\b(?:are|is|was|of|the|a|one|any|following|permissions?|scopes?|roles?|graph|msgraph)\b){1,24}/iy;

function wordsEnd(text: string, from: number): number {
  FILLER.lastIndex = from;
  return FILLER.test(text) ? FILLER.lastIndex : from;
}

/** Any other text that names permissions after words of need: one that no shape knows, or of another language's client. */
export const namesRequiredPermissions: RefusalShape = defineShape({
  id: 'names-required-permissions',
  workload: null,
  sources: ['https://learn.microsoft.com/graph/resolve-auth-errors'],
  recognise: (view) => {
    for (const phrase of PHRASES) {
      const at = view.find(phrase);
      if (at === null) continue;
      const required = readPermissionList(at.text, wordsEnd(at.text, at.end), { followed: false });
      if (required.names.length === 0) continue;
      return {
        at,
        required,
        statements: [likely('missing-permission', 'the text names permissions as missing or required')],
        leavesOpen: WHY_ABSENT,
      };
    }
    return null;
  },
});
