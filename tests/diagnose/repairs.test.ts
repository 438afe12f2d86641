import { diagnose, factsFromFlags, type TokenKind } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';
import { NOW } from '../support/tokens.ts';

const engine = loadEngine();

test.each<TokenKind>(['delegated', 'delegated-personal', 'application'])(
  'for every operation that supports a %s token the repair is proved, adds one permission or a pair, and worsens nothing',
  (kind) => {
    let repaired = 0;
    const wrong: string[] = [];
    const facts = factsFromFlags(kind === 'application' ? { kind, roles: '' } : { kind, scp: '' });
    for (const operation of [...engine.operations(NOW)]) {
      const { method, path } = operation;
      const url = path.replaceAll('{id}', 'x1').replaceAll('{value}', 'x1');
      const needs = engine.requirements(method, url)?.find((each) => each.kind === kind);
      if (needs?.support !== 'supported' || needs.accepted.every((entry) => entry.doubtful)) continue;
      const diagnosis = diagnose(engine, { facts, request: { method, url }, refusal: null, now: NOW });
      const remedy = diagnosis.causes.find(({ code }) => code === 'missing-permission')?.remedies[0];
      repaired++;
      const before = diagnosis.parts;
      const isWorse = remedy?.leaves.some(({ part, outcome }) => outcome === 'deny' && before[part].outcome !== 'deny');
      if (!remedy?.proved.includes('permission') || remedy.permissions.length > 2 || isWorse)
        wrong.push(`${method} ${path}`);
    }
    expect(wrong).toEqual([]);
    expect(repaired).toBeGreaterThan(kind === 'delegated-personal' ? 500 : 4000);
  },
  300_000,
);
