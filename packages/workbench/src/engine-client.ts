import type { Answer, AnswerMessage, AnswerTo, Question, QuestionMessage } from './protocol.ts';

/** Asks the engine, which runs in a worker of its own so that the page never waits for it. */
export class EngineClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', (event: MessageEvent<AnswerMessage>) => {
      const { id, answer } = event.data;
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
    worker.addEventListener('error', () => {
      // The event's message could quote what was asked, so it is not passed on.
      for (const settle of this.#waiting.values())
        settle({ answer: 'failed', message: 'the engine could not be loaded' });
      this.#waiting.clear();
    });
  }

  /**
   * Asks one question.
   *
   * @throws Error with a message fit for readers when the engine failed. It never holds the question.
   */
  async ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked>> {
    const id = ++this.#last;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, question } satisfies QuestionMessage);
    });
    if (answer.answer === 'failed') throw new Error(answer.message);
    return answer as AnswerTo<Asked>;
  }
}
