import { expect, test } from 'vitest';
import { smallTable } from '../../test/small-table.ts';
import { AddressReader, VERSIONS } from './address.ts';

const reader = new AddressReader(smallTable({ operations: { 'GET /x': {} } }));

/** Cloud, version and path, or the other host: `0 v1.0 users/1`. */
function read(url: string): string {
  const { cloud, version, at, limit, otherHost } = reader.read(url);
  const path = at < 0 ? 'none' : `[${url.slice(at, limit)}]`;
  return `${cloud} ${VERSIONS[version]} ${path}${otherHost === null ? '' : ` at ${otherHost}`}`;
}

test('absolute URLs name their cloud, in any letter case, with any port or user', () => {
  expect(read('https://graph.microsoft.com/v1.0/users/1?$top=1')).toBe('0 v1.0 [users/1]');
  expect(read('https://graph.microsoft.us/beta/users')).toBe('1 beta [users]');
  expect(read('https://microsoftgraph.chinacloudapi.cn/v1.0/users')).toBe('2 v1.0 [users]');
  expect(read('HTTPS://Graph.Microsoft.Com/v1.0/users')).toBe('0 v1.0 [users]');
  expect(read('http://graph.microsoft.com/v1.0/users')).toBe('0 v1.0 [users]');
  expect(read('https://graph.microsoft.com:443/v1.0/users')).toBe('0 v1.0 [users]');
  expect(read('https://user@graph.microsoft.us/v1.0/users')).toBe('1 v1.0 [users]');
  expect(read('//graph.microsoft.com/v1.0/users')).toBe('0 v1.0 [users]');
  expect(read('graph.microsoft.com/v1.0/users')).toBe('0 v1.0 [users]');
});

test('relative paths have no cloud, with or without first slash and version', () => {
  expect(read('/users')).toBe('-1 null [users]');
  expect(read('users')).toBe('-1 null [users]');
  expect(read('/v1.0/users')).toBe('-1 v1.0 [users]');
  expect(read('v1.0/users')).toBe('-1 v1.0 [users]');
  expect(read('beta/users')).toBe('-1 beta [users]');
  expect(read('')).toBe('-1 null []');
  expect(read('/')).toBe('-1 null []');
});

test('versions count in any letter case, and one that does not exist is another', () => {
  expect(read('/V1.0/users')).toBe('-1 v1.0 [users]');
  expect(read('/BETA/users')).toBe('-1 beta [users]');
  expect(read('/v2.0/users')).toBe('-1 other [users]');
  expect(read('/v3/users')).toBe('-1 other [users]');
  expect(read('/v1.0.1/users')).toBe('-1 null [v1.0.1/users]');
  expect(read('/xv1.0/users')).toBe('-1 null [xv1.0/users]');
  expect(read('/v1.00/users')).toBe('-1 other [users]');
  expect(read('/vx/users')).toBe('-1 null [vx/users]');
  expect(read('/v123456789.0/users')).toBe('-1 other [users]');
  expect(read('/betas/users')).toBe('-1 null [betas/users]');
});

test('a version alone is an empty path', () => {
  expect(read('/v1.0')).toBe('-1 v1.0 []');
  expect(read('https://graph.microsoft.com/beta')).toBe('0 beta []');
  expect(read('https://graph.microsoft.com/v1.0/')).toBe('0 v1.0 []');
  expect(read('https://graph.microsoft.com/v1.0?x=/y')).toBe('0 v1.0 []');
});

test('the query begins at the first question mark, and what it holds never counts', () => {
  expect(read('/users?a=?b/c')).toBe('-1 null [users]');
  expect(read('users?https://graph.microsoft.com/v1.0/x')).toBe('-1 null [users]');
  expect(read('https://example.com?/v1.0/users')).toBe('-1 null none at example.com');
  expect(read('graph.microsoft.com?x=/v1.0/')).toBe('0 null none');
});

test('another host counts only if a version of Microsoft Graph follows, as with a proxy or an emulator', () => {
  expect(read('https://localhost:8080/v1.0/users')).toBe('-1 v1.0 [users] at localhost');
  expect(read('http://127.0.0.1/beta/users')).toBe('-1 beta [users] at 127.0.0.1');
  expect(read('https://example.com/V1.0/users')).toBe('-1 v1.0 [users] at example.com');
  expect(read('https://example.com/users')).toBe('-1 null none at example.com');
  expect(read('https://example.com/v2.0/users')).toBe('-1 other none at example.com');
  expect(read('//example.com/users')).toBe('-1 null none at example.com');
  expect(read('https://Example.COM')).toBe('-1 null none at example.com');
  expect(read('https://graph.microsoft.com.evil.example/v1.0/users')).toBe(
    '-1 v1.0 [users] at graph.microsoft.com.evil.example',
  );
  expect(read('https://graph.microsoft.com@evil.example/v1.0/users')).toBe('-1 v1.0 [users] at evil.example');
  expect(read('https://x@y@graph.microsoft.com/v1.0/users')).toBe('0 v1.0 [users]');
});

test('a host without a path has none', () => {
  expect(read('https://graph.microsoft.com')).toBe('0 null none');
  expect(read('graph.microsoft.us')).toBe('1 null none');
  expect(read('https://graph.microsoft.com/')).toBe('0 null []');
});

test('another scheme is no request', () => {
  for (const url of ['ftp://graph.microsoft.com/v1.0/users', 'mailto:x', 'urn:x', 'file:///v1.0/users', 'a+b-c.d:x']) {
    expect(read(url), url).toBe('-1 null none');
  }
  expect(read('1a:b/users')).toBe('-1 null [1a:b/users]');
  expect(read('root:/x')).toBe('-1 null none');
  expect(read(`${'x'.repeat(30)}:/users`)).toBe(`-1 null [${'x'.repeat(30)}:/users]`);
});

test('a host that is longer than any is not read to its end', () => {
  const long = 'h'.repeat(400);
  expect(read(`https://${long}/v1.0/users`)).toMatch(/none at h{300}$|\] at h{300}$/);
});

test('nothing is left of the URL read before', () => {
  read('https://example.com/v1.0/x');
  expect(read('/users')).toBe('-1 null [users]');
  read('https://graph.microsoft.us/beta/x');
  expect(read('users')).toBe('-1 null [users]');
  expect(reader.read('ftp://x/').at).toBe(-1);
});
