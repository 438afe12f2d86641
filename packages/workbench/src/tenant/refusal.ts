import { factsFromFlags } from '@why403/engine';
import { responseText } from '../explain/share-link.ts';
import type { Evidence } from '../protocol.ts';

/** What the emulator remembers of a refused request, at `/emulator/requests/{request-id}`. No token is in it. */
export interface Refusal {
  readonly time: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly caller: {
    readonly kind: 'delegated' | 'application';
    readonly permissions: readonly string[];
    /** `null`: the token had no `wids`. */
    readonly directoryRoles: readonly string[] | null;
  };
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Makes evidence of a remembered refusal. The address becomes that of Microsoft Graph. */
export function evidenceOfRefusal({ time, method, target, caller, status, code, message }: Refusal): Evidence {
  const { kind, permissions, directoryRoles } = caller;
  return {
    token: '',
    facts: factsFromFlags({
      kind,
      [kind === 'application' ? 'roles' : 'scp']: permissions,
      wids: directoryRoles,
      audience: 'https://graph.microsoft.com',
    }),
    request: { method, url: `https://graph.microsoft.com${target}` },
    response: responseText({ status, code, message }),
    at: time / 1000,
  };
}
