import { GraphError } from './errors/graph-error.ts';

/** An announced end of some operations. */
export interface Retirement {
  /** Paths below the version, in lower case. */
  readonly matches: RegExp;
  /** Since when it is deprecated; `null` when that was not announced as a date. */
  readonly deprecated: string | null;
  /** The announced end, a date. */
  readonly sunset: string;
  /** Page that announces it. */
  readonly announcement: string;
}

/** Announced ends of operations that the emulator implements. Sources: Microsoft's alert migration article, 2026-05-14, and the tiIndicator page. */
export const RETIREMENTS: readonly Retirement[] = [
  {
    matches: /^\/security\/alerts(\/|$)/,
    deprecated: '2024-04-10',
    sunset: '2026-10-15',
    announcement: 'https://learn.microsoft.com/graph/alertsv1-alertsv2-migration',
  },
  {
    matches: /^\/security\/tiindicators(\/|$)/,
    deprecated: null,
    sunset: '2026-04-30',
    announcement: 'https://learn.microsoft.com/graph/api/resources/tiindicator',
  },
];

/** The retirement of an operation, if one is announced. */
export function retirementOf(path: string): Retirement | null {
  return RETIREMENTS.find(({ matches }) => matches.test(path)) ?? null;
}

/** The headers by which a deprecated operation tells its end. */
export function retirementHeaders(retirement: Retirement): Readonly<Record<string, string>> {
  return {
    Deprecation: retirement.deprecated === null ? 'true' : httpDate(retirement.deprecated),
    Sunset: httpDate(retirement.sunset),
    Link: `<${retirement.announcement}>; rel="deprecation"; type="text/html"`,
  };
}

/** The answer after the end. How the service answers then is not documented: 410 is what HTTP has for it. */
export function goneAfterRetirement(retirement: Retirement): GraphError {
  return new GraphError(410, 'Gone', `This API was retired on ${retirement.sunset}.`, {
    headers: retirementHeaders(retirement),
  });
}

function httpDate(date: string): string {
  return new Date(`${date}T00:00:00Z`).toUTCString();
}
