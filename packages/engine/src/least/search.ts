import type { Proof } from './certificate.ts';
import type { Instance } from './instance.ts';

/** The lightest sets of items, with the proof that none is lighter. */
export interface Solution {
  readonly weight: number;
  /** Sets of that weight, each sorted, at least one; all of them when `complete`. */
  readonly sets: readonly (readonly number[])[];
  readonly complete: boolean;
  readonly proof: Proof;
}

/** Status of an item. */
const FREE = 0;
const CHOSEN = 1;
const REFUSED = 2;

/** Thrown inside when more sets tie than are listed; the search is then done again without listing them all. */
class ListFullError extends Error {}

interface Part {
  /** Weight that is added to what is chosen already. */
  readonly weight: number;
  /** Items that are added, per tied set. */
  readonly sets: readonly (readonly number[])[];
  readonly proof: Proof;
}

interface Bound {
  readonly weight: number;
  readonly shares: readonly (readonly [number, number, number])[];
}

/**
 * Finds the sets of items of least weight by branch and bound. Exact: it ends only when every case is closed.
 *
 * Forced items are chosen first (a demand with one alternative left), items whose choice the bound rules out are
 * refused, and what then falls apart is solved part by part. The bound hands
 * parts of the elements' weights to the demands, see {@link Proof}.
 *
 * @param limit Most tied sets to list.
 */
export function search(instance: Instance, limit: number): Solution {
  const all = instance.demands.map((_, demand) => demand);
  const least = new Search(instance, limit).least(all);
  try {
    const part = new Search(instance, limit).prove(all, least, true);
    return { weight: least, sets: part.sets.map(sortedItems), complete: true, proof: part.proof };
  } catch (error) {
    if (!(error instanceof ListFullError)) throw error;
  }
  const listing = new Search(instance, limit);
  const part = listing.prove(all, least, false);
  const sets = new Search(instance, limit).some(all, least);
  return { weight: least, sets: sets.map(sortedItems), complete: false, proof: part.proof };
}

function sortedItems(items: readonly number[]): readonly number[] {
  return [...items].sort((a, b) => a - b);
}

class Search {
  readonly #instance: Instance;
  readonly #limit: number;
  readonly #status: Uint8Array;
  /** How many openers of an element the chosen items complete; paid when above zero. */
  readonly #paid: Int32Array;
  /** Elements that an item opens alone, and those that it opens with another item. */
  readonly #alone: readonly (readonly number[])[];
  readonly #together: readonly (readonly (readonly [other: number, element: number])[])[];
  readonly #chosen: number[] = [];
  /** Scratch for reading alternatives: elements seen, by stamp. */
  readonly #seen: Int32Array;
  #stamp = 0;

  constructor(instance: Instance, limit: number) {
    this.#instance = instance;
    this.#limit = limit;
    this.#status = new Uint8Array(instance.items);
    this.#paid = new Int32Array(instance.elements.length);
    this.#seen = new Int32Array(instance.elements.length);
    const alone = Array.from({ length: instance.items }, (): number[] => []);
    const together = Array.from({ length: instance.items }, (): (readonly [number, number])[] => []);
    instance.elements.forEach((element, index) => {
      for (const [first, second] of element.openers) {
        if (second === undefined) {
          alone[first as number]?.push(index);
        } else {
          together[first as number]?.push([second, index]);
          together[second]?.push([first as number, index]);
        }
      }
    });
    this.#alone = alone;
    this.#together = together;
  }

  /** Least weight that meets the demands, beside what is chosen; `below` is a weight that is known to be reachable. */
  least(demands: readonly number[], below: number = Infinity): number {
    const mark = this.#chosen.length;
    const refused: number[] = [];
    const weight = this.#least(demands, below, refused);
    this.#undo(mark, refused);
    return weight;
  }

  #least(demands: readonly number[], below: number, refused: number[]): number {
    let paid = 0;
    let open = this.#open(demands);
    for (;;) {
      const forced = this.#forced(open);
      if (forced === 'dead') return Infinity;
      if (forced < 0) break;
      paid += this.#choose(forced);
      if (paid >= below) return Infinity;
      open = this.#open(open);
    }
    if (open.length === 0) return paid;
    let best = Math.min(below, paid + this.#greedy(open));
    const bound = this.#bound(open, best - paid);
    if (paid + bound.weight >= best) return best < below ? best : Infinity;
    // Refuses what can only cost more than what is known to be reachable.
    for (const item of this.#freeItems(open)) {
      const cost = this.#choose(item);
      const still = this.#open(open);
      const weight = paid + cost + (still.length === 0 ? 0 : this.#bound(still, best - paid - cost).weight);
      if (still.length === 0 && weight < best) best = weight;
      this.#release();
      if (weight >= best) {
        this.#status[item] = REFUSED;
        refused.push(item);
      }
    }
    // INVARIANT: what was refused above reaches no less than `best`, so what is left need only be searched below it.
    const parts = this.#parts(open);
    if (parts === null) return best < below ? best : Infinity;
    if (parts.length > 1 || this.#forced(open) !== -1) {
      let sum = paid;
      for (const part of parts) {
        sum += this.least(part, best - sum);
        if (sum >= best) return best < below ? best : Infinity;
      }
      return sum < below ? sum : Infinity;
    }
    const item = this.#branchItem(open);
    const cost = this.#choose(item);
    best = Math.min(best, paid + cost + this.least(open, best - paid - cost));
    this.#release();
    this.#status[item] = REFUSED;
    best = Math.min(best, paid + this.least(open, best - paid));
    this.#status[item] = FREE;
    return best < below ? best : Infinity;
  }

  /**
   * Proves that meeting the demands weighs at least `target` beside what is chosen; lists every set that weighs
   * exactly that when `all`, else at most one.
   *
   * @throws ListFullError when more sets tie than the limit.
   */
  prove(demands: readonly number[], target: number, all: boolean): Part {
    const open = this.#open(demands);
    if (open.length === 0) return { weight: 0, sets: target === 0 ? [[]] : [], proof: { type: 'met' } };
    const forced = this.#forced(open);
    if (forced === 'dead') {
      const demand = open.find((index) => this.#alternatives(index).length === 0) as number;
      return { weight: Infinity, sets: [], proof: { type: 'dead', demand } };
    }
    if (forced < 0) {
      const enough = all ? target + 1 : target;
      const bound = this.#bound(open, enough);
      if (bound.weight >= enough)
        return { weight: bound.weight, sets: [], proof: { type: 'bound', shares: bound.shares } };
      const parts = this.#parts(open);
      if (parts !== null && parts.length > 1) return this.#provePart(parts, target, all);
      const ruledOut = this.#ruledOut(open, enough);
      if (ruledOut.length > 0) return this.#proveWithout(ruledOut, open, target, all);
    }
    const item = forced >= 0 ? forced : this.#branchItem(open);
    const cost = this.#choose(item);
    const chosen = this.prove(open, target - cost, all);
    this.#release();
    this.#status[item] = REFUSED;
    const without = this.prove(open, target, all);
    this.#status[item] = FREE;
    const sets = [...chosen.sets.map((set) => [item, ...set]), ...without.sets];
    if (sets.length > this.#limit && all) throw new ListFullError('more sets tie than are listed');
    return {
      weight: Math.min(cost + chosen.weight, without.weight),
      sets,
      proof: { type: 'branch', item, with: chosen.proof, without: without.proof },
    };
  }

  /** Free items whose choice the bound rules out, each beside the ones before it; they are refused. */
  #ruledOut(
    open: readonly number[],
    enough: number,
  ): readonly { readonly item: number; readonly proof: Proof; readonly weight: number }[] {
    const found: { readonly item: number; readonly proof: Proof; readonly weight: number }[] = [];
    for (const item of this.#freeItems(open)) {
      const cost = this.#choose(item);
      const still = this.#open(open);
      const bound = still.length === 0 ? null : this.#bound(still, enough - cost);
      this.#release();
      const weight = cost + (bound?.weight ?? 0);
      if (weight < enough) continue;
      this.#status[item] = REFUSED;
      found.push({ item, weight, proof: bound === null ? { type: 'met' } : { type: 'bound', shares: bound.shares } });
      // A bound has nothing to hand to a demand without alternatives; that case closes by itself.
      if (open.some((demand) => this.#alternatives(demand).length === 0)) break;
    }
    return found;
  }

  #proveWithout(
    ruledOut: readonly { readonly item: number; readonly proof: Proof; readonly weight: number }[],
    open: readonly number[],
    target: number,
    all: boolean,
  ): Part {
    const rest = this.prove(open, target, all);
    let { weight, proof } = rest;
    for (const out of [...ruledOut].reverse()) {
      this.#status[out.item] = FREE;
      weight = Math.min(weight, out.weight);
      proof = { type: 'branch', item: out.item, with: out.proof, without: proof };
    }
    return { weight, sets: rest.sets, proof };
  }

  #provePart(parts: readonly (readonly number[])[], target: number, all: boolean): Part {
    const weights = parts.map((part) => this.least(part));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    let sets: readonly (readonly number[])[] = [[]];
    const proved = parts.map((part, index) => {
      const ties = all && sum === target;
      const { proof, sets: own } = this.prove(part, weights[index] as number, ties);
      if (ties) sets = sets.flatMap((set) => own.map((more) => [...set, ...more]));
      if (ties && sets.length > this.#limit) throw new ListFullError('more sets tie than are listed');
      return { demands: part, proof };
    });
    return { weight: sum, sets: all && sum === target ? sets : [], proof: { type: 'split', parts: proved } };
  }

  /** Some sets of the least weight, up to the limit. */
  some(demands: readonly number[], target: number): readonly (readonly number[])[] {
    const found: (readonly number[])[] = [];
    this.#collect(demands, target, [], found, { left: 20_000 });
    return found;
  }

  #collect(
    demands: readonly number[],
    target: number,
    added: readonly number[],
    found: (readonly number[])[],
    steps: { left: number },
  ): void {
    if (found.length >= this.#limit || (steps.left-- < 0 && found.length > 0)) return;
    const open = this.#open(demands);
    if (open.length === 0) {
      if (target === 0) found.push(added);
      return;
    }
    const forced = this.#forced(open);
    if (forced === 'dead') return;
    if (forced < 0 && this.#bound(open, target + 1).weight > target) return;
    const item = forced >= 0 ? forced : this.#branchItem(open);
    const cost = this.#choose(item);
    if (cost <= target) this.#collect(open, target - cost, [...added, item], found, steps);
    this.#release();
    if (forced >= 0) return;
    this.#status[item] = REFUSED;
    this.#collect(open, target, added, found, steps);
    this.#status[item] = FREE;
  }

  /** Alternatives of a demand without a refused item. */
  #alternatives(demand: number): readonly (readonly number[])[] {
    const alternatives = this.#instance.demands[demand] as readonly (readonly number[])[];
    return alternatives.filter((alternative) => alternative.every((item) => this.#status[item] !== REFUSED));
  }

  /** Demands that are not met. */
  #open(demands: readonly number[]): readonly number[] {
    return demands.filter(
      (demand) =>
        !(this.#instance.demands[demand] as readonly (readonly number[])[]).some((alternative) =>
          alternative.every((item) => this.#status[item] === CHOSEN),
        ),
    );
  }

  /** A free item that a demand's remaining alternatives all hold; -1 when there is none, `dead` when none is left. */
  #forced(open: readonly number[]): number | 'dead' {
    let forced = -1;
    for (const demand of open) {
      const alternatives = this.#alternatives(demand);
      const first = alternatives[0];
      if (first === undefined) return 'dead';
      if (forced >= 0) continue;
      for (const item of first) {
        if (this.#status[item] === FREE && alternatives.every((alternative) => alternative.includes(item)))
          forced = item;
      }
    }
    return forced;
  }

  #freeItems(open: readonly number[]): readonly number[] {
    const items = new Set<number>();
    for (const demand of open) {
      for (const alternative of this.#alternatives(demand)) {
        for (const item of alternative) if (this.#status[item] === FREE) items.add(item);
      }
    }
    return [...items];
  }

  /** Chooses an item and returns the weight that it adds. */
  #choose(item: number): number {
    let weight = 0;
    const pay = (element: number): void => {
      if (this.#paid[element] === 0) weight += (this.#instance.elements[element] as { weight: number }).weight;
      this.#paid[element] = (this.#paid[element] as number) + 1;
    };
    for (const element of this.#alone[item] as readonly number[]) pay(element);
    for (const [other, element] of this.#together[item] as readonly (readonly [number, number])[]) {
      if (this.#status[other] === CHOSEN) pay(element);
    }
    this.#status[item] = CHOSEN;
    this.#chosen.push(item);
    return weight;
  }

  /** Takes back the last choice. */
  #release(): void {
    const item = this.#chosen.pop() as number;
    this.#status[item] = FREE;
    const unpay = (element: number): void => {
      this.#paid[element] = (this.#paid[element] as number) - 1;
    };
    for (const element of this.#alone[item] as readonly number[]) unpay(element);
    for (const [other, element] of this.#together[item] as readonly (readonly [number, number])[]) {
      if (this.#status[other] === CHOSEN) unpay(element);
    }
  }

  #undo(mark: number, refused: readonly number[]): void {
    while (this.#chosen.length > mark) this.#release();
    for (const item of refused) this.#status[item] = FREE;
  }

  /** Unpaid elements that an alternative would open. */
  #opened(alternative: readonly number[]): readonly number[] {
    const stamp = ++this.#stamp;
    const opened: number[] = [];
    const see = (element: number): void => {
      if (this.#paid[element] !== 0 || this.#seen[element] === stamp) return;
      this.#seen[element] = stamp;
      opened.push(element);
    };
    for (const item of alternative) {
      if (this.#status[item] === CHOSEN) continue;
      for (const element of this.#alone[item] as readonly number[]) see(element);
      for (const [other, element] of this.#together[item] as readonly (readonly [number, number])[]) {
        if (this.#status[other] === CHOSEN || alternative.includes(other)) see(element);
      }
    }
    return opened;
  }

  /**
   * A weight that meeting the demands adds at least. Hands weight to the demands in a few orders, and keeps the best;
   * stops as soon as `enough` is reached.
   */
  #bound(open: readonly number[], enough: number): Bound {
    const cases = new Map<
      string,
      { readonly demand: number; readonly opened: readonly (readonly number[])[]; least: number }
    >();
    const cache = new Map<string, readonly number[]>();
    for (const demand of open) {
      const alternatives = this.#alternatives(demand);
      const key = alternatives.map((alternative) => alternative.join('+')).join(' ');
      if (cases.has(key)) continue;
      const opened = alternatives.map((alternative) => {
        const name = alternative.join('+');
        const known = cache.get(name) ?? this.#opened(alternative);
        cache.set(name, known);
        return known;
      });
      const least = Math.min(...opened.map((elements) => this.#weigh(elements)));
      cases.set(key, { demand, opened, least });
    }
    const list = [...cases.values()];
    const orders = [
      (a: (typeof list)[number], b: (typeof list)[number]) => b.least - a.least,
      (a: (typeof list)[number], b: (typeof list)[number]) => a.opened.length - b.opened.length || b.least - a.least,
      (a: (typeof list)[number], b: (typeof list)[number]) => a.least - b.least,
    ];
    let best: Bound = { weight: 0, shares: [] };
    for (const order of orders) {
      const bound = this.#handOut([...list].sort(order));
      if (bound.weight > best.weight) best = bound;
      if (best.weight >= enough) break;
    }
    return best;
  }

  #weigh(elements: readonly number[]): number {
    let weight = 0;
    for (const element of elements) weight += (this.#instance.elements[element] as { weight: number }).weight;
    return weight;
  }

  /** Hands weight to demands one after the other, each as much as its cheapest alternative still holds. */
  #handOut(cases: readonly { readonly demand: number; readonly opened: readonly (readonly number[])[] }[]): Bound {
    const left = Float64Array.from(this.#instance.elements, (element) => element.weight);
    const shares: (readonly [number, number, number])[] = [];
    let weight = 0;
    for (const { demand, opened } of cases) {
      const holds = opened.map((elements) => elements.reduce((sum, element) => sum + (left[element] as number), 0));
      const share = Math.min(...holds);
      if (share <= 0) continue;
      weight += share;
      const lacks = opened.map(() => share);
      // Elements that more alternatives open serve more of them at once, so they are handed out first.
      const openers = new Map<number, number[]>();
      opened.forEach((elements, alternative) => {
        for (const element of elements) {
          const list = openers.get(element);
          if (list) list.push(alternative);
          else openers.set(element, [alternative]);
        }
      });
      for (const [element, alternatives] of [...openers].sort((a, b) => b[1].length - a[1].length)) {
        let need = 0;
        for (const alternative of alternatives) need = Math.max(need, lacks[alternative] as number);
        const amount = Math.min(left[element] as number, need);
        if (amount <= 0) continue;
        left[element] = (left[element] as number) - amount;
        for (const alternative of alternatives) lacks[alternative] = (lacks[alternative] as number) - amount;
        shares.push([demand, element, amount]);
      }
    }
    return { weight, shares };
  }

  /** Weight of a set that meets the demands, found by taking the cheapest step each time. */
  #greedy(open: readonly number[]): number {
    const mark = this.#chosen.length;
    let weight = 0;
    let left = open;
    while (left.length > 0) {
      let best: readonly number[] = [];
      let bestCost = Infinity;
      const counted = new Map<string, { readonly alternative: readonly number[]; count: number }>();
      for (const demand of left) {
        for (const alternative of this.#alternatives(demand)) {
          const key = alternative.join('+');
          const entry = counted.get(key);
          if (entry) entry.count++;
          else counted.set(key, { alternative, count: 1 });
        }
      }
      for (const { alternative, count } of counted.values()) {
        const cost = this.#weigh(this.#opened(alternative)) / count;
        if (cost < bestCost) {
          bestCost = cost;
          best = alternative;
        }
      }
      for (const item of best) if (this.#status[item] === FREE) weight += this.#choose(item);
      left = this.#open(left);
    }
    while (this.#chosen.length > mark) this.#release();
    return weight;
  }

  /** The item to branch on: of the cheapest alternative of a demand with few of them. */
  #branchItem(open: readonly number[]): number {
    let fewest: readonly (readonly number[])[] = [];
    for (const demand of open) {
      const alternatives = this.#alternatives(demand);
      if (fewest.length === 0 || alternatives.length < fewest.length) fewest = alternatives;
    }
    let best: readonly number[] = fewest[0] as readonly number[];
    let bestWeight = Infinity;
    for (const alternative of fewest) {
      const weight = this.#weigh(this.#opened(alternative));
      if (weight < bestWeight) {
        bestWeight = weight;
        best = alternative;
      }
    }
    return best.find((item) => this.#status[item] === FREE) as number;
  }

  /** The demands in parts that share neither a free item nor an unpaid element; `null` when one has no way left. */
  #parts(open: readonly number[]): readonly (readonly number[])[] | null {
    const owner = new Map<string, number>();
    const parent = open.map((_, index) => index);
    const root = (index: number): number => {
      let at = index;
      while (parent[at] !== at) at = parent[at] as number;
      return at;
    };
    for (const [index, demand] of open.entries()) {
      const alternatives = this.#alternatives(demand);
      if (alternatives.length === 0) return null;
      const join = (name: string): void => {
        const other = owner.get(name);
        if (other === undefined) owner.set(name, index);
        else parent[root(other)] = root(index);
      };
      for (const alternative of alternatives) {
        for (const item of alternative) {
          if (this.#status[item] !== FREE) continue;
          join(`item ${item}`);
          for (const element of this.#alone[item] as readonly number[])
            if (this.#paid[element] === 0) join(`${element}`);
          for (const [other, element] of this.#together[item] as readonly (readonly [number, number])[]) {
            if (this.#status[other] !== REFUSED && this.#paid[element] === 0) join(`${element}`);
          }
        }
      }
    }
    const groups = new Map<number, number[]>();
    open.forEach((demand, index) => {
      const group = groups.get(root(index));
      if (group) group.push(demand);
      else groups.set(root(index), [demand]);
    });
    return [...groups.values()];
  }
}
