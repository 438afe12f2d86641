import { describe, expect, test } from 'vitest';
import { casesOf, type Proof } from './certificate.ts';
import { meets, weightOf, type Instance } from './instance.ts';
import { search } from './search.ts';
import { checkProof } from './verify.ts';

/** Random numbers from a seed, below a limit. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % below;
  };
}

/** An instance with shared elements, pairs among alternatives and openers, and few weights, so that sets tie. */
function randomInstance(seed: number): Instance {
  const random = randomFrom(seed);
  const items = 2 + random(8);
  const some = (): readonly number[] => {
    const first = random(items);
    const second = random(items);
    return random(4) > 0 || first === second ? [first] : [Math.min(first, second), Math.max(first, second)];
  };
  const distinct = (lists: readonly (readonly number[])[]): readonly (readonly number[])[] => {
    const alone = new Set(lists.filter((list) => list.length === 1).map(([item]) => item));
    const kept = lists.filter((list) => list.length === 1 || !list.some((item) => alone.has(item)));
    return [...new Map(kept.map((list) => [list.join(), list])).values()];
  };
  const list = (most: number): readonly (readonly number[])[] =>
    distinct(Array.from({ length: 1 + random(most) }, some));
  return {
    items,
    demands: Array.from({ length: 1 + random(7) }, () => list(4)),
    elements: [
      ...Array.from({ length: random(12) }, () => ({ weight: 11 * (1 + random(3)), openers: list(4) })),
      ...Array.from({ length: items }, (_, item) => ({ weight: 1, openers: [[item]] })),
    ],
  };
}

/** Every lightest set, by trying all sets. */
function tryAll(instance: Instance): { readonly weight: number; readonly sets: readonly string[] } {
  let weight = Infinity;
  let sets: string[] = [];
  for (let bits = 0; bits < 1 << instance.items; bits++) {
    const chosen = new Set(
      Array.from({ length: instance.items }, (_, item) => item).filter((item) => bits & (1 << item)),
    );
    if (!instance.demands.every((demand) => meets(demand, chosen))) continue;
    const own = weightOf(instance, chosen);
    if (own < weight) sets = [];
    if (own <= weight) sets.push([...chosen].join());
    weight = Math.min(weight, own);
  }
  return { weight, sets: sets.sort() };
}

const seeds = Array.from({ length: 1500 }, (_, seed) => seed + 1);

describe('on 1,500 random instances', () => {
  test('the sets are all the lightest ones, and the proof shows it', () => {
    for (const seed of seeds) {
      const instance = randomInstance(seed);
      const { weight, sets, complete, proof } = search(instance, 2000);
      expect({ weight, sets: sets.map((set) => set.join()).sort(), complete }, `seed ${seed}`).toEqual({
        ...tryAll(instance),
        complete: true,
      });
      const shown = checkProof(instance, proof);
      expect(shown.least, `seed ${seed}`).toBe(weight);
      expect(shown.others, `seed ${seed}`).toBeGreaterThan(weight);
      expect(shown.sets, `seed ${seed}`).toHaveLength(sets.length);
    }
  });

  test('with room for one set, one is given, and the proof still holds', () => {
    let cut = 0;
    for (const seed of seeds) {
      const instance = randomInstance(seed);
      const { weight, sets, complete, proof } = search(instance, 1);
      expect(checkProof(instance, proof).least, `seed ${seed}`).toBe(weight);
      expect(sets, `seed ${seed}`).toHaveLength(1);
      expect(weightOf(instance, new Set(sets[0])), `seed ${seed}`).toBe(weight);
      if (!complete) cut++;
    }
    expect(cut).toBeGreaterThan(20);
  });

  test('no bound shows more than the truth: every case that is made lighter is refused or shows less', () => {
    for (const seed of seeds.slice(0, 400)) {
      const instance = randomInstance(seed);
      const { weight, proof } = search(instance, 2000);
      const lighter = {
        ...instance,
        elements: instance.elements.map((element) => ({ ...element, weight: Math.ceil(element.weight / 2) })),
      };
      const truth = tryAll(lighter).weight;
      let shown = 0;
      try {
        shown = checkProof(lighter, proof).least;
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      expect(shown, `seed ${seed}, once ${weight}`).toBeLessThanOrEqual(truth);
    }
  });
});

describe('a proof is refused', () => {
  const instance: Instance = {
    items: 3,
    demands: [
      [[0], [1]],
      [[1], [2]],
    ],
    elements: [
      { weight: 10, openers: [[0], [1]] },
      { weight: 4, openers: [[1, 2]] },
      ...[0, 1, 2].map((item) => ({ weight: 1, openers: [[item]] })),
    ],
  };
  const bound = (...shares: readonly (readonly [number, number, number])[]): Proof => ({ type: 'bound', shares });

  test.each([
    ['that calls open demands met', { type: 'met' }, 'demand 0 is not met'],
    ['that gives a demand up which can be met', { type: 'dead', demand: 0 }, 'can still be met'],
    ['that names a demand which is not there', { type: 'dead', demand: 9 }, 'demand 9 can still be met'],
    ['that hands an element out twice', bound([0, 0, 6], [1, 0, 6]), 'handed out twice'],
    ['that hands out less than nothing', bound([0, 0, -1]), 'a share is negative'],
    ['that hands out no number', bound([0, 0, Number.NaN]), 'a share is negative'],
    [
      'that decides an item twice',
      { type: 'branch', item: 0, with: { type: 'branch', item: 0, with: bound(), without: bound() }, without: bound() },
      'item 0 is decided already',
    ],
    [
      'that splits what hangs together by an item',
      {
        type: 'split',
        parts: [
          { demands: [0], proof: bound() },
          { demands: [1], proof: bound() },
        ],
      },
      'item 1 is in two parts',
    ],
    [
      'that loses a demand in a split',
      { type: 'split', parts: [{ demands: [0], proof: bound() }] },
      'the parts do not hold exactly the open demands',
    ],
  ] as const)('%s', (_, proof, says) => {
    expect(() => checkProof(instance, proof as Proof)).toThrow(says);
  });

  test('that splits what hangs together by an element', () => {
    const shared: Instance = {
      items: 2,
      demands: [[[0]], [[1]]],
      elements: [{ weight: 5, openers: [[0], [1]] }],
    };
    const parts = [0, 1].map((demand) => ({ demands: [demand], proof: bound([demand, 0, 5]) }));
    expect(() => checkProof(shared, { type: 'split', parts })).toThrow('an element is in two parts');
  });

  test('when a share is worth nothing to one alternative, it bounds nothing', () => {
    expect(checkProof(instance, bound([1, 0, 10])).least).toBe(0);
    expect(checkProof(instance, bound([0, 0, 10])).least).toBe(10);
  });
});

test('the number of cases counts every branch, bound and part', () => {
  const leaf: Proof = { type: 'bound', shares: [] };
  const split: Proof = {
    type: 'split',
    parts: [
      { demands: [0], proof: leaf },
      { demands: [1], proof: leaf },
    ],
  };
  expect(casesOf({ type: 'branch', item: 0, with: leaf, without: split })).toBe(5);
});

test('nothing is demanded: the empty set', () => {
  expect(search({ items: 0, demands: [], elements: [] }, 5)).toEqual({
    weight: 0,
    sets: [[]],
    complete: true,
    proof: { type: 'met' },
  });
});
