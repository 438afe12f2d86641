/**
 * Why no set of items weighs less: a tree of cases. `verify.ts` computes from it, without the search that made it, a
 * weight that every set must have.
 *
 * - `met`: the items chosen on the way here meet every demand of the case.
 * - `dead`: no alternative of the demand is left.
 * - `bound`: parts of the elements' weights are handed to demands, `[demand, element, amount]`; a demand then costs at
 *   least what its cheapest alternative was handed, and the sum over the demands is a bound.
 * - `branch`: the item is chosen, or it is not.
 * - `split`: the demands fall into parts that share no item and no element, so their weights add.
 */
export type Proof =
  | { readonly type: 'met' }
  | { readonly type: 'dead'; readonly demand: number }
  | { readonly type: 'bound'; readonly shares: readonly (readonly [number, number, number])[] }
  | { readonly type: 'branch'; readonly item: number; readonly with: Proof; readonly without: Proof }
  | {
      readonly type: 'split';
      readonly parts: readonly { readonly demands: readonly number[]; readonly proof: Proof }[];
    };

/** Number of cases of a proof. */
export function casesOf(proof: Proof): number {
  if (proof.type === 'branch') return 1 + casesOf(proof.with) + casesOf(proof.without);
  if (proof.type === 'split') return proof.parts.reduce((sum, part) => sum + casesOf(part.proof), 1);
  return 1;
}
