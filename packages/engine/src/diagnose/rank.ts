import { priorsOf, type Case } from './case.ts';
import type { CauseCode, Certainty, Evidence, Finding, SourceId } from './finding.ts';

/** One cause, with all that was found for it. */
export interface RankedCause {
  readonly code: CauseCode;
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
  readonly sources: readonly SourceId[];
  /** The look that would settle it; `null` when it is settled. */
  readonly settledBy: string | null;
}

const SURE: Readonly<Record<Certainty, number>> = { certain: 2, likely: 1, possible: 0 };

/**
 * Order among causes that are equally sure: what Microsoft Graph meets first, and the more particular before the more
 * general (a permission that was never consented is also missing).
 */
const ORDER: readonly CauseCode[] = [
  'token-invalid',
  'wrong-audience',
  'tenant-mismatch',
  'account-type-unsupported',
  'endpoint-wrong-or-retired',
  'license-required',
  'wrong-token-kind',
  'consent-missing',
  'stale-token',
  'missing-permission',
  'directory-roles-absent',
  'missing-directory-role',
  'resource-policy',
  'service-fault',
];

/** Puts findings together by cause and ranks the causes, likeliest first. */
export function rank(subject: Case, findings: readonly Finding[]): readonly RankedCause[] {
  const byCode = new Map<CauseCode, Finding[]>();
  for (const found of findings) byCode.set(found.code, [...(byCode.get(found.code) ?? []), found]);
  const causes = [...byCode].map(([code, group]): RankedCause => {
    const best = group.reduce((a, b) => (SURE[b.certainty] > SURE[a.certainty] ? b : a));
    const settled = group.map((each) => each.settledBy).find((look) => look !== null) ?? null;
    const ordered = [...group].sort((a, b) => SURE[b.certainty] - SURE[a.certainty]);
    // What the usual causes say adds nothing once something was found.
    const telling = ordered.length > 1 ? ordered.filter((each) => !isUsualOnly(each)) : ordered;
    const kept = telling.length > 0 ? telling : ordered;
    return {
      code,
      certainty: best.certainty,
      evidence: unique(
        kept.flatMap((each) => each.evidence),
        (each) => `${each.from} ${each.name} ${each.value}`,
      ),
      sources: unique(
        kept.flatMap((each) => each.sources),
        (source) => source,
      ),
      settledBy: best.certainty === 'certain' ? null : settled,
    };
  });
  const weights = new Map(priorsOf(subject).map(({ code, weight }) => [code, weight]));
  const telling = new Set(findings.filter(isTelling).map(({ code }) => code));
  return causes.sort(
    (a, b) =>
      SURE[b.certainty] - SURE[a.certainty] ||
      (a.certainty === 'certain' ? ORDER.indexOf(a.code) - ORDER.indexOf(b.code) : 0) ||
      Number(telling.has(b.code)) - Number(telling.has(a.code)) ||
      (weights.get(b.code) ?? 0) - (weights.get(a.code) ?? 0) ||
      ORDER.indexOf(a.code) - ORDER.indexOf(b.code),
  );
}

/** Whether the answer itself, or more than a bare possibility, speaks for a cause. */
function isTelling(found: Finding): boolean {
  return found.certainty !== 'possible' || found.evidence.some(({ from }) => from === 'response');
}

/** Whether a finding says no more than that a cause is usual. */
function isUsualOnly(found: Finding): boolean {
  return found.certainty === 'possible' && found.evidence[0]?.name === 'workload';
}

function unique<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const id = key(item);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
