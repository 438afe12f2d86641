import { median } from './alternate.ts';

/** Something to measure on every request of a slice, or on every n-th. */
export interface Row<Item> {
  readonly name: string;
  readonly note: string;
  readonly every: number;
  /** Does it for one item; the numbers are summed, so that nothing can be left out. */
  readonly run: (item: Item) => number;
}

/** Slices before the one that is timed, which a row goes through to be warm. */
const WARM_UP = 3;

/** What was measured of a row. */
export interface RowTiming {
  readonly name: string;
  readonly note: string;
  /** Items that each round measured. */
  readonly items: number;
  /** Median over rounds and slices, in nanoseconds per item. */
  readonly nanoseconds: number;
  /** Median over the rounds of the round's median quotient with the first row in the same slice. */
  readonly timesFloor: number;
  /** The same with the second row. */
  readonly timesSecond: number;
}

/**
 * Measures rows in turns on short slices of the same items, so that a busy machine slows all of them alike. The first
 * row is the floor: it runs on every slice before and after each other row and is compared with that one alone.
 *
 * Each row, the floor too, goes through a few slices and the one that is timed before: what another row left in the caches
 * and in what the processor learns about branches is not its own.
 *
 * @param rows Two at least.
 * @param rounds How often all slices are gone through, after one round that does not count.
 */
export function alternateSlices<Item>(
  items: readonly Item[],
  rows: readonly Row<Item>[],
  options: { readonly slice: number; readonly rounds: number },
): readonly RowTiming[] {
  const slices: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += options.slice) slices.push(items.slice(at, at + options.slice));
  const samples = rows.map((row) => {
    // A loop of its own for each row: a shared one would be compiled for all rows together and be slow for each.
    const loop = loopOf<Item>();
    const own = slices.map((slice) => slice.filter((_, place) => place % row.every === 0));
    return { row, loop, slices: own, nanoseconds: [] as number[], floor: [] as number[], second: [] as number[] };
  });
  const [floor] = samples as [(typeof samples)[number]];
  const checked = { sum: 0 };
  const timed = (sample: (typeof samples)[number], slice: number): number => {
    const own = sample.slices[slice] as readonly Item[];
    const start = process.hrtime.bigint();
    checked.sum = (checked.sum + sample.loop(own, sample.row.run)) | 0;
    return Number(process.hrtime.bigint() - start) / own.length;
  };
  const warmUp = (sample: (typeof samples)[number], slice: number): void => {
    for (let back = WARM_UP; back >= 0; back--)
      timed(sample, (slice + slices.length - (back % slices.length)) % slices.length);
  };
  for (let round = -1; round < options.rounds; round++) {
    const floors = samples.map((): number[] => []);
    const seconds = samples.map((): number[] => []);
    for (let slice = 0; slice < slices.length; slice++) {
      const times = samples.map((sample, place) => {
        warmUp(floor, slice);
        const before = timed(floor, slice);
        warmUp(sample, slice);
        const own = timed(sample, slice);
        floors[place]?.push(own / ((before + timed(floor, slice)) / 2));
        return own;
      });
      times.forEach((own, place) => {
        seconds[place]?.push(own / (times[1] as number));
        if (round >= 0) samples[place]?.nanoseconds.push(own);
      });
    }
    if (round < 0) continue;
    for (const [place, sample] of samples.entries()) {
      sample.floor.push(median(floors[place] ?? []));
      sample.second.push(median(seconds[place] ?? []));
    }
  }
  return samples.map(({ row, slices: own, ...sample }) => ({
    name: row.name,
    note: row.note,
    items: own.reduce((sum, slice) => sum + slice.length, 0),
    nanoseconds: median(sample.nanoseconds),
    timesFloor: median(sample.floor),
    timesSecond: median(sample.second),
  }));
}

/** A new closure each time: V8 learns from each closure's calls apart. */
function loopOf<Item>(): (items: readonly Item[], run: (item: Item) => number) => number {
  return (items, run) => {
    let sum = 0;
    for (const item of items) sum = (sum + run(item)) | 0;
    return sum;
  };
}
