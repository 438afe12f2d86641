import { Link } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Notes } from '../protocol.ts';

/** Where statements come from: a list of links. Following one leaves the page, which the reader decides. */
export function SourceList({
  ids,
  sources,
}: {
  readonly ids: readonly string[];
  readonly sources: Notes['sources'];
}): ReactElement | null {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return null;
  return (
    <ul className="sources" aria-label="Sources">
      {unique.map((id) => {
        const source = sources[id];
        const url = source === undefined ? id : source.url;
        const title = source?.title ?? titleOf(id);
        return (
          <li key={id}>
            {url.startsWith('https://') ? (
              <Link href={url} target="_blank" rel="noreferrer">
                {title}
              </Link>
            ) : (
              title
            )}
            {source !== undefined && source.date !== '' && <span className="quiet"> {source.date}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** An address as a title: its host and last part. */
function titleOf(url: string): string {
  const [, host, path = ''] = /^https:\/\/([^/]+)(.*)$/.exec(url) ?? [];
  if (host === undefined) return url;
  const parts = path
    .replace(/[#?].*$/, '')
    .split('/')
    .filter((part) => part !== '');
  const last = parts.at(-1);
  if (last === undefined) return host;
  // A number alone, as of an issue, says nothing without what it counts.
  const name = /^\d+$/.test(last) ? `${parts.slice(0, -2).join('/')} ${last}` : last.replaceAll('-', ' ');
  return `${name.trim()} (${host.replace(/^www\./, '')})`;
}
