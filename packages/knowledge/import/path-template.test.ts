import { describe, expect, it } from 'vitest';
import { operationsFile, repairPath, Spellings, templateKey } from './path-template.ts';

describe('repairing a path of the permission table', () => {
  const repaired: readonly (readonly [string, string])[] = [
    ['/applications/{id}}/repair', '/applications/{id}/repair'],
    ['/teams/(team-id)/channels/{id}/messages/{id}', '/teams/{id}/channels/{id}/messages/{id}'],
    [
      '/security/subjectrightsrequests{subjectrightsrequestid}/getfinalreport',
      '/security/subjectrightsrequests/{subjectrightsrequestid}/getfinalreport',
    ],
    [
      '/devicemanagement/geteffectivepermissionsscope={value}',
      '/devicemanagement/geteffectivepermissions(scope={value})',
    ],
    ['/directoryroles/roletemplateid={roletemplateid}/members', '/directoryroles(roletemplateid={value})/members'],
    ['/me/drive/root:/foldera/fileb.txt:/content', '/me/drive/root:/{id}:/content'],
    ['/servicePrincipals/{id}/sponsors/', '/servicePrincipals/{id}/sponsors'],
    ['/x/getBy(userId={userId}, role={role})', '/x/getBy(userId={userId},role={role})'],
    ['/x/rows/itemat(index={value})range', '/x/rows/itemat(index={value})/range'],
  ];
  it.each(repaired)('makes %s to %s', (raw, path) => {
    expect(repairPath(raw)).toEqual({ type: 'path', path });
  });

  it.each([
    '/security/alerts/{id}',
    '/devices(deviceId={value})/memberOf',
    '/deviceManagement/cloudCertificationAuthority({id})/revokeLeafCertificate',
    "/rp/onpremises/spoons/api/v1/ingest('{itemId}')",
    '/drives/{id}/root:/{id}:/children',
    '/sites/{id}:/{id}',
    '/me/contactfolders/{id}/childfolders/{id}/.../contacts',
    '/groups/{id}/owners/$ref',
  ])('leaves %s as it is', (path) => {
    expect(repairPath(path)).toEqual({ type: 'path', path });
  });

  it('tells a path with a query from the plain path', () => {
    expect(repairPath("/agentRegistry/agentInstances?$filter=card/id eq '{id}'")).toEqual({
      type: 'query',
      path: '/agentRegistry/agentInstances',
      query: "$filter=card/id eq '{id}'",
    });
  });

  it.each([
    ['users/{id}', 'path does not start with `/`'],
    ['/users//messages', 'path has an empty segment'],
    ['/users/{id', 'segment `{id` is no part of a template'],
    ['/users/{id}x', 'segment `{id}x` is no part of a template'],
    ['/users/a b', 'segment `a b` is no part of a template'],
    ['/users/get(a=)', 'segment `get(a=)` is no part of a template'],
    ['/', 'path has an empty segment'],
  ])('does not guess what %s should be', (raw, reason) => {
    expect(repairPath(raw)).toEqual({ type: 'invalid', reason });
  });
});

describe('spelling', () => {
  it('chooses the most camel-cased variant of each word, and never one that starts with a capital if another exists', () => {
    const spellings = new Spellings();
    spellings.add('/devicemanagement/devicehealthscripts/{id}/assignments');
    spellings.add('/deviceManagement/deviceHealthScripts/{Id}/Assignments');
    expect(spellings.spell('/devicemanagement/devicehealthscripts/{id}/assignments')).toBe(
      '/deviceManagement/deviceHealthScripts/{id}/assignments',
    );
  });

  it('lets a reviewed spelling win', () => {
    const spellings = new Spellings();
    spellings.add('/users/{id}/MAILFOLDERS');
    spellings.review('mailFolders');
    expect(spellings.spell('/users/{id}/mailfolders')).toBe('/users/{id}/mailFolders');
  });

  it('leaves a word that it never saw', () => {
    expect(new Spellings().spell('/unseen')).toBe('/unseen');
  });
});

it('distinguishes templates by the names of their parameters, not by letter case', () => {
  expect(templateKey('/Users/{Id}')).toBe(templateKey('/users/{id}'));
  expect(templateKey('/users/{user-id}')).not.toBe(templateKey('/users/{id}'));
});

it('sorts operations into files by their first segment without its key', () => {
  expect(operationsFile('/deviceManagement/reports')).toBe('devicemanagement.tsv');
  expect(operationsFile('/applications(appId={value})/owners')).toBe('applications.tsv');
});
