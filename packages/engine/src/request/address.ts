import type { Table } from '../table/table.ts';
import { segmentEnd } from './segment.ts';

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
  readonly #hosts: readonly string[];

  constructor(table: Table) {
    this.#hosts = table.meta.clouds.map((cloud) => cloud.graphHost);
    const base = `https://${this.#hosts[0]}`.replaceAll('.', String.raw`\.`);
    this.#usual = new RegExp(`(?:${base})?/(?:v1\\.0|beta)/`, 'y');
  }

  /** Reads one URL: absolute in any cloud, without a scheme, or relative with or without version and first slash. */
  read(url: string): Address {
    const address = this.address;
    address.cloud = -1;
    address.otherHost = null;
    address.version = 0;
    address.limit = pathEnd(url);
    const usual = this.#usual;
    usual.lastIndex = 0;
    if (usual.test(url)) {
      const at = usual.lastIndex;
      address.cloud = url.charCodeAt(0) === 47 ? -1 : 0;
      address.version = url.charCodeAt(at - 2) === 48 ? 1 : 2;
      address.at = at;
      return address;
    }
    let at = this.#readHost(url);
    if (at >= 0) {
      // `https://graph.microsoft.com//v1.0/users`, as a base address with a slash at its end makes it.
      while (url.charCodeAt(at) === 47) at++;
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
    const scheme = /^(?:https?:)?\/\//i.exec(url);
    const start = scheme ? scheme[0].length : 0;
    const end = segmentEnd(url, start, address.limit);
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
    const end = segmentEnd(url, at, address.limit);
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
  return fragment < 0 ? end : Math.min(fragment, end);
}
