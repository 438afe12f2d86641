import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatReport, importKnowledge } from './import-knowledge.ts';
import { main } from './main.ts';

const SOURCES = [
  '# reviewed by hand',
  'id\ttitle\torigin\tcommit\tdate\tlicence\turl',
  'permission-provisioning\tIds\tids.json\taaa\t2026-01-01\tMIT\t',
  'permission-table\tTable\ttable.json\taaa\t2026-01-01\tMIT\t',
  '',
].join('\n');

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'why403-import-'));
  mkdirSync(join(dir, 'out'));
  writeFileSync(join(dir, 'out', 'sources.tsv'), SOURCES);
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** A permission of the table, with the members that every one has. */
function permission(
  paths: Readonly<Record<string, string>>,
  more: { readonly methods?: readonly string[]; readonly schemes?: readonly string[]; readonly type?: string } = {},
): unknown {
  const schemes = more.schemes ?? ['DelegatedWork', 'Application'];
  return {
    authorizationType: more.type ?? 'oAuth2',
    schemes: Object.fromEntries(
      schemes.map((scheme) => [
        scheme,
        { adminDisplayName: 'SECRET PROSE', requiresAdminConsent: true, privilegeLevel: 3 },
      ]),
    ),
    pathSets: [{ schemeKeys: schemes, methods: more.methods ?? ['GET'], paths }],
    ownerInfo: {},
  };
}

function run(
  permissions: Readonly<Record<string, unknown>> | string,
  deployments: Readonly<Record<string, unknown>> | string = {},
): ReturnType<typeof importKnowledge> {
  const table = join(dir, 'permissions.json');
  const ids = join(dir, 'provisioningInfo.json');
  writeFileSync(table, typeof permissions === 'string' ? permissions : JSON.stringify({ permissions }, null, 1));
  writeFileSync(
    ids,
    typeof deployments === 'string' ? deployments : JSON.stringify({ permissionDeployments: deployments }, null, 1),
  );
  return importKnowledge({
    permissions: table,
    provisioning: ids,
    facts: undefined,
    out: join(dir, 'out'),
    commit: undefined,
    date: undefined,
  });
}

/** Lines of a written file, without comments and header. */
function rowsOf(file: string): readonly string[] {
  return readFileSync(join(dir, 'out', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1);
}

describe('importing the permission table', () => {
  it('writes one row per operation and kind, sorted by path, method and kind', () => {
    const report = run({
      'B.ReadWrite': permission(
        { '/security/b/{id}': '', '/security/a': '' },
        { methods: ['PATCH', 'GET'], schemes: ['Application', 'DelegatedPersonal', 'DelegatedWork'] },
      ),
      'A.Read': permission({ '/security/a': 'least=DelegatedWork', '/users/{id}': 'least=DelegatedWork,Application' }),
    });
    expect(report.problems).toEqual([]);
    expect(rowsOf('operations/security.tsv')).toEqual([
      '/security/a\tGET\tdelegated\tA.Read\tB.ReadWrite',
      '/security/a\tGET\tdelegated-personal\t\tB.ReadWrite',
      '/security/a\tGET\tapplication\t\tA.Read B.ReadWrite',
      '/security/a\tPATCH\tdelegated\t\tB.ReadWrite',
      '/security/a\tPATCH\tdelegated-personal\t\tB.ReadWrite',
      '/security/a\tPATCH\tapplication\t\tB.ReadWrite',
      '/security/b/{id}\tGET\tdelegated\t\tB.ReadWrite',
      '/security/b/{id}\tGET\tdelegated-personal\t\tB.ReadWrite',
      '/security/b/{id}\tGET\tapplication\t\tB.ReadWrite',
      '/security/b/{id}\tPATCH\tdelegated\t\tB.ReadWrite',
      '/security/b/{id}\tPATCH\tdelegated-personal\t\tB.ReadWrite',
      '/security/b/{id}\tPATCH\tapplication\t\tB.ReadWrite',
    ]);
    expect(rowsOf('operations/users.tsv')).toEqual([
      '/users/{id}\tGET\tdelegated\tA.Read\t',
      '/users/{id}\tGET\tapplication\tA.Read\t',
    ]);
  });

  it('takes rows of one path in several letter cases for one operation', () => {
    run({
      'A.Read': permission({ '/devicemanagement/healthscripts': '' }, { schemes: ['DelegatedWork'] }),
      'B.Read': permission(
        { '/deviceManagement/healthScripts': 'least=DelegatedWork' },
        { schemes: ['DelegatedWork'] },
      ),
    });
    expect(rowsOf('operations/devicemanagement.tsv')).toEqual([
      '/deviceManagement/healthScripts\tGET\tdelegated\tB.Read\tA.Read',
    ]);
  });

  it('keeps templates apart that differ in the name of a parameter', () => {
    run({
      'A.Read': permission({ '/collections/{id}': '' }, { schemes: ['Application'] }),
      'B.Read': permission({ '/collections/{global-collection-id}': '' }, { schemes: ['Application'] }),
    });
    expect(rowsOf('operations/collections.tsv')).toEqual([
      '/collections/{global-collection-id}\tGET\tapplication\t\tB.Read',
      '/collections/{id}\tGET\tapplication\t\tA.Read',
    ]);
  });

  it('joins a repaired path with the plain one', () => {
    run({
      'A.Read': permission({ '/applications/{id}}/repair': '' }, { schemes: ['Application'] }),
      'B.Read': permission({ '/applications/{id}/repair': '' }, { schemes: ['Application'] }),
    });
    expect(rowsOf('operations/applications.tsv')).toEqual([
      '/applications/{id}/repair\tGET\tapplication\t\tA.Read B.Read',
    ]);
  });

  it('leaves out a path with a query, and says so', () => {
    const report = run({
      'A.Read': permission({ '/instances': '' }, { schemes: ['Application'] }),
      'B.Read': permission({ "/instances?$filter=card/id eq '{id}'": '' }, { schemes: ['Application'] }),
    });
    expect(rowsOf('operations/instances.tsv')).toEqual(['/instances\tGET\tapplication\t\tA.Read']);
    expect(report.notes).toEqual(["left out, since it speaks of a query: /instances?$filter=card/id eq '{id}'"]);
  });

  it('takes the comma of AlsoRequires for "or", and joins the needs of a permission that is listed twice', () => {
    run({
      'A.Read': {
        authorizationType: 'oAuth2',
        schemes: { Application: {} },
        pathSets: [
          { schemeKeys: ['Application'], methods: ['GET'], paths: { '/x': 'least=Application;AlsoRequires=C,B' } },
          { schemeKeys: ['Application'], methods: ['GET', 'POST'], paths: { '/X': 'AlsoRequires=D' } },
        ],
      },
      B: permission({}),
      C: permission({}),
      D: permission({}),
    });
    expect(rowsOf('also-requires.tsv')).toEqual([
      '/x\tGET\tapplication\tA.Read\tB C D',
      '/x\tPOST\tapplication\tA.Read\tD',
    ]);
    expect(rowsOf('operations/x.tsv')).toEqual(['/x\tGET\tapplication\tA.Read\t', '/x\tPOST\tapplication\t\tA.Read']);
  });

  it('needs nothing more where a permission is listed with and without AlsoRequires', () => {
    run({
      'A.Read': {
        authorizationType: 'oAuth2',
        schemes: { Application: {} },
        pathSets: [
          { schemeKeys: ['Application'], methods: ['GET'], paths: { '/x': 'AlsoRequires=B' } },
          { schemeKeys: ['Application'], methods: ['GET'], paths: { '/x': '' } },
        ],
      },
      B: permission({}),
    });
    expect(rowsOf('also-requires.tsv')).toEqual([]);
  });

  it('writes ids, consent, level and what is provisioned only, but no text that describes a permission', () => {
    run(
      { 'A.Read': permission({}, { type: 'RSC', schemes: ['DelegatedWork'] }), 'B.Read': permission({}) },
      {
        'A.Read': [
          {
            id: '0000000A-0000-4000-8000-000000000001',
            scheme: 'DelegatedWork',
            environment: 'public',
            isHidden: true,
            isEnabled: true,
          },
          {
            id: '0000000a-0000-4000-8000-000000000002',
            scheme: 'Application',
            environment: 'PPE;public',
            isHidden: false,
            isEnabled: true,
          },
        ],
        'C.Read': [
          { id: '', scheme: 'Application', environment: 'public', isHidden: false, isEnabled: true },
          {
            id: '0000000a-0000-4000-8000-000000000003',
            scheme: 'DelegatedWork',
            environment: 'PPE',
            isHidden: false,
            isEnabled: true,
          },
        ],
      },
    );
    expect(rowsOf('permissions.tsv')).toEqual([
      'A.Read\tdelegated\t0000000a-0000-4000-8000-000000000001\tyes\t3\tyes\tyes\tyes\tyes',
      'A.Read\tapplication\t0000000a-0000-4000-8000-000000000002\t\t\tno\tyes\tno\tno',
      'B.Read\tdelegated\t\tyes\t3\tno\tno\tyes\tno',
      'B.Read\tapplication\t\tyes\t3\tno\tno\tyes\tno',
    ]);
    const written = readdirSync(join(dir, 'out'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(written.join('')).not.toContain('SECRET PROSE');
  });

  it('gives the same bytes when it is repeated, also over its own output', () => {
    const table = {
      'B.Read': permission({ '/b': '', '/a/{id}': 'least=Application' }),
      'A.Read': permission({ '/a/{id}': '' }),
    };
    const read = (): readonly string[] =>
      readdirSync(join(dir, 'out', 'operations')).map((name) =>
        readFileSync(join(dir, 'out', 'operations', name), 'utf8'),
      );
    run(table);
    const first = [...read(), readFileSync(join(dir, 'out', 'sources.tsv'), 'utf8')];
    run(table);
    expect([...read(), readFileSync(join(dir, 'out', 'sources.tsv'), 'utf8')]).toEqual(first);
    expect(first.at(-1)).toBe(SOURCES);
  });

  it('removes the file of a first segment that is gone', () => {
    run({ 'A.Read': permission({ '/old': '' }) });
    run({ 'A.Read': permission({ '/new': '' }) });
    expect(readdirSync(join(dir, 'out', 'operations'))).toEqual(['new.tsv']);
  });

  it('notes commit and date of the two files when they are given', () => {
    run({ 'A.Read': permission({ '/a': '' }) });
    const lines: string[] = [];
    const code = main(
      [
        '--permissions',
        join(dir, 'permissions.json'),
        '--provisioning',
        join(dir, 'provisioningInfo.json'),
        '--commit',
        'bbb',
        '--date',
        '2026-02-03',
        '--out',
        join(dir, 'out'),
      ],
      (line) => lines.push(line),
    );
    expect(code).toBe(0);
    expect(lines).toContain('1 permissions in the table');
    expect(rowsOf('sources.tsv')).toEqual([
      'permission-provisioning\tIds\tids.json\tbbb\t2026-02-03\tMIT\t',
      'permission-table\tTable\ttable.json\tbbb\t2026-02-03\tMIT\t',
    ]);
  });
});

describe('input with errors', () => {
  it('is reported whole, each error with its place, and nothing is written', () => {
    const report = run({
      'A.Read': {
        authorizationType: 'oAuth3',
        schemes: { DelegatedWork: { privilegeLevel: 9 }, Delegated: {} },
        pathSets: [
          {
            schemeKeys: ['DelegatedWork', 'Application'],
            methods: ['GET', 'FETCH'],
            paths: {
              a: '',
              '/b//c': '',
              '/d': 'least=DelegatedWork;most=Application',
              '/e': 'least=DelegatedPersonal',
              '/f': 'AlsoRequires=A.Reed',
              '/g': 'least',
            },
          },
        ],
      },
    });
    expect(formatReport(report)).toEqual([
      'permissions.json:4:25: unknown authorization type `oAuth3` of `A.Read`',
      'permissions.json:7:24: privilege level `9` is not a whole number from 1 to 5',
      'permissions.json:9:18: unknown scheme `Delegated`',
      'permissions.json:15:7: `A.Read` does not declare scheme `Application`',
      'permissions.json:19:7: unknown method `FETCH`',
      'permissions.json:22:7: `a`: path does not start with `/`',
      'permissions.json:23:7: `/b//c`: path has an empty segment',
      'permissions.json:24:13: unknown option `most`',
      'permissions.json:25:13: `DelegatedPersonal` is least here but not a scheme of the path set',
      'permissions.json:26:13: unknown permission `A.Reed` (did you mean `A.Read`?)',
      'permissions.json:27:13: option `least` is not `name=item,item`',
      '11 problems; nothing was written',
    ]);
    expect(readdirSync(join(dir, 'out'))).toEqual(['sources.tsv']);
  });

  it('is found in the file with the ids too', () => {
    const report = run(
      { 'A.Read': permission({ '/a': '' }) },
      {
        'A.Read': [
          { id: 'nope', scheme: 'Application', environment: 'publik', isHidden: 'no', isEnabled: true },
          { id: '', scheme: 'Application', environment: '', isHidden: false, isEnabled: true },
          { id: '' },
        ],
      },
    );
    expect(report.problems.map(({ message, line, help }) => `${line} ${message} ${help}`.trim())).toEqual([
      '5 `nope` is not a GUID',
      '7 unknown environment `publik` did you mean `public`?',
      '8 expected true or false, found string',
      '11 `A.Read` is deployed twice for one scheme',
      '18 a deployment of `A.Read` has no scheme',
    ]);
  });

  it('that is not JSON, or repeats a member, is an error', () => {
    expect(formatReport(run('{ "permissions": {,} }'))[0]).toMatch(/^permissions\.json:1:\d+: not valid JSON: /);
    expect(formatReport(run('{"permissions":{"A":1,\n"A":2}}'))).toContain(
      'permissions.json:2:1: `A` stands twice in the object',
    );
    expect(formatReport(run('{}'))).toContain('permissions.json:1:1: no member `permissions`');
    expect(formatReport(run({}))).toContain('permissions.json:1:1: no permission in the table');
  });

  it('needs the reviewed list of sources', () => {
    writeFileSync(join(dir, 'out', 'sources.tsv'), 'id\ttitle\torigin\tcommit\tdate\tlicence\turl\n');
    expect(formatReport(run({ 'A.Read': permission({ '/a': '' }) }))).toEqual([
      'sources.tsv: no row `permission-provisioning` (write it first)',
      'sources.tsv: no row `permission-table` (write it first)',
      '2 problems; nothing was written',
    ]);
  });
});

describe('the command', () => {
  it('explains its use when an option is missing or wrong', () => {
    const lines: string[] = [];
    expect(main([], (line) => lines.push(line))).toBe(2);
    expect(main(['--colour'], (line) => lines.push(line))).toBe(2);
    expect(main(['--permissions', 'a', '--provisioning', 'b', '--date', 'today'], (line) => lines.push(line))).toBe(2);
    expect(lines.filter((line) => line.startsWith('usage: '))).toHaveLength(2);
    expect(lines).toContain('date `today` is not of the form YYYY-MM-DD');
  });

  it('exits with 1 when the input has errors', () => {
    run('{}');
    const lines: string[] = [];
    const code = main(
      [
        '--permissions',
        join(dir, 'permissions.json'),
        '--provisioning',
        join(dir, 'provisioningInfo.json'),
        '--out',
        join(dir, 'out'),
      ],
      (line) => lines.push(line),
    );
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('1 problem; nothing was written');
  });
});
