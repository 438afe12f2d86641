// How a node's children by literal segments stand in its slots: one hash for all nodes, and a seed for each of them.
import { NODE_BITS } from './layout.ts';

const { logarithm: LOGARITHM_BITS } = NODE_BITS;
const LOGARITHM = (1 << LOGARITHM_BITS) - 1;

/** Number of the last of a node's slots, all ones in binary, from the node's word about them. */
export function slotMask(own: number): number {
  return (1 << (own & LOGARITHM)) - 1;
}

/** What a segment is looked for by among a node's children: its length and two of its characters, in any letter case. */
export function slotKey(length: number, first: number, half: number): number {
  return first | 32 | ((half | 32) << 7) | (length << 14);
}

/**
 * Slot in which a segment stands among a node's children, if none took it before.
 *
 * @param own The node's word about its slots: how many they are, and a seed with which its children collide little.
 */
export function slotOf(own: number, key: number): number {
  const odd = ((own >> LOGARITHM_BITS) << 1) | 1;
  return (Math.imul(key, Math.imul(odd, 0x9e3779b1)) >>> 15) & slotMask(own);
}
