import { beforeEach, expect, test } from 'vitest';
import { madeTable } from '../../test/made.ts';
import { AddressReader, VERSIONS, type Address } from './address.ts';

const TABLE = madeTable();
const CLOUD = ['global', 'usgov', 'china'];

let reader: AddressReader;

beforeEach(() => {
  reader = new AddressReader(TABLE);
});

function read(url: string): Record<string, unknown> {
  const { cloud, version, at, limit, otherHost }: Address = reader.read(url);
  return {
    cloud: CLOUD[cloud] ?? null,
    version: VERSIONS[version],
    path: at < 0 ? null : url.slice(at, limit),
    otherHost,
  };
}
const found = (
  path: string | null,
  cloud: string | null,
  version: string | null,
  otherHost: string | null = null,
): unknown => ({ cloud, version, path, otherHost });

test.each([
  ['an absolute URL', 'https://graph.microsoft.com/v1.0/me', found('me', 'global', 'v1.0')],
  ['beta', 'https://graph.microsoft.com/beta/me', found('me', 'global', 'beta')],
  ['a host in capitals', 'HTTPS://GRAPH.Microsoft.com/V1.0/me', found('me', 'global', 'v1.0')],
  ['beta in capitals', 'https://graph.microsoft.com/BETA/me', found('me', 'global', 'beta')],
  ['another cloud', 'https://graph.microsoft.us/v1.0/me', found('me', 'usgov', 'v1.0')],
  ['China', 'https://microsoftgraph.chinacloudapi.cn/beta/me', found('me', 'china', 'beta')],
  ['http', 'http://graph.microsoft.com/v1.0/me', found('me', 'global', 'v1.0')],
  ['a URL without a scheme but with its slashes', '//graph.microsoft.com/v1.0/me', found('me', 'global', 'v1.0')],
  ['a known host without a scheme', 'graph.microsoft.com/v1.0/me', found('me', 'global', 'v1.0')],
  ['a port', 'https://graph.microsoft.com:443/v1.0/me', found('me', 'global', 'v1.0')],
  [
    'a user before the host is no part of the host',
    'https://graph.microsoft.com@evil.example/v1.0/me',
    found('me', null, 'v1.0', 'evil.example'),
  ],
  ['a relative URL with a version', '/v1.0/me', found('me', null, 'v1.0')],
  ['a relative URL without a version', '/me', found('me', null, null)],
  ['a relative URL without a first slash', 'v1.0/me', found('me', null, 'v1.0')],
  ['a path alone', 'me/messages', found('me/messages', null, null)],
  ['no version in an absolute URL', 'https://graph.microsoft.com/me', found('me', 'global', null)],
  ['another version', 'https://graph.microsoft.com/v2.0/me', found('me', 'global', 'other')],
  ['another version without a dot', '/v3/me', found('me', null, 'other')],
  ['something that only begins like a version', '/v1.0x/me', found('v1.0x/me', null, null)],
  ['doubled slashes before the version', 'https://graph.microsoft.com//v1.0/me', found('me', 'global', 'v1.0')],
  ['a query, which is no part of the path', '/v1.0/me?$select=a/b', found('me', null, 'v1.0')],
  [
    'a proxy or emulator, if a version follows',
    'http://localhost:3000/v1.0/me',
    found('me', null, 'v1.0', 'localhost'),
  ],
  ['no more than a version', 'https://graph.microsoft.com/v1.0', found('', 'global', 'v1.0')],
  ['no more than a version and a slash', 'https://graph.microsoft.com/beta/', found('', 'global', 'beta')],
  ['a version before a query', '/beta?$search=a/b', found('', null, 'beta')],
  ['a host in capitals and the usual version', 'https://GRAPH.microsoft.com/beta/me', found('me', 'global', 'beta')],
  ['a port that is empty', 'https://graph.microsoft.com:/v1.0/me', found('me', 'global', 'v1.0')],
  ['a port of a host without a scheme', 'graph.microsoft.us:443/beta/me', found('me', 'usgov', 'beta')],
  ['a user before a known host', 'https://ann@graph.microsoft.com/v1.0/me', found('me', 'global', 'v1.0')],
  ['two users before a known host', 'https://a@b@graph.microsoft.com/v1.0/me', found('me', 'global', 'v1.0')],
  ['a port that is none', 'https://proxy:1x/beta/me', found('me', null, 'beta', 'proxy:1x')],
  ['a proxy in capitals', 'https://PROXY.Example/beta/me', found('me', null, 'beta', 'proxy.example')],
  ['many slashes', 'https://graph.microsoft.com////beta/me', found('me', 'global', 'beta')],
  ['a path with a colon', 'me/a:b', found('me/a:b', null, null)],
  [
    'a name before a colon that is longer than any scheme',
    'AbcdefghijklmnopqrstuvwxyZ:x',
    found('AbcdefghijklmnopqrstuvwxyZ:x', null, null),
  ],
  ['a path with two slashes', 'a//b/c', found('a//b/c', null, null)],
  [
    'a path of another URL',
    '/a/https://graph.microsoft.com/v1.0/me',
    found('a/https://graph.microsoft.com/v1.0/me', null, null),
  ],
  ['a query of another URL', '/me?u=https://graph.microsoft.com/v1.0/me', found('me', null, null)],
  ['a slash alone', '/', found('', null, null)],
  ['a query alone', '?u=/a', found('', null, null)],
  ['a proxy with a version in capitals', 'http://localhost/V1.0/me', found('me', null, 'v1.0', 'localhost')],
  ['a proxy with beta in capitals', 'http://localhost/BETA/me', found('me', null, 'beta', 'localhost')],
  ['a known host before a query', 'https://graph.microsoft.us?u=/v1.0/me', found(null, 'usgov', null)],
  ['a known host alone', 'https://graph.microsoft.us', found(null, 'usgov', null)],
  [
    'a host that is spelled alike',
    'https://graphxmicrosoft.com/beta/me',
    found('me', null, 'beta', 'graphxmicrosoft.com'),
  ],
  ['nothing', '', found('', null, null)],
  ['a version with a long number', '/v10.25/me', found('me', null, 'other')],
])('reads %s', (_, url, expected) => {
  expect(read(url)).toEqual(expected);
});

test.each([
  ['another host without a version', 'https://example.com/me'],
  ['another host with a version that does not exist', 'https://example.com/v9.0/me'],
  ['a host alone', 'https://graph.microsoft.com'],
  ['another host alone', 'https://example.com'],
  ['another scheme', 'ftp://graph.microsoft.com/v1.0/me'],
  ['a mail address as a URL', 'mailto:ann@contoso.com'],
  ['a scheme in capitals', 'MAILTO:ann@contoso.com'],
  ['a scheme with more than letters', 'web+x-1.y:z'],
  ['a host without a scheme alone', 'graph.microsoft.com'],
  ['a host before a query', 'https://graph.microsoft.com?u=/v1.0/me'],
  ['another host whose path is a URL', 'https://example.com/https://graph.microsoft.com/v1.0/me'],
  ['another host that is spelled alike', 'https://graphxmicrosoft.com/me'],
  ['a host that is named like a version', '//beta'],
  ['a host of two letters before what only begins like a version', '//cn/v1.0x/me'],
])('finds no path of Microsoft Graph in %s', (_, url) => {
  expect(reader.read(url).at).toBe(-1);
});

test.each([
  'x1.0',
  'vx.0',
  'v1x0',
  'v1.x',
  'xeta',
  'bxta',
  'bexa',
  'betx',
  'v1.0x',
  'xv1.0',
  'v1.',
  'v.0',
  'v',
  'betaa',
])('%s is no version but a name', (name) => {
  expect(read(`/${name}/me`)).toEqual(found(`${name}/me`, null, null));
  expect(read(`https://graph.microsoft.com/${name}/me`)).toEqual(found(`${name}/me`, 'global', null));
});

test('a reader that has read nothing has no path', () => {
  expect(reader.address).toEqual({ cloud: -1, version: 0, at: -1, limit: 0, otherHost: null });
});

test('what was read before does not stay', () => {
  read('https://evil.example/v1.0/me');
  expect(read('/me')).toEqual(found('me', null, null));
  read('https://evil.example/v1.0/me');
  expect(read('https://graph.microsoft.com/beta/me')).toEqual(found('me', 'global', 'beta'));
  expect(read('mailto:x')).toEqual(found(null, null, null));
});
