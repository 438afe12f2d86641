import { OUTCOMES, type Outcome } from '../decide/outcome.ts';
import { partOf } from '../decide/decide.ts';
import type { Engine } from '../engine.ts';
import { readRule } from '../table/rule.ts';
import { OPERATION } from '../table/layout.ts';
import { operationCount } from '../table/table.ts';
import { TOKEN_KINDS } from '../token/facts.ts';
import type { Proof } from './certificate.ts';
import { meets, weightOf, type Instance } from './instance.ts';
import type { LeastResult } from './least.ts';
import { CHANGE_WEIGHT, includesByName, isAbsent, privilegeOf, readingOperations } from './measure.ts';

/** What checking a result found. */
export interface Verification {
  readonly ok: boolean;
  /** What is wrong, one line each; empty when `ok`. */
  readonly problems: readonly string[];
}

/** What a proof shows. */
export interface Shown {
  /** Every set that meets the demands weighs at least this. */
  readonly least: number;
  /** Every set that meets the demands and is not among `sets` weighs at least this. */
  readonly others: number;
  /** Sets that the proof's own cases reach, of the least weight. */
  readonly sets: readonly (readonly number[])[];
}

/**
 * Computes from a proof alone what it shows. Shares no code with the search.
 *
 * @throws RangeError when a case of the proof does not hold.
 */
export function checkProof(instance: Instance, proof: Proof): Shown {
  const everything = instance.demands.map((_, demand) => demand);
  return check(instance, proof, everything, new Set(), new Set());
}

/** Bounds and sets of one case, beside what was chosen on the way to it. */
function check(
  instance: Instance,
  proof: Proof,
  demands: readonly number[],
  chosen: ReadonlySet<number>,
  refused: ReadonlySet<number>,
): Shown {
  if (proof.type === 'met') {
    const unmet = demands.find((demand) => !meets(demandOf(instance, demand), chosen));
    if (unmet !== undefined) throw new RangeError(`demand ${unmet} is not met`);
    return { least: 0, others: Infinity, sets: [[]] };
  }
  if (proof.type === 'dead') {
    if (!demands.includes(proof.demand) || waysLeft(instance, proof.demand, refused).length > 0) {
      throw new RangeError(`demand ${proof.demand} can still be met`);
    }
    return { least: Infinity, others: Infinity, sets: [] };
  }
  if (proof.type === 'bound') {
    const least = boundOf(instance, proof.shares, demands, chosen, refused);
    return { least, others: least, sets: [] };
  }
  if (proof.type === 'split') return checkSplit(instance, proof.parts, demands, chosen, refused);
  const { item } = proof;
  if (chosen.has(item) || refused.has(item)) throw new RangeError(`item ${item} is decided already`);
  const more = new Set([...chosen, item]);
  const cost = weightOf(instance, more) - weightOf(instance, chosen);
  const taken = check(instance, proof.with, demands, more, refused);
  const left = check(instance, proof.without, demands, chosen, new Set([...refused, item]));
  const least = Math.min(cost + taken.least, left.least);
  const takes = cost + taken.least === least;
  const leaves = left.least === least;
  return {
    least,
    others: Math.min(cost + (takes ? taken.others : taken.least), leaves ? left.others : left.least),
    sets: [...(takes ? taken.sets.map((set) => [item, ...set]) : []), ...(leaves ? left.sets : [])],
  };
}

function checkSplit(
  instance: Instance,
  parts: readonly { readonly demands: readonly number[]; readonly proof: Proof }[],
  demands: readonly number[],
  chosen: ReadonlySet<number>,
  refused: ReadonlySet<number>,
): Shown {
  const open = demands.filter((demand) => !meets(demandOf(instance, demand), chosen));
  const listed = parts.flatMap((part) => part.demands);
  if (listed.some((demand) => !demands.includes(demand)) || open.some((demand) => !listed.includes(demand))) {
    throw new RangeError('the parts do not hold exactly the open demands');
  }
  // Items of the parts must differ, and no element may be opened by items of two parts, even together.
  const owner = new Map<number, number>();
  for (const [index, part] of parts.entries()) {
    for (const item of part.demands.flatMap((demand) => waysLeft(instance, demand, refused)).flat()) {
      if (chosen.has(item)) continue;
      if ((owner.get(item) ?? index) !== index) throw new RangeError(`item ${item} is in two parts`);
      owner.set(item, index);
    }
  }
  for (const element of instance.elements) {
    const openers = element.openers.map((opener) => opener.filter((item) => !chosen.has(item)));
    if (openers.some((opener) => opener.length === 0)) continue;
    const owners = new Set(
      openers
        .filter((opener) => opener.every((item) => owner.has(item)))
        .flat()
        .map((item) => owner.get(item)),
    );
    if (owners.size > 1) throw new RangeError('an element is in two parts');
  }
  const shown = parts.map((part) => check(instance, part.proof, part.demands, chosen, refused));
  const least = shown.reduce((sum, part) => sum + part.least, 0);
  let others = Infinity;
  for (const part of shown) if (part.others < Infinity) others = Math.min(others, least - part.least + part.others);
  return {
    least,
    others,
    sets: shown.reduce<readonly (readonly number[])[]>(
      (sets, part) => sets.flatMap((set) => part.sets.map((more) => [...set, ...more])),
      [[]],
    ),
  };
}

function demandOf(instance: Instance, demand: number): readonly (readonly number[])[] {
  const alternatives = instance.demands[demand];
  if (alternatives === undefined) throw new RangeError(`there is no demand ${demand}`);
  return alternatives;
}

function waysLeft(instance: Instance, demand: number, refused: ReadonlySet<number>): readonly (readonly number[])[] {
  return demandOf(instance, demand).filter((alternative) => !alternative.some((item) => refused.has(item)));
}

/** The bound that shares give. They are worth what is handed out of weight that is there, and no more. */
function boundOf(
  instance: Instance,
  shares: readonly (readonly [number, number, number])[],
  demands: readonly number[],
  chosen: ReadonlySet<number>,
  refused: ReadonlySet<number>,
): number {
  const handed = new Map<number, number>();
  const byDemand = new Map<number, (readonly [number, number, number])[]>();
  for (const share of shares) {
    const [demand, element, amount] = share;
    if (!(amount >= 0)) throw new RangeError('a share is negative');
    handed.set(element, (handed.get(element) ?? 0) + amount);
    if (!byDemand.has(demand)) byDemand.set(demand, []);
    byDemand.get(demand)?.push(share);
  }
  for (const [element, amount] of handed) {
    if (!(amount <= (instance.elements[element]?.weight ?? 0)))
      throw new RangeError(`element ${element} is handed out twice`);
  }
  let bound = 0;
  for (const [demand, own] of byDemand) {
    if (!demands.includes(demand)) throw new RangeError(`demand ${demand} is not in this case`);
    const costs = waysLeft(instance, demand, refused).map((alternative) => {
      const after = new Set([...chosen, ...alternative]);
      let cost = 0;
      for (const [, index, amount] of own) {
        const { openers } = instance.elements[index] as Instance['elements'][number];
        const opens = (set: ReadonlySet<number>): boolean =>
          openers.some((opener) => opener.every((item) => set.has(item)));
        if (opens(after) && !opens(chosen)) cost += amount;
      }
      return cost;
    });
    bound += Math.min(...costs);
  }
  return bound;
}

/**
 * Checks a result: that the engine permits every covered request with the set, that the set weighs what is claimed by
 * a reading of the table of its own, and that the certificate shows that no set weighs less.
 *
 * This does NOT check how the table was put into the instance's demands; tests compare that with an exhaustive search.
 */
export function verifyLeast(engine: Engine, result: LeastResult, now: number): Verification {
  const problems: string[] = [];
  const names = result.permissions.map(({ permission }) => permission);
  const principal = engine.prepare({ kind: result.kind, permissions: names });
  for (const { method, url, uncovered, queryNeeds } of result.requests) {
    if (uncovered !== null) continue;
    const outcome = OUTCOMES[partOf(engine.decide(method, url, principal, now), 2)] as Outcome;
    const plain = url.replace(/\?.*$/s, '');
    const withoutQuery = OUTCOMES[partOf(engine.decide(method, plain, principal, now), 2)] as Outcome;
    if (withoutQuery !== 'allow' || outcome === 'deny') {
      problems.push(
        `\`${method} ${plain}\` is not permitted with the set (${outcome}, ${queryNeeds.length} query needs)`,
      );
    }
  }
  const { problem, certificate, weight } = result.proof;
  const excess = excessOf(engine, result, new Set(names), problem.asked);
  if (excess !== result.reach.excess) problems.push(`the set exceeds by ${excess}, not ${result.reach.excess}`);
  if (weight !== excess * problem.scale + names.length) problems.push('the weight is not that of the set');
  for (const set of [names, ...result.alternatives]) {
    const items = new Set(set.map((name) => problem.permissions.indexOf(engine.table.permissionNames.indexOf(name))));
    if (problem.instance.demands.some((demand) => !meets(demand, items)))
      problems.push('a set does not meet the demands');
    if (weightOf(problem.instance, items) !== weight) problems.push('a set weighs more than is claimed');
  }
  try {
    const shown = checkProof(problem.instance, certificate);
    if (shown.least !== weight) problems.push(`the certificate shows ${shown.least}, not ${weight}`);
    if (result.alternativesComplete) {
      if (!(shown.others > weight)) problems.push('the certificate leaves room for other sets of the same weight');
      if (shown.sets.length !== result.alternatives.length + 1) problems.push('not every equal set is listed');
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(`the certificate does not hold: ${error.message}`);
  }
  return { ok: problems.length === 0, problems };
}

/** The measure, read operation by operation; operations with the same rule are opened alike. */
function excessOf(
  engine: Engine,
  result: LeastResult,
  held: ReadonlySet<string>,
  asked: ReadonlyMap<number, number>,
): number {
  const { table, details } = engine;
  const column = TOKEN_KINDS.indexOf(result.kind);
  const nameOf = (permission: number): string => table.permissionNames[permission] as string;
  const heldNumbers = table.permissionNames.flatMap((name, number) => (held.has(name) ? [number] : []));
  /** What of the set is this permission, or includes it. */
  const including = (permission: number): readonly number[] =>
    heldNumbers.filter((other) => other === permission || includesByName(nameOf(other), nameOf(permission)));
  const privilegeOfRule = (number: number): number => {
    const rule = readRule(table, number);
    if (rule.refused) return 0;
    const opening = [
      ...rule.alone.flatMap(including),
      ...rule.pairs.flatMap(({ permission, anyOf }) =>
        including(permission).filter((other) =>
          anyOf.some((partner) => partner !== other && held.has(nameOf(partner))),
        ),
      ),
    ];
    return Math.max(0, ...opening.map((permission) => privilegeOf(table, details, permission, result.kind)));
  };
  const privileges = new Map<number, number>();
  const reads = readingOperations(table);
  let excess = 0;
  for (let operation = 0; operation < operationCount(table); operation++) {
    if (isAbsent(table, operation)) continue;
    const rule = table.operations[operation * OPERATION.halfWords + column] as number;
    const privilege = privileges.get(rule) ?? privilegeOfRule(rule);
    privileges.set(rule, privilege);
    excess += (reads.has(operation) ? 1 : CHANGE_WEIGHT) * Math.max(0, privilege - (asked.get(operation) ?? 0));
  }
  return excess;
}
