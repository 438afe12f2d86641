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

/** A set of permissions. */
export interface PermissionSet {
  /** Bits by permission number, in words that other sets share. */
  readonly permissionBits: Int32Array;
  /** Place of the set's first word. */
  readonly bitsFrom: number;
}

/** Sets are cut from blocks: an array of its own for each costs several times what filling it does, and memory to find it. */
const SETS_IN_BLOCK = 64;
let block = new Int32Array(0);
let used = 0;

/** An empty set of permissions. */
export function emptyPermissions(table: Table): PermissionSet {
  const words = table.permissionWords;
  if (used + words > block.length) {
    block = new Int32Array(words * SETS_IN_BLOCK);
    used = 0;
  }
  const bitsFrom = used;
  used += words;
  return { permissionBits: block, bitsFrom };
}

/** Whether a set has a permission. */
export function hasPermission({ permissionBits, bitsFrom }: PermissionSet, number: number): boolean {
  return ((permissionBits[bitsFrom + (number >>> 5)] as number) & (1 << (number & 31))) !== 0;
}

/**
 * Adds to a set the permissions of a text that separates their names by spaces, as `scp` does. Names that the table does not
 * know authorize nothing and are left out.
 *
 * It finds a name's number by three of its characters and compares the rest natively, so it costs little more than
 * hashing the text.
 */
export function permissionsOfText(table: Table, text: string, into: PermissionSet): void {
  const { permissionBits: bits, bitsFrom: from } = into;
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
          const word = from + (number >>> 5);
          bits[word] = (bits[word] as number) | (1 << (number & 31));
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    at = end + 1;
  }
}

/** Adds to a set the permissions of these names. */
export function permissionsOfNames(table: Table, names: readonly string[], into: PermissionSet): void {
  const { permissionBits: bits, bitsFrom: from } = into;
  for (const name of names) {
    const number = permissionNumber(table, name);
    if (number < 0) continue;
    const word = from + (number >>> 5);
    bits[word] = (bits[word] as number) | (1 << (number & 31));
  }
}
