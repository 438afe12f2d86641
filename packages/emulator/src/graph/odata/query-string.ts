/**
 * Query options in the order in which they were sent, decoded.
 *
 * `+` is a space and `%` without two hexadecimal digits stays as it is, as in the forms that Microsoft Graph reads.
 */
export class QueryString {
  readonly entries: readonly (readonly [name: string, value: string])[];

  constructor(entries: readonly (readonly [name: string, value: string])[]) {
    this.entries = entries;
  }

  /** Reads the part of an address behind the `?`. */
  static parse(text: string): QueryString {
    const entries = text
      .split('&')
      .filter((part) => part !== '')
      .map((part): readonly [string, string] => {
        const equals = part.indexOf('=');
        return equals === -1 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
      });
    return new QueryString(entries);
  }

  /** The same options without some, and with others added; names without regard to case and `$`. */
  with(without: readonly string[], added: readonly (readonly [string, string])[]): QueryString {
    const kept = this.entries.filter(([name]) => !without.includes(name.replace(/^\$/, '').toLowerCase()));
    return new QueryString([...kept, ...added]);
  }

  /** As a part of an address. */
  toString(): string {
    return this.entries.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  }
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function encode(text: string): string {
  // Lone surrogates have no encoding; everything that came out of a URL is well formed, so this never meets one.
  return encodeURIComponent(text).replaceAll('%24', '$').replaceAll('%2C', ',').replaceAll('%2F', '/');
}
