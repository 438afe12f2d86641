import type { Table } from '../table/table.ts';

/** Versions of Microsoft Graph by code: none written, `v1.0`, `beta`, another. */
export const VERSIONS: readonly ('v1.0' | 'beta' | 'other' | null)[] = [null, 'v1.0', 'beta', 'other'];

/** What stands before the path of a request. */
export interface Address {
  /** Place of the cloud in the table, or -1: none named, or a host that is not Microsoft Graph's. */
  cloud: number;
  /** Code of the version, a place in {@link VERSIONS}. */
  version: number;
  /** Place of the first character of the path's first segment; -1 when there is no path of Microsoft Graph. */
  at: number;
  /** End of the path. */
  limit: number;
  /** Host as written, in lower case, when it is not one of Microsoft Graph's; `null` otherwise. */
  otherHost: string | null;
}

/**
 * Reads the beginning of request URLs: scheme, host, version. One reader serves many URLs and writes what it finds
 * into its own {@link Address}, so that the common forms cost no allocation.
 */
export class AddressReader {
  readonly address: Address = { cloud: -1, version: 0, at: -1, limit: 0, otherHost: null };
  /** How nearly every URL begins. As a regular expression, since V8 compares four characters at a time for those. */
  readonly #usual: RegExp;
  readonly #usualLength: number;
  readonly #hosts: readonly string[];

  constructor(table: Table) {
    this.#hosts = table.meta.clouds.map((cloud) => cloud.graphHost);
    const base = `https://${this.#hosts[0]}/`;
    this.#usual = new RegExp(`^${base.replaceAll('.', String.raw`\.`)}(?:v1\\.0|beta)/`);
    this.#usualLength = base.length;
  }

  /** Reads one URL: absolute in any cloud, without a scheme, or relative with or without version and first slash. */
  read(url: string): Address {
    const address = this.address;
    address.cloud = -1;
    address.otherHost = null;
    address.version = 0;
    address.limit = pathEnd(url);
    if (this.#usual.test(url)) {
      address.cloud = 0;
      address.version = url.charCodeAt(this.#usualLength) === 118 ? 1 : 2;
      address.at = this.#usualLength + 5;
      return address;
    }
    let at = 0;
    if (url.charCodeAt(0) === 47 && url.charCodeAt(1) !== 47) {
      at = 1;
    } else {
      at = this.#readHost(url);
      if (at < 0) {
        address.at = -1;
        return address;
      }
    }
    // `https://graph.microsoft.com//v1.0/users`, as a base address with a slash at its end makes it.
    while (url.charCodeAt(at) === 47) at++;
    const version = usualVersion(url, at);
    if (version !== 0) {
      address.version = version;
      at += 5;
    } else {
      at = this.#readVersion(url, at);
      // A host that is not Microsoft Graph's is believed to be a proxy or an emulator only if a version follows.
      if (address.otherHost !== null && address.version !== 1 && address.version !== 2) at = -1;
    }
    address.at = at;
    return address;
  }

  /** Reads `scheme://host[:port]/`, or `host/` of a known host; the place after it, 0 when there is none, -1 if bad. */
  #readHost(url: string): number {
    const address = this.address;
    const scheme = /^(?:(https?):)?\/\//i.exec(url.slice(0, 8));
    const start = scheme ? scheme[0].length : 0;
    let end = start;
    while (end < address.limit && url.charCodeAt(end) !== 47 && end - start < 300) end++;
    const authority = url.slice(start, end).toLowerCase();
    const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
    const cloud = this.#hosts.indexOf(host);
    if (cloud >= 0) {
      address.cloud = cloud;
      return end < address.limit ? end + 1 : -1;
    }
    if (!scheme) return /^[a-z][a-z0-9+.-]*:/i.test(url.slice(0, 20)) ? -1 : 0;
    address.otherHost = host;
    return end < address.limit ? end + 1 : -1;
  }

  #readVersion(url: string, at: number): number {
    const address = this.address;
    let end = at;
    while (end < address.limit && url.charCodeAt(end) !== 47 && end - at < 12) end++;
    const segment = url.slice(at, end).toLowerCase();
    if (segment === 'v1.0') address.version = 1;
    else if (segment === 'beta') address.version = 2;
    else if (/^v\d+(\.\d+)?$/.test(segment)) address.version = 3;
    else return at;
    return end + 1;
  }
}

/** End of what can be a path: the place of `?` or `#`, since a fragment is not sent, or the length. */
function pathEnd(url: string): number {
  const query = url.indexOf('?');
  const end = query < 0 ? url.length : query;
  const fragment = url.indexOf('#');
  return fragment < 0 || fragment > end ? end : fragment;
}

/** Code of `v1.0/` or `beta/` as they are mostly spelled, 0 for anything else: a few comparisons, no call. */
function usualVersion(url: string, at: number): number {
  if (url.charCodeAt(at + 4) !== 47) return 0;
  const first = url.charCodeAt(at);
  const second = url.charCodeAt(at + 1);
  const third = url.charCodeAt(at + 2);
  const fourth = url.charCodeAt(at + 3);
  if (first === 118 && second === 49 && third === 46 && fourth === 48) return 1;
  return first === 98 && second === 101 && third === 116 && fourth === 97 ? 2 : 0;
}
