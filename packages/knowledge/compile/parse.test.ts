import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatProblem } from './parse-problem.ts';
import { parseSources } from './parse.ts';
import { validate } from './validate.ts';

const SOURCES = join(dirname(fileURLToPath(import.meta.url)), '..', 'sources');

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'why403-sources-'));
  cpSync(SOURCES, dir, { recursive: true });
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Replaces a text in a file of the copy, which must hold it. */
function change(file: string, from: string, to: string): void {
  const path = join(dir, file);
  const content = readFileSync(path, 'utf8');
  expect(content).toContain(from);
  writeFileSync(
    path,
    content.replace(from, () => to),
  );
}

/** Number of the first line that holds a text. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(join(dir, file), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

function problems(): readonly string[] {
  const parsed = parseSources(dir);
  return [...parsed.errors, ...validate(parsed.model, parsed.places).errors].map(formatProblem);
}

describe('reading the sources', () => {
  it('reports a file that is missing, empty of operations, or not UTF-8', () => {
    rmSync(join(dir, 'policies.tsv'));
    rmSync(join(dir, 'operations'), { recursive: true });
    writeFileSync(join(dir, 'spellings.tsv'), 'not read here');
    writeFileSync(join(dir, 'corrections', 'rules.tsv'), Buffer.from([0x69, 0xff, 0x0a]));
    expect(parseSources(dir).errors.map(formatProblem)).toEqual([
      'corrections/rules.tsv: file is not valid UTF-8',
      'corrections/rules.tsv:1: header is not the one expected (expected `id statement source`, separated by tabs)',
      'operations: folder has no table',
      'policies.tsv: file is missing',
    ]);
  });

  it('warns of a file without rows', () => {
    writeFileSync(join(dir, 'policies.tsv'), 'id\tmethod\tpath\tkind\tpolicy\tsource\n');
    expect(parseSources(dir).warnings.map(formatProblem)).toEqual(['policies.tsv: file has no rows']);
  });

  it('collects the errors of all files, in order', () => {
    change('clouds.tsv', 'global\t', 'global\textra\t');
    change('policies.tsv', 'application-access-policy', 'application-acces-policy');
    change('corrections/rules.tsv', 'application-on-me\t', '\t');
    expect(parseSources(dir).errors.map(formatProblem)).toEqual([
      `clouds.tsv:${lineOf('clouds.tsv', 'extra')}: 10 cells, expected 9`,
      'corrections/rules.tsv:3:1: `id` must not be empty',
      expect.stringMatching(
        /^policies\.tsv:\d+:\d+: `policy`: `teams-application-acces-policy` is not one of `application-access-policy`, /,
      ),
    ]);
  });

  it('has another version for any other text', () => {
    const before = parseSources(dir).model.version;
    change('corrections/rules.tsv', 'are not in the token', 'are in no token');
    expect(parseSources(dir).model.version).not.toBe(before);
  });
});

describe('references between rows', () => {
  it('of permissions, with the likely name', () => {
    change(
      'operations/security.tsv',
      '\tGET\tdelegated\tSecurityEvents.Read.All',
      '\tGET\tdelegated\tSecurityEvent.Read.All',
    );
    const line = lineOf('operations/security.tsv', 'SecurityEvent.Read.All');
    expect(problems()).toContain(
      `operations/security.tsv:${line}: unknown permission \`SecurityEvent.Read.All\` (did you mean \`SecurityEvents.Read.All\`?)`,
    );
  });

  it('of permissions in a kind that they do not have', () => {
    change(
      'operations/security.tsv',
      '/security/tiIndicators\tGET\tapplication\tThreatIndicators.ReadWrite.OwnedBy',
      '/security/tiIndicators\tGET\tapplication\tUser.ReadBasic',
    );
    change('operations/security.tsv', 'User.ReadBasic', 'User.Read');
    expect(problems().filter((line) => line.includes('User.Read'))).toEqual([
      `operations/security.tsv:${lineOf('operations/security.tsv', 'User.Read')}: \`User.Read\` does not exist as application`,
    ]);
  });

  it('of roles, sources and contested points', () => {
    change(
      'role-requirements.tsv',
      '\tSecurity Reader|Security Administrator|',
      '\tSecurity Raeder|Security Administrator|',
    );
    change('role-requirements.tsv', 'support-article', 'suport-article');
    change('role-requirements.tsv', 'alerts-v2-read-roles', 'alerts-v2-read-role');
    const found = problems().filter((line) => line.startsWith('role-requirements.tsv'));
    expect(found.map((line) => line.replace(/^[^ ]+ /, '')).sort()).toEqual([
      'unknown contested point `alerts-v2-read-role` (did you mean `alerts-v2-read-roles`?)',
      'unknown role `Security Raeder` (did you mean `Security Reader`?)',
      'unknown source `suport-article` (did you mean `support-article`?)',
    ]);
  });

  it('of paths that no operation has, and of methods that the path does not have', () => {
    change('policies.tsv', '/users/{id}/messages*', '/users/{id}/mesages*');
    change('query-needs.tsv', '\t/security/incidents\t', '\t/security/incident\t');
    change('role-requirements.tsv', 'PATCH\t/security/incidents/{id}', 'DELETE\t/security/incidents/{id}');
    expect(problems().map((line) => line.replace(/:\d+:/, ':'))).toEqual([
      'policies.tsv: no operation has the path `/users/{id}/mesages*`',
      'query-needs.tsv: no operation has the path `/security/incident` (did you mean `/security/incidents`?)',
      'role-requirements.tsv: no operation `DELETE /security/incidents/{id}`',
    ]);
  });

  it('twice the same', () => {
    const path = join(dir, 'roles.tsv');
    const row = 'a\tSecurity Reader\tno\trole\tentra-roles\t\n';
    writeFileSync(path, readFileSync(path, 'utf8') + row);
    expect(problems().map((line) => line.replace(/:\d+:/, ':'))).toEqual([
      'roles.tsv: `id`: `a` is not a GUID in lower case',
      'roles.tsv: role name `Security Reader` stands twice',
    ]);
  });

  it('of dates, versions and clouds', () => {
    change('operation-facts.tsv', '2026-10-15', '2026-10-32');
    change('operation-facts.tsv', '\tv1.0 beta\t', '\tv1 beta\t');
    change('operation-facts.tsv', 'global usgov-l4', 'globl usgov-l4');
    change('sources.tsv', '2026-08-07', '7 August 2026');
    const found = problems().map((line) => line.replace(/:\d+:/, ':'));
    expect(found).toContain('operation-facts.tsv: `retires`: `2026-10-32` is no date YYYY-MM-DD');
    expect(found).toContain('operation-facts.tsv: unknown version `v1`');
    expect(found).toContain('operation-facts.tsv: unknown cloud `globl` (did you mean `global`?)');
    expect(found).toContain('sources.tsv: `date`: `7 August 2026` is neither YYYY-MM-DD nor a year');
  });

  it('of corrections to what the table says', () => {
    change('corrections/permissions.tsv', '\treads\t', '\tpair\t');
    change(
      'corrections/permissions.tsv',
      '\tclaimed\tThreatSubmission.ReadWrite\t',
      '\tclaimed\tThreatSubmission.ReadWrite.All\t',
    );
    change('corrections/operations.tsv', '/security/secureScores\tPATCH', '/security/secureScores\tGET');
    change('corrections/contested.tsv', 'support-article security-authorization', 'support-article');
    const found = problems().map((line) => line.replace(/:\d+:/, ':'));
    expect(found).toContain('corrections/permissions.tsv: `anyOf` belongs to the effect `pair`');
    expect(found).toContain(
      'corrections/permissions.tsv: `ThreatSubmission.ReadWrite.All` is claimed, but the table lists it',
    );
    expect(found).toContain('corrections/operations.tsv: the table lists `GET /security/secureScores`');
  });
});

describe('a statement about roles', () => {
  it('says what authorizes, unless none is needed', () => {
    change('role-requirements.tsv', '\tnone-needed\t', '\tlisted\t');
    const line = lineOf('role-requirements.tsv', 'security-application');
    expect(problems()).toEqual([
      `role-requirements.tsv:${line}: \`list\` says neither exhaustive nor least-privileged`,
      `role-requirements.tsv:${line}: nothing is listed that authorizes`,
    ]);
  });
});
