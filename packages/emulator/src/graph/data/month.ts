import type { Document } from '../entities/document.ts';
import { now as instantNow } from '../odata/time.ts';
import { makeWaves, type Wave } from './alerts.ts';
import { makeControlProfiles } from './control-profiles.ts';
import { makeIndicators } from './indicators.ts';
import { makePeople } from './people.ts';
import { createPrng } from './prng.ts';
import { makeSecureScores } from './secure-scores.ts';

/** What a generated month is made from. */
export interface MonthOptions {
  readonly tenantId: string;
  /** Every alert exists twice: as `alerts_v2`, and as a legacy alert where its provider has those. */
  readonly alerts: number;
  /** The moment at which the month ends, milliseconds since 1970. */
  readonly now: number;
  /** The same seed gives the same month. */
  readonly seed?: string;
  /** Applications that submitted the indicators. */
  readonly indicatorOwners?: readonly string[];
}

/** A month in a tenant's life. All instants are shifted so that it ends now; all else depends on the seed alone. */
export interface Month {
  /** The incidents with their alerts, made while they are read: once. */
  readonly waves: Iterable<Wave>;
  readonly secureScores: readonly Document[];
  readonly controlProfiles: readonly Document[];
  /** Indicators by the application that owns them. */
  readonly indicators: ReadonlyMap<string, readonly Document[]>;
}

/**
 * Generates a month.
 *
 * Alerts come in waves: most belong to incidents of a few alerts, working hours have more than nights, older ones are
 * mostly resolved. The number is exact.
 */
export function makeMonth(options: MonthOptions): Month {
  const prng = createPrng(options.seed ?? 'why403');
  const people = makePeople(prng.fork('people'));
  const at = (age: number): string => instantNow(options.now - Math.trunc(age));
  const made = { ...options, at, people };
  const waves = makeWaves(prng.fork('alerts'), made);
  const controlProfiles = makeControlProfiles(prng.fork('controls'), made);
  return {
    waves,
    controlProfiles,
    secureScores: makeSecureScores(prng.fork('scores'), made, controlProfiles),
    indicators: new Map(
      (options.indicatorOwners ?? []).map((owner) => [owner, makeIndicators(prng.fork(`indicators/${owner}`), made)]),
    ),
  };
}
