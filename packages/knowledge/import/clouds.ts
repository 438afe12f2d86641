import type { CloudRow } from '../compile/model.ts';
import type { JsonValue } from './json-document.ts';

/**
 * Reads the clouds in which Microsoft Graph runs.
 *
 * @param root The whole document of `national-clouds.json`.
 *
 * @returns Rows in the order of the document; hosts are without scheme, the portal is an address.
 */
export function readClouds(root: JsonValue): readonly CloudRow[] {
  return (root.member('clouds')?.items() ?? []).map((item) => {
    const text = (name: string): string => {
      const value = item.member(name);
      if (value === undefined) item.fail(`a cloud needs \`${name}\``);
      return value?.text() ?? '';
    };
    return {
      id: text('id'),
      name: text('name'),
      graphHost: hostOf(text('graph')),
      loginHosts: [text('login'), ...(item.member('loginAliases')?.items() ?? []).map((alias) => alias.text())].map(
        hostOf,
      ),
      issuerV1: text('issuerV1'),
      issuerV2: text('issuerV2'),
      audiences: (item.member('graphAudiences')?.items() ?? []).map((audience) => audience.text()),
      entraPortal: text('entraPortal'),
      source: 'graph-deployments',
    };
  });
}

function hostOf(address: string): string {
  return address.replace(/^https:\/\//, '').replace(/\/$/, '');
}
