/** A mistake of the caller: an option that does not fit, a file that cannot be read. Exit code 2, no stack. */
export class UsageError extends Error {
  /** How to put it right; `null` when the message says it. */
  readonly help: string | null;

  constructor(message: string, help: string | null = null) {
    super(message);
    this.name = 'UsageError';
    this.help = help;
  }
}
