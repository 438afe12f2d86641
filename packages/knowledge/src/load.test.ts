import { expect, test } from 'vitest';
import { partOf, wholeOf, OUTCOMES } from '@why403/engine';
import { loadEngine } from './load.ts';

test('the shipped knowledge opens and decides', () => {
  const engine = loadEngine();
  const reader = engine.prepare({ kind: 'application', permissions: 'SecurityAlert.Read.All' });
  const handle = engine.decide('GET', 'https://graph.microsoft.com/v1.0/security/alerts_v2', reader, 0);
  expect(OUTCOMES[partOf(handle, 2)]).toBe('allow');
  expect(OUTCOMES[wholeOf(engine.decide('PATCH', '/security/alerts_v2/1', reader, 0))]).toBe('deny');
});
