import { editDistance } from '../request/suggest.ts';

/** A directory role as the knowledge lists it. */
export interface NamedRole {
  /** Role template id in lower case. */
  readonly id: string;
  readonly name: string;
  /** Old, misprinted or localised names. */
  readonly aliases: readonly string[];
}

/** What a list of role names and ids stands for. */
export interface RoleResolution {
  /** Role template ids in lower case, in the order given, each once. Ids that no list knows are kept. */
  readonly ids: readonly string[];
  /** Names that no role has, each with up to three names that are close to it. */
  readonly unknown: readonly { readonly name: string; readonly suggestions: readonly string[] }[];
}

/** Names longer than this get no suggestions; no role has such a name. */
const LONGEST_NAME = 80;

/**
 * Finds the role template ids of roles given by id or by name.
 *
 * Names are compared without regard to case, spaces, hyphens and other punctuation; aliases count.
 */
export function resolveRoles(names: readonly string[], roles: readonly NamedRole[]): RoleResolution {
  const byName = new Map<string, string>();
  for (const role of roles) for (const alias of role.aliases) byName.set(plain(alias), role.id);
  // Present names win over the old names of other roles.
  for (const role of roles) byName.set(plain(role.name), role.id);

  const ids = new Set<string>();
  const unknown: { name: string; suggestions: readonly string[] }[] = [];
  for (const name of names) {
    const id = isGuid(name) ? name.toLowerCase() : byName.get(plain(name));
    if (id === undefined) unknown.push({ name, suggestions: suggest(name, roles) });
    else ids.add(id);
  }
  return { ids: [...ids], unknown };
}

/** Whether a text is a GUID: 8-4-4-4-12 hexadecimal digits, in any case. */
export function isGuid(text: string): boolean {
  return text.length === 36 && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function plain(name: string): string {
  return name
    .slice(0, LONGEST_NAME * 2)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function suggest(name: string, roles: readonly NamedRole[]): readonly string[] {
  const wanted = plain(name);
  if (wanted === '' || wanted.length > LONGEST_NAME) return [];
  const near = roles
    .map((role) => ({
      name: role.name,
      distance: Math.min(...[role.name, ...role.aliases].map((other) => editDistance(wanted, plain(other)))),
    }))
    .filter((role) => role.distance <= Math.max(2, Math.floor(wanted.length / 3)));
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, 3).map((role) => role.name);
}
