import { useCallback, useEffect, useState } from 'react';
import type { EmulatorClient } from './emulator-client.ts';
import type { Tenant } from './tenant.ts';

/** The tenants of the emulator, and how to change them. */
export interface Tenants {
  readonly list: readonly Tenant[] | null;
  readonly problem: string | null;
  readonly busy: boolean;
  /** Makes a change and reads the tenants again. Resolves to whether it worked. */
  readonly change: (make: () => Promise<void>) => Promise<boolean>;
}

/** Reads the tenants when the view opens and after every change. */
export function useTenants(emulator: EmulatorClient): Tenants {
  const [list, setList] = useState<readonly Tenant[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const change = useCallback(
    async (make: () => Promise<void>): Promise<boolean> => {
      setBusy(true);
      try {
        await make();
        setList(await emulator.tenants());
        setProblem(null);
        return true;
      } catch (error) {
        setProblem(error instanceof Error ? error.message : 'the emulator did not answer');
        return false;
      } finally {
        setBusy(false);
      }
    },
    [emulator],
  );
  useEffect(() => {
    void change(() => Promise.resolve());
  }, [change]);
  return { list, problem, busy, change };
}
