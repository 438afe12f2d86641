import type { Decision, DecisionParts, OperationView } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { describe, expect, test } from 'vitest';
import { loadDecisions, runCorpus, type ActualDecision, type DecisionCase } from '../../corpus/runner.ts';
import { why403 } from '../cli/run.ts';

const cases = loadDecisions();

describe('the corpus', () => {
  test('has cases with ids of their own and a source each', () => {
    expect(cases.length).toBeGreaterThan(200);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { id, source, expect: expected } of cases) {
      expect(source, id).not.toBe('');
      expect(Object.keys(expected), id).not.toEqual([]);
    }
  });

  test('the engine gives every decision', async () => {
    const engine = loadEngine();
    expect(await runCorpus(cases, (one) => actualOf(describeCase(engine, one, one.caller.permissions)))).toEqual([]);
  });

  test('the order of the permissions does not matter', async () => {
    const engine = loadEngine();
    expect(
      await runCorpus(cases, (one) => actualOf(describeCase(engine, one, [...one.caller.permissions].reverse()))),
    ).toEqual([]);
  });

  test('why403 decide gives every decision, also in another order of lines', async () => {
    const times = [...new Set(cases.map(({ now }) => now))];
    for (const now of times) {
      const group = cases.filter((one) => one.now === now).reverse();
      const input = group.map(({ id, request, caller }) => JSON.stringify({ id, ...request, ...caller })).join('\n');
      const run = await why403(['decide', '--now', now], input);
      const answers = new Map(
        run.stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as CliAnswer)
          .map((answer) => [answer.id, answer]),
      );
      expect(
        await runCorpus(group, ({ id }) => {
          return actualOfLine(answers.get(id) as CliAnswer);
        }),
      ).toEqual([]);
    }
  });
});

interface CliAnswer extends Pick<Decision, 'outcome' | 'corrections' | 'contested'> {
  readonly id: string;
  readonly operation: (OperationView & { readonly outcome: string }) | null;
  readonly permission: Pick<DecisionParts['permission'], 'outcome' | 'determining' | 'least'>;
  readonly role: Pick<DecisionParts['role'], 'outcome' | 'accepted' | 'determining'>;
  readonly policy: DecisionParts['policy'];
  readonly suggestions?: readonly string[];
}

const idsOf = (items: readonly { readonly id: string }[]): readonly string[] => items.map(({ id }) => id);

/** What a line of `why403 decide` answers. It does not tell the operation's outcome where it found none. */
function actualOfLine(answer: CliAnswer): Partial<ActualDecision> {
  const { operation, permission, role, policy } = answer;
  return {
    outcome: answer.outcome,
    ...(operation === null ? {} : { operation: operation.outcome }),
    permission: permission.outcome,
    role: role.outcome,
    policy: policy.outcome,
    path: operation?.path ?? null,
    suggestions: answer.suggestions ?? [],
    determining: permission.determining,
    least: permission.least,
    acceptedRoles: idsOf(role.accepted),
    determiningRoles: idsOf(role.determining),
    policyReason: policy.reason,
    versions: operation?.versions ?? null,
    clouds: operation?.clouds ?? null,
    successors: operation?.retired?.successors ?? [],
    corrections: idsOf(answer.corrections),
    contested: idsOf(answer.contested),
  };
}

function describeCase(
  engine: ReturnType<typeof loadEngine>,
  one: DecisionCase,
  permissions: readonly string[],
): Decision {
  const { kind, wids } = one.caller;
  const caller = engine.prepare({ kind, permissions, ...(wids === undefined ? {} : { directoryRoles: wids }) });
  return engine.describe(one.request.method, one.request.url, caller, Date.parse(one.now) / 1000);
}

function actualOf({ outcome, parts, request, corrections, contested }: Decision): ActualDecision {
  const { permission, role, policy } = parts;
  return {
    outcome,
    operation: parts.operation.outcome,
    permission: permission.outcome,
    role: role.outcome,
    policy: policy.outcome,
    path: request.operation?.path ?? null,
    suggestions: request.suggestions,
    determining: permission.determining,
    least: permission.least,
    acceptedRoles: idsOf(role.accepted),
    determiningRoles: idsOf(role.determining),
    policyReason: policy.reason,
    versions: request.operation?.versions ?? null,
    clouds: request.operation?.clouds ?? null,
    successors: request.operation?.retired?.successors ?? [],
    corrections: idsOf(corrections),
    contested: idsOf(contested),
  };
}
