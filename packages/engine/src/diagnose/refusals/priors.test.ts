import { expect, test } from 'vitest';
import { priorsFor } from './priors.ts';
import type { Workload } from './refusal.ts';

const WORKLOADS: readonly (Workload | null)[] = [
  null,
  'gateway',
  'directory',
  'policies',
  'identity-protection',
  'identity-governance',
  'reports',
  'security',
  'defender',
  'ediscovery',
  'intune',
  'teams',
  'exchange',
  'sharepoint',
  'subscriptions',
  'azure-ad-graph',
  'token-service',
  'client',
];

test('the weights of each workload are hundredths in falling order, each cause with a look that settles it', () => {
  for (const workload of WORKLOADS) {
    const priors = priorsFor(workload);
    const weights = priors.map((prior) => prior.weight);
    expect(weights.filter((weight, index) => weight > (weights[index - 1] ?? weight))).toEqual([]);
    expect([workload, weights.reduce((sum, weight) => sum + weight, 0)]).toEqual([workload, 100]);
    expect(new Set(priors.map((prior) => prior.code)).size).toBe(priors.length);
    expect(priors.filter((prior) => !/^[A-Z].*\.$/.test(prior.settledBy))).toEqual([]);
  }
});

test('an application token cannot lack the roles of a user or be of a personal account', () => {
  for (const workload of WORKLOADS) {
    const codes = priorsFor(workload, { kind: 'application' }).map((prior) => prior.code);
    expect(codes).not.toContain('directory-roles-absent');
    expect(codes).not.toContain('account-type-unsupported');
  }
});

test('Exchange refuses an application token mostly because the permission was granted as a delegated one', () => {
  expect(priorsFor('exchange', { kind: 'application' })[0]?.code).toBe('wrong-token-kind');
  expect(priorsFor('exchange', { kind: 'delegated' })[0]?.code).toBe('missing-permission');
});

test('a flow brings its own usual cause to the front', () => {
  expect(priorsFor('directory', { kind: 'application', flow: 'managed-identity' })[0]?.code).toBe('stale-token');
  expect(priorsFor('reports', { kind: 'delegated', flow: 'implicit' })[0]?.code).toBe('directory-roles-absent');
});
