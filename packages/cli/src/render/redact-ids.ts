import type { Diagnosis } from '@why403/engine';

const GUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const ADDRESS = /[A-Za-z0-9._%+-]+(?:#EXT#)?@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g;

/**
 * A diagnosis in which ids and addresses are replaced by pseudonyms, the same for the same text, so that a report can be
 * shown to others. Ids that belong to Microsoft and say nothing about a tenant stay: permissions, roles, Microsoft Graph.
 */
export function withPseudonyms(diagnosis: Diagnosis, publicIds: ReadonlySet<string>): Diagnosis {
  const names = new Map<string, string>();
  const pseudonym = (text: string, prefix: string): string => {
    const folded = text.toLowerCase();
    if (publicIds.has(folded)) return text;
    let name = names.get(folded);
    if (name === undefined) names.set(folded, (name = `${prefix}-${names.size + 1}`));
    return name;
  };
  const replaced = JSON.stringify(diagnosis)
    .replace(GUID, (id) => pseudonym(id, 'id'))
    .replace(ADDRESS, (address) => pseudonym(address, 'user'));
  return JSON.parse(replaced) as Diagnosis;
}
