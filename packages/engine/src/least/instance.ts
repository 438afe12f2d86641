/**
 * The problem of the smallest permission set, without names: choose items so that every demand is met and the elements
 * that the chosen items open weigh least together.
 *
 * Items are permissions by place in a list. Elements are amounts of privilege (see `measure.ts`), put together where the
 * same openers open them, and one element of weight 1 per item, so that of two sets with equal reach the one with
 * fewer permissions weighs less.
 */
export interface Instance {
  /** Number of items. */
  readonly items: number;
  /** Per demand its alternatives; all items of one of them must be chosen. No alternative contains another. */
  readonly demands: readonly (readonly (readonly number[])[])[];
  readonly elements: readonly Element[];
}

/** What is paid once as soon as the chosen items hold all items of one opener. */
export interface Element {
  /** A positive integer. */
  readonly weight: number;
  /** Item lists, each of one or two items. */
  readonly openers: readonly (readonly number[])[];
}

/** Weight of a set of items: the sum over the elements that it opens. */
export function weightOf(instance: Instance, chosen: ReadonlySet<number>): number {
  let weight = 0;
  for (const element of instance.elements) {
    if (element.openers.some((opener) => opener.every((item) => chosen.has(item)))) weight += element.weight;
  }
  return weight;
}

/** Whether a set of items meets a demand. */
export function meets(demand: readonly (readonly number[])[], chosen: ReadonlySet<number>): boolean {
  return demand.some((alternative) => alternative.every((item) => chosen.has(item)));
}
