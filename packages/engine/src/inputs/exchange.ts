import type { ObservedResponse } from '../diagnose/refusals/refusal.ts';
import type { TokenFacts } from '../token/facts.ts';

/** A request that somebody made. */
export interface ObservedRequest {
  /** In upper case. */
  readonly method: string;
  /** As given: absolute, or relative to Microsoft Graph. */
  readonly url: string;
  /** Names in lower case. Without `Authorization` and cookies, which are secrets; the token stands beside the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** `null` when there is none or it is not known. */
  readonly body: string | null;
}

/** A request, the token that it carried, and the response, as far as each is known. */
export interface ObservedExchange {
  readonly request: ObservedRequest | null;
  /** The credential of the `Authorization` header as it was sent, a secret; `null` when it is not known. */
  readonly token: string | null;
  /** What is known about the token where it was described and not given; `null` otherwise. */
  readonly facts: TokenFacts | null;
  readonly response: ObservedResponse | null;
  /** What it is called in the input: a number, a title, an id. Never a URL. */
  readonly label: string;
}

/** Why something that may be a request was left out. A closed set. */
export type SkipReason = 'other-host' | 'no-url' | 'malformed' | 'no-response' | 'too-deep';

/** What each reason means, without a full stop. */
export const SKIP_REASONS: Readonly<Record<SkipReason, string>> = {
  'other-host': 'it did not go to Microsoft Graph',
  'no-url': 'it has no URL',
  malformed: 'it does not have the form of its kind',
  'no-response': 'there is a response to it, but no request of that id, or the other way round',
  'too-deep': 'it is nested too deep',
};

/** What is missing in something that was read. A closed set. */
export type Gap =
  | 'token-placeholder'
  | 'url-variable'
  | 'header-variable'
  | 'header-malformed'
  | 'body-elsewhere'
  | 'body-encoding'
  | 'batch-unreadable'
  | 'unknown-option';

/** What each gap means, without a full stop. */
export const GAPS: Readonly<Record<Gap, string>> = {
  'token-placeholder': 'in the place of the token stands a variable or a placeholder',
  'url-variable': 'the URL holds a variable whose value is not given',
  'header-variable': 'headers stand in a variable whose value is not given',
  'header-malformed': 'a line among the headers is no header',
  'body-elsewhere': 'the body stands in a file or variable that is not given',
  'body-encoding': 'the body cannot be decoded',
  'batch-unreadable': 'the body of the batch cannot be read, so its requests are not known',
  'unknown-option': 'an option is not known, so it and its value may have been taken for something else',
};

/** Something that was left out, by its label. */
export interface Skipped {
  readonly label: string;
  readonly why: SkipReason;
}

/** Something that is missing in an exchange, by its label. */
export interface Missing {
  readonly label: string;
  readonly what: Gap;
}

/** Why an input could not be read at all. A closed set. */
export type InputFailure = 'empty' | 'not-this-form' | 'not-json' | 'too-deep' | 'no-request';

/** What each failure means, without a full stop. */
export const INPUT_FAILURES: Readonly<Record<InputFailure, string>> = {
  empty: 'there is no text',
  'not-this-form': 'the text does not have this form',
  'not-json': 'the text is not JSON',
  'too-deep': 'the text is nested too deep',
  'no-request': 'the text holds no request',
};

/** Nothing could be read. Holds nothing of the text. */
export interface UnreadableInput {
  readonly form: 'unreadable';
  readonly why: InputFailure;
  /** What it means, without a full stop. */
  readonly says: string;
}

/** What was read from an input that can hold many exchanges. Everything that was not read is named. */
export type ExchangesReading =
  | {
      readonly form: 'exchanges';
      readonly exchanges: readonly ObservedExchange[];
      readonly skipped: readonly Skipped[];
      readonly missing: readonly Missing[];
    }
  | UnreadableInput;

/** Makes the answer for an input of which nothing could be read. */
export function unreadable(why: InputFailure): UnreadableInput {
  return { form: 'unreadable', why, says: INPUT_FAILURES[why] };
}
