import type { Engine } from '@why403/engine';
import { summaryOf } from '../packages/cli/src/commands/decide.ts';
import type { Answer, DecisionCase } from './runner.ts';

/** The engine, asked directly, as a door of the corpus. */
export function engineDoor(engine: Engine): (one: DecisionCase) => Answer {
  return ({ request, caller, now }) => {
    const principal = engine.prepare({
      kind: caller.kind,
      permissions: caller.permissions,
      ...(caller.wids === undefined ? {} : { directoryRoles: caller.wids }),
    });
    return summaryOf(engine.describe(request.method, request.url, principal, Date.parse(now) / 1000));
  };
}
