import { TOKEN_KINDS, type KnowledgeDetails, type PermissionGrantFacts, type TokenKind } from '@why403/engine';

/**
 * Facts about permissions in columns. Ids are random, so they are the largest part of what the page loads: as bytes in
 * base64 they take half of their text.
 */
export interface PermissionColumns {
  /** Names joined by line ends. */
  readonly names: string;
  /** A character for each kind of each permission, in the order of `TOKEN_KINDS`. */
  readonly facts: string;
  /** 16 bytes for each kind that has an id, as base64. */
  readonly ids: string;
}

type Permissions = KnowledgeDetails['permissions'];

/** Code of the first character; all that follow are printable. */
const FIRST = 0x30;
const LEVELS = 6;
const CONSENTS = [null, true, false] as const;

/** Puts facts about permissions into columns. {@link unpackPermissions} gives the same back. */
export function packPermissions(permissions: Permissions): PermissionColumns {
  const names = Object.keys(permissions);
  let facts = '';
  const bytes: number[] = [];
  for (const name of names) {
    for (const kind of TOKEN_KINDS) {
      const each = permissions[name]?.[kind];
      facts += String.fromCharCode(FIRST + (each === undefined ? 0 : 1 + codeOf(each)));
      if (each?.id != null) bytes.push(...bytesOf(each.id));
    }
  }
  return { names: names.join('\n'), facts, ids: btoa(bytes.map((byte) => String.fromCharCode(byte)).join('')) };
}

/** Reads columns. */
export function unpackPermissions({ names, facts, ids }: PermissionColumns): Permissions {
  const bytes = atob(ids);
  let at = 0;
  let next = 0;
  return Object.fromEntries(
    names.split('\n').map((name) => {
      const kinds: Partial<Record<TokenKind, PermissionGrantFacts>> = {};
      for (const kind of TOKEN_KINDS) {
        const code = facts.charCodeAt(next++) - FIRST - 1;
        if (code < 0) continue;
        const hasId = code % 2 === 1;
        kinds[kind] = factsOf(code, hasId ? idOf(bytes, at) : null);
        if (hasId) at += 16;
      }
      return [name, kinds];
    }),
  );
}

function codeOf({ id, adminConsent, privilegeLevel, hidden, enabled }: PermissionGrantFacts): number {
  const level = privilegeLevel ?? 0;
  if (level < 0 || level >= LEVELS) throw new RangeError(`there is no privilege level ${level}`);
  const consent = CONSENTS.indexOf(adminConsent);
  return (((consent * LEVELS + level) * 2 + Number(hidden)) * 2 + Number(enabled)) * 2 + Number(id !== null);
}

function factsOf(code: number, id: string | null): PermissionGrantFacts {
  const level = Math.floor(code / 8) % LEVELS;
  return {
    id,
    adminConsent: CONSENTS[Math.floor(code / 8 / LEVELS)] ?? null,
    privilegeLevel: level === 0 ? null : level,
    hidden: (code & 4) !== 0,
    enabled: (code & 2) !== 0,
  };
}

function bytesOf(id: string): readonly number[] {
  const digits = id.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(digits)) throw new RangeError(`\`${id}\` is no id in lower case`);
  return Array.from({ length: 16 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16));
}

function idOf(bytes: string, at: number): string {
  let digits = '';
  for (let index = at; index < at + 16; index++) digits += bytes.charCodeAt(index).toString(16).padStart(2, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
