import { useEffect, useState, type ReactElement } from 'react';
import { Loading } from '../parts/loading.tsx';
import type { Evidence } from '../protocol.ts';
import { hashOf } from '../route.ts';
import type { EmulatorClient } from './emulator-client.ts';

interface Props {
  readonly emulator: EmulatorClient;
  /** `request-id` of the refused request. */
  readonly id: string;
  readonly onExplain: (evidence: Evidence) => void;
}

/** Where the `Link` of the emulator's refusals leads: takes what the emulator remembers of one to Explain. */
export function RefusalPage({ emulator, id, onExplain }: Props): ReactElement {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void (async () => {
      try {
        const evidence = await emulator.refusal(id);
        if (isCurrent) onExplain(evidence);
      } catch (error) {
        if (isCurrent) setProblem(error instanceof Error ? error.message : 'the emulator did not answer');
      }
    })();
    return () => {
      isCurrent = false;
    };
    // A link is followed once; the callback is another with every drawing.
  }, [emulator, id]);
  return (
    <>
      <h1 className="title">Why was it refused?</h1>
      {problem === null ? (
        <Loading label="Asking the emulator" />
      ) : (
        <p className="note" role="alert">
          {problem} The emulator remembers the newest thousand refusals until it stops. Send the request again, or{' '}
          <a href={hashOf({ view: 'explain', shared: null })}>paste what you have</a>.
        </p>
      )}
    </>
  );
}
