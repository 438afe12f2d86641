/** What each code carries. Codes are API: adding one is minor, changing or removing one is major. */
export interface TableErrorDetails {
  /** The table has a format that this version cannot read. */
  readonly ERR_TABLE_FORMAT: { readonly found: number; readonly supported: readonly number[] };
  /** The table is not one, or is damaged. */
  readonly ERR_TABLE_DAMAGED: Readonly<Record<string, never>>;
}

/** A knowledge table that cannot be used. */
export class TableError<Code extends keyof TableErrorDetails = keyof TableErrorDetails> extends Error {
  readonly code: Code;
  readonly details: TableErrorDetails[Code];

  constructor(code: Code, message: string, details: TableErrorDetails[Code]) {
    super(message);
    this.name = 'TableError';
    this.code = code;
    this.details = details;
  }
}
