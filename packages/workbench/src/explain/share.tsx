import { Button } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { Icon } from '../parts/icon.tsx';
import type { Explanation } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { reportOf } from './report.ts';
import { encodeShared } from './share-link.ts';

/** Hands the explanation on without the token: as a link that holds facts only, or as a report. */
export function Share({ explanation }: { readonly explanation: Explanation }): ReactElement {
  const [says, setSays] = useState('');
  useEffect(() => {
    if (says === '') return undefined;
    const timer = setTimeout(() => setSays(''), 4000);
    return () => clearTimeout(timer);
  }, [says]);
  const copyLink = (): void => {
    const hash = hashOf({ view: 'explain', shared: encodeShared(explanation.shareable) });
    const base = location.href.replace(/#.*$/s, '');
    navigator.clipboard.writeText(`${base}${hash}`).then(
      () => setSays('Copied. The link holds permissions, roles and the request; no token, no names.'),
      () => setSays('The browser did not allow copying.'),
    );
  };
  const save = (): void => {
    const known = new Set(
      [
        ...explanation.diagnosis.parts.role.accepted.map(({ id }) => id),
        ...(explanation.shareable.facts?.directoryRoles ?? []),
        '00000003-0000-0000-c000-000000000000',
      ].map((id) => id.toLowerCase()),
    );
    const url = URL.createObjectURL(new Blob([reportOf(explanation, known)], { type: 'text/markdown' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'why403-report.md';
    link.click();
    // The download has begun; the text need not stay in memory.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    setSays('Saved. The report holds no token and no names.');
  };
  return (
    <div className="share">
      <Button size="small" icon={<Icon name="link" />} onClick={copyLink}>
        Copy link
      </Button>
      <Button size="small" icon={<Icon name="file" />} onClick={save}>
        Save report
      </Button>
      <span role="status" className="quiet">
        {says}
      </span>
    </div>
  );
}
