import { OUTCOMES, PARTS, partOf, resolveRoles, wholeOf, type Engine, type Outcome } from '@why403/engine';
import type { Question, Standing } from '../protocol.ts';

/** Decides one request for many callers, whose tokens are not looked at. */
export function whoMay(
  engine: Engine,
  { request, callers, now }: Extract<Question, { readonly ask: 'who-may' }>,
): readonly Standing[] {
  return callers.map(({ kind, permissions, roles }) => {
    const principal = engine.prepare({
      kind,
      permissions,
      ...(roles === null ? {} : { directoryRoles: resolveRoles(roles, engine.details.roles).ids }),
    });
    const handle = engine.decide(request.method, request.url, principal, now);
    const outcome = outcomeOf(wholeOf(handle));
    const gate = PARTS.find((_, place) => outcomeOf(partOf(handle, place)) === outcome);
    return { outcome, gate: outcome === 'allow' ? null : (gate ?? null) };
  });
}

function outcomeOf(place: number): Outcome {
  return OUTCOMES[place] ?? 'not-checked';
}
