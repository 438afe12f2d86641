import { describe, expect, test } from 'vitest';
import { appClaims, jwt } from '../support/tokens.ts';
import { why403 } from './run.ts';

describe('decide', () => {
  test('one line in, one line out, in order; a bad line does not stop the rest', async () => {
    const lines = [
      {
        id: 1,
        method: 'GET',
        url: '/security/alerts_v2',
        kind: 'application',
        permissions: ['SecurityAlert.Read.All'],
      },
      {
        id: 2,
        method: 'PATCH',
        url: '/security/alerts_v2/x',
        kind: 'delegated',
        permissions: ['SecurityAlert.ReadWrite.All'],
        wids: ['4a5d8f65-41da-4de4-8968-e035b65339cf'],
      },
      { id: 3, method: 'GET', url: '/users', kind: 'robot', permissions: [] },
      { id: 4, method: 'GET', url: '/no/such/path', kind: 'application', permissions: [] },
      {
        id: 5,
        method: 'GET',
        url: '/security/secureScores',
        kind: 'delegated',
        permissions: ['SecurityEvents.Read.All'],
        wids: null,
      },
    ];
    const run = await why403(['decide'], `${lines.map((line) => JSON.stringify(line)).join('\n')}\nnot json\n`);
    const answers = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>);
    expect(answers.map(({ id, outcome }) => [id, outcome])).toEqual([
      [1, 'allow'],
      [2, 'deny'],
      [3, undefined],
      [4, 'unknown'],
      [5, 'unknown'],
      [null, undefined],
    ]);
    expect(answers[0]).toMatchObject({
      permission: { outcome: 'allow', determining: ['SecurityAlert.Read.All'], least: ['SecurityAlert.Read.All'] },
      role: { outcome: 'allow' },
    });
    expect(answers[1]).toMatchObject({ permission: { outcome: 'allow' }, role: { outcome: 'deny' } });
    expect(answers[2]).toMatchObject({ error: { code: 'ERR_FIELD_INVALID' } });
    expect(answers[4]).toMatchObject({ role: { outcome: 'unknown' } });
    expect(answers[5]).toMatchObject({ error: { code: 'ERR_LINE_NOT_JSON' } });
    expect(run.code).toBe(1);
  });

  test('the permission does not depend on the version in the URL; the operation part does', async () => {
    const ask = (url: string): string =>
      JSON.stringify({ method: 'GET', url, kind: 'application', permissions: ['SecurityActions.Read.All'] });
    const run = await why403(
      ['decide', '--now', '2026-01-01'],
      [ask('/beta/security/securityActions'), ask('/v1.0/security/securityActions')].join('\n'),
    );
    const [beta, stable] = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { outcome: string; permission: { outcome: string } });
    expect([beta?.permission.outcome, stable?.permission.outcome]).toEqual(['allow', 'allow']);
    expect(beta?.outcome).toBe('allow');
    expect(stable?.outcome).not.toBe('allow');
    expect(run.code).toBe(0);
  });

  test('answers cite the corrections that they rest on', async () => {
    const line = JSON.stringify({
      method: 'DELETE',
      url: '/identity/conditionalAccess/policies/1',
      kind: 'application',
      permissions: ['Policy.Read.All'],
    });
    const answer = JSON.parse((await why403(['decide'], line)).stdout) as {
      permission: { outcome: string };
      corrections: { id: string; source: string }[];
    };
    expect(answer.permission.outcome).toBe('deny');
    expect(answer.corrections.every(({ id, source }) => id !== '' && source !== '')).toBe(true);
    expect(answer.corrections.length).toBeGreaterThan(0);
  });
});

describe('operation', () => {
  test('what it accepts per kind, least first, roles, retirement and sources', async () => {
    const { code, stdout } = await why403(['operation', 'GET', '/security/alerts']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/SecurityEvents\.Read\.All {2}\(least privileged\)\n {2}SecurityEvents\.ReadWrite\.All/);
    expect(stdout).toContain('Security Reader, Security Administrator, Global Administrator');
    expect(stdout).toContain(
      'announced to end on 2026-10-15; in its place: /security/alerts_v2 and /security/incidents',
    );
    expect(stdout).toContain('source    support-article:');
  });

  test('an unknown one gets suggestions and exit code 4', async () => {
    const run = await why403(['operation', 'GET', '/beta/security/secoreScores']);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('did you mean /security/secureScores');
  });
});

describe('permission', () => {
  test('what it opens, its ids and its reach', async () => {
    const { code, stdout } = await why403(['permission', 'SecurityEvents.Read.All']);
    expect(code).toBe(0);
    expect(stdout).toContain('64733abd-851e-478a-bffb-e47a14b18235');
    expect(stdout).toContain('bf394140-e372-4bf9-a898-299cfc7564e5');
    expect(stdout).toContain('GET    /security/secureScores');
  });

  test('an unknown name gets suggestions and exit code 4', async () => {
    const run = await why403(['permission', 'SecurityEvent.Read.All']);
    expect([run.code, run.stdout]).toEqual([4, '']);
    expect(run.stderr).toContain('SecurityEvents.Read.All');
  });
});

describe('token', () => {
  test('claims with their meaning, permissions with ids, never the signature', async () => {
    const token = jwt(appClaims({ roles: ['SecurityAlert.Read.All'] }));
    const { code, stdout } = await why403(['token', '-'], token);
    expect(code).toBe(0);
    expect(stdout).toContain('application token (by idtyp), not expired; signature not checked');
    expect(stdout).toContain('SecurityAlert.Read.All  472e4a4d-bb4a-4026-98d1-0b0d74cb74a5');
    expect(stdout).not.toContain(token.split('.')[2]);
  });

  test('what is no token says why', async () => {
    const run = await why403(['token', 'hello']);
    expect([run.code, run.stdout]).toEqual([5, expect.stringContaining('has no dots')]);
    expect(run.stdout).not.toContain('hello');
  });
});
