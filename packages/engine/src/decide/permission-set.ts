import { hashSegment, hashText } from '../request/segment.ts';
import type { Table } from '../table/table.ts';

/** Number of a permission by its exact name; -1 when the table does not know it. Microsoft Graph compares exactly. */
export function permissionNumber(table: Table, name: string): number {
  const mask = table.nameSlots.length - 1;
  for (let slot = hashText(name) & mask; ; slot = (slot + 1) & mask) {
    const number = table.nameSlots[slot] as number;
    if (number < 0) return -1;
    if (table.permissionNames[number] === name) return number;
  }
}

/**
 * Set of permissions from a text that separates their names by spaces, as `scp` does. Names that the table does not
 * know authorize nothing and are left out.
 *
 * It reads three characters of each name and compares the rest natively, so it costs about as much as hashing the text.
 */
export function permissionsOfText(table: Table, text: string, into: Int32Array): Int32Array {
  const mask = table.nameSlots.length - 1;
  const names = table.permissionNames;
  const slots = table.nameSlots;
  for (let at = 0; at < text.length;) {
    let end = text.indexOf(' ', at);
    if (end < 0) end = text.length;
    const length = end - at;
    if (length > 0) {
      let slot =
        hashSegment(
          length,
          text.charCodeAt(at + (length >> 2)),
          text.charCodeAt(at + (length >> 1)),
          text.charCodeAt(end - 1),
        ) & mask;
      for (;;) {
        const number = slots[slot] as number;
        if (number < 0) break;
        const name = names[number] as string;
        if (name.length === length && text.startsWith(name, at)) {
          into[number >>> 5] = (into[number >>> 5] as number) | (1 << (number & 31));
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    at = end + 1;
  }
  return into;
}

/** Set of permissions from their names. */
export function permissionsOfNames(table: Table, names: readonly string[], into: Int32Array): Int32Array {
  for (const name of names) {
    const number = permissionNumber(table, name);
    if (number >= 0) into[number >>> 5] = (into[number >>> 5] as number) | (1 << (number & 31));
  }
  return into;
}
