import { Session, type Profiler } from 'node:inspector';

/** Tells how often each block of the engine's code has run since it was asked last. */
export class EngineCoverage {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    this.take();
  }

  /** The blocks that ran since the last call, each by script and place, with its count as a power of two. */
  take(): readonly string[] {
    const blocks: string[] = [];
    // The session of one's own process answers before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error === null) for (const script of result) blocks.push(...blocksOf(script));
    });
    return blocks;
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}

function blocksOf({ url, functions }: Profiler.ScriptCoverage): readonly string[] {
  const place = url.lastIndexOf('/packages/engine/src/');
  if (place < 0) return [];
  const file = url.slice(place + '/packages/engine/src/'.length).replace(/\?.*$/, '');
  return functions.flatMap(({ ranges }) =>
    ranges.flatMap(({ startOffset, endOffset, count }) =>
      count === 0 ? [] : [`${file}:${startOffset}-${endOffset}:${Math.floor(Math.log2(count))}`],
    ),
  );
}
