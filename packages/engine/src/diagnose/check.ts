import type { Case } from './case.ts';
import type { CauseCode, Certainty, Evidence, Finding, SourceId } from './finding.ts';

/** One rule of the diagnosis: looks at the case and says what it finds. Pure. */
export interface Check {
  /** The file's name. */
  readonly id: string;
  readonly run: (subject: Case) => readonly Finding[];
}

/** Makes a finding. */
export function finding(
  code: CauseCode,
  certainty: Certainty,
  evidence: readonly Evidence[],
  sources: readonly SourceId[],
  settledBy: string | null = null,
): Finding {
  return { code, certainty, evidence, sources, settledBy };
}

/** Evidence from a claim of the token. */
export function fromToken(name: string, value: string | null, says: string): Evidence {
  return { from: 'token', name, value, says };
}

/** Evidence from the request. */
export function fromRequest(name: string, value: string | null, says: string): Evidence {
  return { from: 'request', name, value, says };
}

/** Evidence from the response. */
export function fromResponse(name: string, value: string | null, says: string): Evidence {
  return { from: 'response', name, value, says };
}

/** Evidence from the table. */
export function fromTable(name: string, value: string | null, says: string): Evidence {
  return { from: 'table', name, value, says };
}

/** Evidence from what is known of the tenant. */
export function fromContext(name: string, value: string | null, says: string): Evidence {
  return { from: 'context', name, value, says };
}

/** `certain` for a token that was shown, one step less for what somebody tells of one. */
export function asSureAs(subject: Case, certainty: Certainty): Certainty {
  return certainty === 'certain' && subject.hearsay ? 'likely' : certainty;
}

/** A list for reading: at most `most` names, then how many more. */
export function shortList(names: readonly string[], most = 6): string {
  if (names.length === 0) return 'none';
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** Time of a claim for reading. */
export function isoTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const rest = Math.floor(seconds - days * 86_400);
  // Days since 1970 to a date, after Howard Hinnant's civil_from_days.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const day = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365,
  );
  const dayOfYear = day - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (value: number): string => String(value).padStart(2, '0');
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return `${year}-${two(month)}-${two(dayOfMonth)}T${two(Math.floor(rest / 3600))}:${two(Math.floor((rest % 3600) / 60))}:${two(rest % 60)}Z`;
}
