import type { Decision } from '@why403/engine';
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
          const answer = answers.get(id) as CliAnswer;
          return {
            outcome: answer.outcome,
            ...(answer.operation === null ? {} : { operation: answer.operation.outcome }),
            permission: answer.permission.outcome,
            role: answer.role.outcome,
            policy: answer.policy.outcome,
            path: answer.operation?.path ?? null,
            suggestions: answer.suggestions ?? [],
          };
        }),
      ).toEqual([]);
    }
  });
});

interface CliAnswer {
  readonly id: string;
  readonly outcome: string;
  readonly operation: { readonly path: string; readonly outcome: string } | null;
  readonly permission: { readonly outcome: string };
  readonly role: { readonly outcome: string };
  readonly policy: { readonly outcome: string };
  readonly suggestions?: readonly string[];
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

function actualOf({ outcome, parts, request }: Decision): ActualDecision {
  return {
    outcome,
    operation: parts.operation.outcome,
    permission: parts.permission.outcome,
    role: parts.role.outcome,
    policy: parts.policy.outcome,
    path: request.operation?.path ?? null,
    suggestions: request.suggestions,
  };
}
