/** Milliseconds of the month. */
export const MONTH_MS: number = 30 * 86_400_000;

/** What the makers of a month share. */
export interface Made {
  readonly tenantId: string;
  readonly alerts: number;
  readonly now: number;
  /** The instant that lies so many milliseconds before the end of the month. */
  readonly at: (age: number) => string;
  readonly people: readonly Person[];
}

/** Somebody, with a machine. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly upn: string;
  readonly device: string;
  readonly deviceId: string;
  readonly ip: string;
}
