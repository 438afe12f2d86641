import type { DecisionParts, Part } from '@why403/engine';

type Reason<Name extends Part> = NonNullable<DecisionParts[Name]['reason']>;
type Reasons = { readonly [Name in Part]: Readonly<Record<Reason<Name>, string>> };

/** Why a gate stands as it does, one sentence each. */
const REASONS: Reasons = {
  token: {
    opaque: 'The text is no readable token, so nothing in it can be checked.',
    'audience-foreign': 'The audience (aud) is another service, not Microsoft Graph.',
    'audience-missing': 'The token names no audience (aud).',
    'lifetime-missing': 'The token names no end (exp).',
    expired: 'The token has expired.',
    'not-yet-valid': 'The token is not valid yet.',
    'other-cloud': 'The token is from another cloud than the address.',
    'cloud-uncertain': 'The token does not tell which cloud it is from.',
  },
  operation: {
    'not-microsoft-graph': 'The address is not Microsoft Graph’s.',
    'no-such-path': 'No such path is known. Microsoft’s table omits some, so this is no proof.',
    'no-such-method': 'The path is known, but not with this method.',
    'does-not-exist': 'It is documented that this does not exist.',
    'other-version': 'It is known in another version only.',
    'unknown-version': 'The version in the address is neither v1.0 nor beta.',
    'other-cloud': 'It does not exist in this cloud.',
    retired: 'Its announced end is past.',
  },
  permission: {
    'kind-not-supported': 'The operation accepts no permission of this kind of token.',
    'kind-refused': 'The service refuses this kind of token here, whatever it holds.',
    'kind-unknown': 'It is not known whether the token is a user’s or an application’s.',
    'permissions-unknown': 'Nobody said which permissions the token has.',
    'nothing-held': 'None of the accepted permissions is in the token.',
    'query-needs-more': 'The operation is open, but a query option needs a permission more.',
    'query-not-reviewed': 'The operation is open, but a query option asks for more than was reviewed.',
    'doubtful-only': 'A listed permission is there, but sources disagree whether it suffices.',
    'other-authority': 'Something that is not in the token can let the caller in.',
    'not-stated': 'It is not stated what suffices.',
  },
  role: {
    'not-listed': 'None of the accepted roles is in wids, the token’s list of directory roles.',
    'claim-absent': 'The token has no wids, so it does not show the user’s roles.',
    'outside-wids': 'A role that a token never shows can let the user in.',
    'other-privileged-role': 'The list names least privileged roles only; another role of the user may do.',
    'not-stated': 'No directory role is stated for this operation.',
  },
  policy: {
    'owned-only': 'The permission reaches only what the application owns.',
    creation: 'Creating something needs no ownership.',
    'own-data-only': 'The permission reaches only the signed-in user’s own data.',
    'own-data': 'It is the signed-in user’s own data.',
    'resource-policy': 'An access policy on the resource can stop the caller.',
  },
};

/** Sentence for a part's reason; `null` when there is none. */
export function reasonOf(parts: DecisionParts, part: Part): string | null {
  const { reason } = parts[part];
  return reason === null ? null : ((REASONS[part] as Readonly<Record<string, string>>)[reason] ?? null);
}
