/**
 * Layout of the knowledge table: the numbers that the compiler, the expander and the reader share.
 *
 * The table has two forms. The *compact* form is what is shipped: streams of varints that compress well. The *image*
 * is what is run: typed arrays at fixed places, ready without decoding. `expand` makes the image from the compact
 * form; each carries its version, and a reader refuses any other.
 */

/** Version of the compact form. It changes whenever a reader of the old one would misread the new one. */
export const FORMAT = 1;
/** The same of the image. */
export const IMAGE_FORMAT = 4;

/** First four bytes of an image (`W4IM`) and of a compact table (`W4CT`), read as a little-endian integer. */
export const IMAGE_MAGIC = 0x4d493457;
export const COMPACT_MAGIC = 0x54433457;

/** HTTP methods in the order of their bits and of an operation's place in its template's row. */
export const METHODS: readonly Method[] = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/** HTTP methods that Microsoft Graph's operations use. */
export type Method = 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';

/** Sections of the image, by place in its directory. */
export const SECTION = {
  meta: 0,
  nodes: 1,
  labels: 2,
  slots: 3,
  mixed: 4,
  patterns: 5,
  wordStarts: 6,
  wordText: 7,
  operations: 8,
  rules: 9,
  roleNeeds: 10,
  facts: 11,
  notes: 12,
  permissionNames: 13,
  permissionMarks: 14,
  nameSlots: 15,
  roleIds: 16,
} as const;

/** Number of sections. */
export const SECTIONS = 17;

/** 32-bit words of the image's header: magic, format, bytes, two checksums, then offset and length per section. */
export const HEADER_WORDS: number = 5 + 2 * SECTIONS;

/**
 * Words of a node, each -1 where the node has no such thing: its slots, its parameter child, the place of
 * its list of mixed children, and its operations. {@link NODE_BITS} says what slots and operations are.
 */
export const NODE = { slots: 0, parameter: 1, mixed: 2, operations: 3, words: 4 } as const;

/**
 * Low bits of two words of a node: the logarithm of the number of slots, above it the seed of their hash, below the place
 * of the first; and the methods of the operations, below the number of the first of these.
 */
export const NODE_BITS = { logarithm: 5, slots: 13, methods: 5 } as const;

/**
 * Words of a slot: what the word is, and the child that it leads to; 0 and -1 if empty. Of a word: its length in the low
 * bits, above it two bits that {@link WORD} names, above those its place in the text of all words.
 */
export const SLOT = { word: 0, child: 1, words: 2, lengthBits: 7, placeBit: 9 } as const;

/**
 * Bits of a slot's word: it holds characters other than letters, which have no letter case; and a word that belongs to this
 * slot or one before it stands in the next.
 */
export const WORD = { notOnlyLetters: 0x80, continued: 0x100 } as const;

/**
 * Words of an entry in a list of a node's mixed children, which begins with their number: the pattern, the child, and a
 * cheap test, made of the length of the pattern's first piece and its last character; 0 when that piece is empty.
 */
export const MIXED = { pattern: 0, child: 1, test: 2, words: 3, characterBits: 8 } as const;

/** Words of a node's label, for writing its path: parent node, and word id, {@link PARAMETER} or pattern. */
export const LABEL = { parent: 0, text: 1, words: 2 } as const;

/** Label of a segment that is a parameter alone. */
export const PARAMETER = -1;
/** Bit that marks a label as a pattern's id. */
export const PATTERN_BIT = 0x4000_0000;

/** Half-words of an operation's record. The first three are the places of the rules for each kind of token. */
export const OPERATION = {
  delegated: 0,
  personal: 1,
  application: 2,
  delegatedRole: 3,
  applicationRole: 4,
  fact: 5,
  note: 6,
  marks: 7,
  halfWords: 8,
} as const;

/** Bits of an operation's marks. */
export const MARK = {
  /** The path begins with `/users/{id}`. */
  user: 1,
  /** The path begins with `/me`. */
  me: 2,
  /** The operation creates something, so ownership of it is not needed. */
  creates: 4,
  /** A policy on the resource can stop an application. */
  applicationPolicy: 8,
  /** A policy on the resource can stop a signed-in user's application. */
  delegatedPolicy: 16,
  /** Some query option needs more than the operation does. */
  queryNeeds: 32,
  /** It belongs to the Security API, `/security`. */
  security: 64,
  /** It reads or writes what SharePoint keeps, so that a permission granted on single sites or files can let in. */
  sharePoint: 128,
} as const;

/** Bits of a rule's first word; counts stand above them. */
export const RULE = {
  /** Nothing ever suffices: the service refuses this kind of token here. */
  refused: 1,
  /** Another authority than the token's permissions can let the caller in. */
  otherAuthority: 2,
  /** What suffices is not known. */
  unstated: 4,
  aloneShift: 4,
  doubtfulShift: 12,
  pairsShift: 20,
  countMask: 0xff,
} as const;

/**
 * Words of a directory-role need, given the words of a set of roles: flags, the roles that suffice, and those that
 * suffice for some requests only.
 */
export function roleNeedWords(roleWords: number): number {
  return 1 + 2 * roleWords;
}

/** Bits of a role need's flags. */
export const ROLE_FLAG = {
  /** No directory role is needed. */
  none: 1,
  /** The list is complete: no other directory role authorizes. */
  exhaustive: 2,
  /** Something that is not in `wids` can authorize too. */
  alternative: 4,
} as const;

/** Words of an operation's facts: versions with evidence, clouds, retirement (days since 1970), detail. */
export const FACT = { versions: 0, clouds: 1, retires: 2, detail: 3, words: 4 } as const;
/** Bits of the versions word. */
export const VERSION = { v1: 1, beta: 2, known: 4, documented: 8 } as const;
/** Bit of the clouds word: the list of clouds is known. */
export const CLOUDS_KNOWN = 0x100;
/** First bit of the clouds in which the operation certainly does not exist. */
export const CLOUDS_ABSENT_SHIFT = 16;
/** Bit of the clouds word: the operation is documented as one that does not exist. */
export const ABSENT = 0x400;
/** Bit of the clouds word: the operation is documented, but the permission table omits it. */
export const DOCUMENTED_ONLY = 0x800;

/** Bits of a permission's marks. */
export const PERMISSION_MARK = {
  delegated: 1,
  personal: 2,
  application: 4,
  /** It reaches only what the calling application owns or made. */
  ownedOnly: 8,
  /** Held by a signed-in user's application, it reaches that user's own data only. */
  ownDataOnly: 16,
  /** It reaches only the sites, lists and files that it was granted on one by one. */
  selected: 32,
} as const;

/** Kinds of notes about an operation. */
export const NOTE = { correction: 0, contested: 1, source: 2 } as const;
