import { createEngine, type Engine } from '../src/engine.ts';
import { imageOf } from '../src/table/image.ts';
import {
  ABSENT,
  CLOUDS_ABSENT_SHIFT,
  CLOUDS_KNOWN,
  MARK,
  PERMISSION_MARK,
  ROLE_FLAG,
  RULE,
  VERSION,
} from '../src/table/layout.ts';
import { openTable, type Table } from '../src/table/table.ts';
import { NO_DETAILS, compiledOf, type TableSpec } from './small-table.ts';

export const READER = '00000000-0000-0000-0000-00000000000a';
export const WRITER = '00000000-0000-0000-0000-00000000000b';
export const PRIVILEGED = '00000000-0000-0000-0000-00000000000c';
export const PARTIAL = '00000000-0000-0000-0000-00000000000d';

const both = (
  alone: readonly string[],
): { delegated: { alone: readonly string[] }; application: { alone: readonly string[] } } => ({
  delegated: { alone },
  application: { alone },
});
const roles = { roles: [READER, WRITER] };

/** One operation for each rule of a decision. */
export const MADE: TableSpec = {
  privileged: [PRIVILEGED],
  permissionMarks: {
    'Owned.OwnedBy': 7 | PERMISSION_MARK.ownedOnly,
    'Mail.Read': 7 | PERMISSION_MARK.ownDataOnly,
    'Never.Used': 7,
  },
  queryNeeds: [
    {
      id: 'q1',
      path: '/things',
      option: 'select',
      property: 'secret',
      anyOf: [['Secret.Read'], null, ['Secret.Read']],
      source: 's',
    },
    { id: 'q2', path: '/things', option: 'expand', property: 'parts', anyOf: [[], [], []], source: 's' },
    {
      id: 'q3',
      path: '/things',
      option: 'expand',
      property: 'owner',
      anyOf: [['Owner.Read'], null, ['Owner.Read']],
      source: 's',
    },
    {
      id: 'q4',
      path: '/prefix*',
      option: 'filter',
      property: 'secret',
      anyOf: [['Secret.Read'], null, ['Secret.Read']],
      source: 's',
    },
  ],
  operations: [
    { method: 'GET', path: '/things', ...both(['Thing.Read', 'Thing.ReadWrite']), marks: MARK.queryNeeds },
    { method: 'POST', path: '/things', ...both(['Owned.OwnedBy', 'Thing.ReadWrite']), marks: MARK.creates },
    {
      method: 'GET',
      path: '/things/{id}',
      delegated: { alone: ['Thing.Read', 'Thing.ReadWrite'], least: ['Thing.Read'] },
      application: { alone: ['Thing.Read'] },
    },
    { method: 'PATCH', path: '/things/{id}', ...both(['Owned.OwnedBy', 'Thing.ReadWrite']) },
    { method: 'DELETE', path: '/things/{id}', ...both(['Owned.OwnedBy']) },
    {
      method: 'PUT',
      path: '/things/{id}',
      application: {
        pairs: [
          ['Pair.First', ['Pair.Second', 'Pair.Third']],
          ['Owned.OwnedBy', ['Pair.Second']],
        ],
        least: ['Pair.First'],
      },
    },
    { method: 'GET', path: '/things/delta', ...both(['Thing.Read']) },
    { method: 'GET', path: '/things/find(q={value})', ...both(['Thing.Read']) },
    { method: 'POST', path: '/things/{id}/act', ...both(['Thing.ReadWrite']) },
    { method: 'GET', path: '/things/{id}/parts', ...both(['Thing.Read']) },
    { method: 'GET', path: '/things/{id}/parts/{id}', ...both(['Thing.Read']) },
    { method: 'GET', path: '/prefix/deep', ...both(['Thing.Read']), marks: MARK.queryNeeds },
    { method: 'GET', path: '/doubt', application: { doubtful: ['Doubt.Read'], alone: ['Sure.Read'] } },
    { method: 'GET', path: '/other', application: { flags: RULE.otherAuthority, alone: ['Sure.Read'] } },
    { method: 'GET', path: '/unstated', application: { flags: RULE.unstated } },
    { method: 'GET', path: '/refused', delegated: { alone: ['Sure.Read'] }, application: { flags: RULE.refused } },
    {
      method: 'GET',
      path: '/roles/none',
      ...both(['Sure.Read']),
      delegatedRole: { flags: ROLE_FLAG.none },
      applicationRole: { flags: ROLE_FLAG.none },
    },
    {
      method: 'GET',
      path: '/roles/all',
      ...both(['Sure.Read']),
      delegatedRole: { ...roles, flags: ROLE_FLAG.exhaustive },
      applicationRole: { flags: ROLE_FLAG.none },
    },
    {
      method: 'GET',
      path: '/roles/least',
      ...both(['Sure.Read']),
      delegatedRole: { ...roles, partial: [PARTIAL] },
      applicationRole: { roles: [WRITER] },
    },
    {
      method: 'GET',
      path: '/roles/alternative',
      ...both(['Sure.Read']),
      delegatedRole: { ...roles, flags: ROLE_FLAG.exhaustive | ROLE_FLAG.alternative },
    },
    {
      method: 'GET',
      path: '/facts/beta',
      ...both(['Sure.Read']),
      fact: [VERSION.beta | VERSION.known | VERSION.documented, 0, 0, 0],
    },
    {
      method: 'GET',
      path: '/facts/perhaps-beta',
      ...both(['Sure.Read']),
      fact: [VERSION.beta | VERSION.known, 0, 0, 0],
    },
    {
      method: 'GET',
      path: '/facts/global',
      ...both(['Sure.Read']),
      fact: [0, CLOUDS_KNOWN | 1 | (4 << CLOUDS_ABSENT_SHIFT), 0, 0],
    },
    { method: 'GET', path: '/facts/retired', ...both(['Sure.Read']), fact: [0, 0, 20_000, 0] },
    { method: 'GET', path: '/facts/absent', ...both(['Sure.Read']), fact: [0, ABSENT, 0, 0] },
    { method: 'GET', path: '/users/{id}/mail', ...both(['Mail.Read', 'Mail.All']), marks: MARK.user },
    { method: 'GET', path: '/users/{id}/box', ...both(['Mail.All']), marks: MARK.user | MARK.applicationPolicy },
    { method: 'GET', path: '/users/{id}/rules', ...both(['Mail.All']), marks: MARK.user | MARK.delegatedPolicy },
    { method: 'GET', path: '/users/{id}', ...both(['Mail.All']), marks: MARK.user },
    {
      method: 'GET',
      path: '/me',
      delegated: { alone: ['Mail.All', 'Mail.Read'] },
      personal: { alone: ['Mail.Read'] },
      application: { flags: RULE.refused },
      marks: MARK.me,
    },
    {
      method: 'GET',
      path: '/me/own',
      delegated: { alone: ['Mail.Read'] },
      application: { alone: ['Mail.All'] },
      marks: MARK.me,
    },
    { method: 'GET', path: '/drive/root:/{id}', ...both(['Thing.Read']) },
    { method: 'GET', path: '/drive/root:/{value}:/content', ...both(['Thing.Read']) },
    { method: 'GET', path: '/drive/items/{id}/versions', ...both(['Thing.Read']) },
    { method: 'GET', path: '/calls/microsoft.graph.first', ...both(['Thing.Read']) },
    { method: 'GET', path: '/apps/{id}', ...both(['Thing.Read']) },
    { method: 'GET', path: '/apps(appId={value})', ...both(['Thing.Read']) },
  ],
};

/** The table of {@link MADE}, open. */
export function madeTable(): Table {
  return openTable(imageOf(compiledOf(MADE)));
}

/** An engine on that table. */
export function madeEngine(): Engine {
  return createEngine(madeTable(), NO_DETAILS);
}
