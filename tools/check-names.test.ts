import { expect, test } from 'vitest';
import { checkNames } from './check-names.mjs';

/** Put together here, so that this file passes the check itself. */
const slash = '/';

test.each([
  `see ${slash}work${slash}x for more`,
  `"${slash}home${slash}somebody/project"`,
  `(${slash}Users${slash}somebody)`,
  String.raw`C:\Us` + String.raw`ers\somebody`,
])('a path of a machine is found: %s', (text) => {
  expect(checkNames('a.md', `first\n${text}`)).toEqual(['a.md:2: an absolute path of a machine']);
});

test.each(['registry.npmjs.org', 'npm.example.com', 'registry-1.example.com:4873', 'mirror.example.com'])(
  'the address of a registry is found: %s',
  (host) => {
    expect(checkNames('a.yml', `url: https:${slash}/${host}/`)).toEqual(['a.yml:1: the address of a package registry']);
  },
);

test.each([
  'GET /users/{id}/homeRealmDiscoveryPolicies',
  'https://graph.microsoft.com/v1.0/me/drive/root:/home/x',
  `https://example.com${slash}home${slash}x`,
  `src${slash}home${slash}x`,
  'https://www.npmjs.com/package/why403',
  'https://learn.microsoft.com/graph/permissions-reference',
])('what only looks like it passes: %s', (text) => {
  expect(checkNames('a.md', text)).toEqual([]);
});
