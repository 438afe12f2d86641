import type { Document } from '../entities/document.ts';
import type { Made } from './made.ts';
import type { Prng } from './prng.ts';

/** Days that a score is kept. */
const DAYS = 90;
const DAY_MS = 86_400_000;

/** Makes one score a day; what controls reach rises slowly and sometimes falls back. */
export function makeSecureScores(prng: Prng, made: Made, profiles: readonly Document[]): readonly Document[] {
  const reached = profiles.map((profile) => Math.floor(Number(profile['maxScore']) * prng.next() * 0.6));
  const maxScore = profiles.reduce((sum, profile) => sum + Number(profile['maxScore']), 0);
  const scores: Document[] = [];
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const index = prng.integer(0, profiles.length - 1);
    const change = prng.weighted([
      [0, 6],
      [1, 3],
      [-1, 1],
    ]);
    const most = Number(profiles[index]?.['maxScore'] ?? 0);
    reached[index] = Math.min(most, Math.max(0, (reached[index] ?? 0) + change));
    const midnight = Math.floor(made.now / DAY_MS) * DAY_MS - day * DAY_MS;
    const createdDateTime = made.at(made.now - midnight);
    const currentScore = reached.reduce((sum, score) => sum + score, 0);
    scores.push({
      id: `${made.tenantId}_${createdDateTime.slice(0, 10)}`,
      azureTenantId: made.tenantId,
      createdDateTime,
      activeUserCount: 52 + prng.integer(0, 6),
      licensedUserCount: 60,
      currentScore,
      maxScore,
      enabledServices: ['HasExchange', 'HasSharePoint', 'HasAADP2', 'HasMDE'],
      averageComparativeScores: [
        { basis: 'AllTenants', averageScore: Math.round(maxScore * 43) / 100 },
        { basis: 'TotalSeats', averageScore: Math.round(maxScore * 39) / 100 },
      ],
      controlScores: profiles.map((profile, place) => ({
        controlCategory: profile['controlCategory'],
        controlName: profile['id'],
        description: profile['title'],
        score: reached[place] ?? 0,
      })),
      vendorInformation: { provider: 'SecureScore', providerVersion: null, subProvider: null, vendor: 'Microsoft' },
    });
  }
  return scores;
}
