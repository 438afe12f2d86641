import { hashSegment, hashText } from '../request/segment.ts';
import type { Table } from '../table/table.ts';

/** Number of a permission by its exact name; -1 when the table does not know it. Microsoft Graph compares exactly. */
export function permissionNumber(table: Table, name: string): number {
  const mask = table.nameSlots.length - 1;
  for (let slot = hashText(name) & mask; ; slot = (slot + 1) & mask) {
    const number = table.nameSlots[slot] as number;
    if (number < 0) return -1;
    if (table.permissionName(number) === name) return number;
  }
}

/** Sets are cut from blocks, since memory of its own for each costs several times what filling it does. */
const SETS_IN_BLOCK = 64;
let block: ArrayBuffer = new ArrayBuffer(0);
let used = 0;

/** An empty set of permissions. */
export function emptyPermissions(table: Table): Int32Array {
  const bytes = table.permissionWords * 4;
  if (used + bytes > block.byteLength) {
    block = new ArrayBuffer(bytes * SETS_IN_BLOCK);
    used = 0;
  }
  const set = new Int32Array(block, used, table.permissionWords);
  used += bytes;
  return set;
}

/**
 * Set of permissions from a text that separates their names by spaces, as `scp` does. Names that the table does not
 * know authorize nothing and are left out.
 *
 * It finds a name's number by three of its characters and compares the rest natively, so it costs little more than
 * hashing the text.
 */
export function permissionsOfText(table: Table, text: string, into: Int32Array): Int32Array {
  const slots = table.nameSlots;
  const names = table.nameCache;
  const mask = slots.length - 1;
  for (let at = 0; at < text.length;) {
    let end = text.indexOf(' ', at);
    if (end < 0) end = text.length;
    const length = end - at;
    if (length > 0) {
      const quarter = text.charCodeAt(at + (length >> 2));
      const half = text.charCodeAt(at + (length >> 1));
      let slot = hashSegment(length, quarter, half, text.charCodeAt(end - 1)) & mask;
      for (let number = slots[slot] as number; number >= 0; number = slots[slot] as number) {
        const name = names[number] ?? table.permissionName(number);
        if (name.length === length && text.slice(at, end) === name) {
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
