import { readPermissionList, shareName } from './permission-list.ts';
import type { NamedPermissions, Refusal } from './refusal.ts';
import type { RefusalView } from './view.ts';

/** The phrases, in lower case, after which a service states its lists, and the claim that it read. */
export interface ListPhrases {
  readonly required: readonly string[];
  readonly held: readonly string[];
  readonly claim: 'scp' | 'roles';
}

/** Lists that a service states when it compares a token with what it needs. */
export interface StatedLists {
  readonly required: NamedPermissions | null;
  readonly held: Refusal['held'];
  /** The same permission stands in both lists, so the text contradicts itself. */
  readonly contradictory: boolean;
}

/** Reads the list of permissions that a service needs and the list of those that it found in the token. */
export function readStatedLists(view: RefusalView, phrases: ListPhrases): StatedLists {
  const wanted = view.find(...phrases.required);
  const carried = view.find(...phrases.held);
  const required = wanted === null ? null : readPermissionList(wanted.text, wanted.end, { followed: true });
  const held =
    carried === null ? null : readPermissionList(carried.text, carried.end, { followed: true, openId: true });
  return {
    required,
    held: held === null ? null : { ...held, claim: phrases.claim },
    contradictory: required !== null && held !== null && shareName(required, held),
  };
}
