/** What each code carries. Codes are API: adding one is minor, changing or removing one is major. */
export interface EmulatorErrorDetails {
  /** The folder or server for the state cannot be used. */
  ERR_STATE_UNAVAILABLE: { readonly where: 'memory' | 'folder' | 'server' };
  /** The state was written by a newer version of why403. */
  ERR_STATE_NEWER: { readonly unknown: readonly string[] };
  /** A seed is not valid; every problem is listed with the place it was found at. */
  ERR_SEED_INVALID: { readonly problems: readonly { readonly at: string; readonly problem: string }[] };
  /** An address other than loopback was asked for without saying so. */
  ERR_ADDRESS_REMOTE: { readonly host: string };
  /** A port is already in use, or may not be opened by this account. */
  ERR_ADDRESS_UNAVAILABLE: { readonly host: string; readonly port: number; readonly reason: string };
  /** An option or argument of the emulator is not valid. */
  ERR_OPTION_INVALID: { readonly option: string };
}

/** Code of an {@link EmulatorError}. */
export type EmulatorErrorCode = keyof EmulatorErrorDetails;

/**
 * The emulator cannot do what it was asked to do: a mistake in its use or in its surroundings.
 *
 * Errors of the protocol (a refused token request, say) are never thrown as this class; they are answers.
 */
export class EmulatorError<C extends EmulatorErrorCode = EmulatorErrorCode> extends Error {
  override readonly name = 'EmulatorError';
  readonly code: C;
  readonly details: EmulatorErrorDetails[C];
  /** What to do about it; empty when the message says it all. */
  readonly help: string;

  constructor(code: C, message: string, details: EmulatorErrorDetails[C], help = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
    this.help = help;
  }
}
