import { createContext, useContext, useEffect, useState } from 'react';
import type { EngineClient } from '../engine-client.ts';
import type { AnswerTo, Question } from '../protocol.ts';

/** The engine of the page. */
export const EngineContext: React.Context<EngineClient | null> = createContext<EngineClient | null>(null);

/** The engine of the page, for questions that are asked when something happens. */
export function useEngine(): EngineClient {
  const engine = useContext(EngineContext);
  if (engine === null) throw new Error('there is no engine around this view');
  return engine;
}

/** What is known of an answer. `stale`: it belongs to an earlier question, and the next is on its way. */
export type Asked<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'answered'; readonly value: T; readonly stale: boolean }
  | { readonly state: 'failed'; readonly message: string };

/**
 * Asks whenever the question changes, and keeps the last answer until the next one is there, so that nothing flickers.
 *
 * @param question The same object as long as it is the same question; `null` to ask nothing.
 */
export function useAnswer<One extends Question>(question: One | null): Asked<AnswerTo<One>> {
  const engine = useEngine();
  const [result, setResult] = useState<{ readonly of: One | null; readonly asked: Asked<AnswerTo<One>> }>({
    of: null,
    asked: { state: 'waiting' },
  });
  useEffect(() => {
    if (question === null) return undefined;
    let isCurrent = true;
    const ask = async (): Promise<Asked<AnswerTo<One>>> => {
      try {
        return { state: 'answered', value: await engine.ask(question), stale: false };
      } catch (error) {
        return { state: 'failed', message: error instanceof Error ? error.message : 'the engine failed' };
      }
    };
    void (async () => {
      const asked = await ask();
      if (isCurrent) setResult({ of: question, asked });
    })();
    return () => {
      isCurrent = false;
    };
  }, [engine, question]);
  if (question === null) return { state: 'waiting' };
  if (result.of === question) return result.asked;
  return result.asked.state === 'answered' ? { ...result.asked, stale: true } : { state: 'waiting' };
}
