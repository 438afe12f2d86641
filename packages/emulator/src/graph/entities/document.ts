/** An entity as it is stored: JSON, instants in the shape of `odata/time.ts`, enum members in the schema's spelling. */
export type Document = Readonly<Record<string, unknown>>;

/** A document with its revision, which grows with each change. */
export interface Stored {
  readonly document: Document;
  readonly revision: number;
}
