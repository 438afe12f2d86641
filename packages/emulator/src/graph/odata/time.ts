/**
 * Instants as text of one shape, `2024-02-29T23:59:59.1234567Z`: in UTC, with the seven fractional digits that
 * Microsoft Graph keeps. In this shape the order of the texts is the order of the instants, in memory and in SQL.
 */
export type InstantText = string;

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * Reads an ISO 8601 date or instant of the years 0001 to 9999.
 *
 * A date alone is its midnight in UTC; an instant without offset is taken as UTC. Digits behind the seventh are
 * dropped. Returns `null` for what is no date of the calendar, such as the 30th of February, and for leap seconds.
 */
export function readInstant(text: string): InstantText | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  date.setUTCHours(Number(hour), Number(minute), Number(second), 0);
  if (offset.toUpperCase() !== 'Z') {
    const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(4, 6))];
    if (hours > 14 || minutes > 59) return null;
    const shift = (hours * 60 + minutes) * 60_000;
    date.setTime(date.getTime() + (offset.startsWith('-') ? shift : -shift));
  }
  return fromDate(date, fraction.padEnd(7, '0').slice(0, 7));
}

/** The instant of a number of milliseconds since 1970-01-01, or `null` outside the years 0001 to 9999. */
export function instantOf(milliseconds: number): InstantText | null {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return null;
  return fromDate(date, `${String(date.getUTCMilliseconds()).padStart(3, '0')}0000`);
}

/** As {@link instantOf}, of a time that our own clock told. */
export function now(milliseconds: number): InstantText {
  const text = instantOf(milliseconds);
  if (text === null) throw new RangeError('the clock is outside the years 0001 to 9999');
  return text;
}

/** Milliseconds since 1970-01-01 of an instant in our shape; digits behind the third are dropped. */
export function millisecondsOf(instant: InstantText): number {
  return Date.parse(`${instant.slice(0, 23)}Z`);
}

/** As Microsoft Graph prints an instant: without trailing zeros of the fraction. */
export function printInstant(instant: InstantText): string {
  return instant.replace(/\.?0+Z$/, 'Z');
}

function fromDate(date: Date, fraction: string): InstantText | null {
  const year = date.getUTCFullYear();
  if (year < 1 || year > 9999) return null;
  const day = `${String(year).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return `${day}T${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.${fraction}Z`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
