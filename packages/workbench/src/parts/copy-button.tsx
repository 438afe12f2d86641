import { Button } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { Icon } from './icon.tsx';

/** Copies a text. Says so on the button itself and to screen readers. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const says = state === 'copied' ? 'Copied' : state === 'failed' ? 'Not copied' : 'Copy';
  return (
    <Button
      size="small"
      appearance="subtle"
      className="copy"
      icon={<Icon name={state === 'copied' ? 'check' : 'copy'} />}
      onClick={copy}
      aria-label={`${says}: ${label}`}
    >
      <span aria-hidden="true">{says}</span>
      <span className="visually-hidden" role="status">
        {state === 'ready' ? '' : says}
      </span>
    </Button>
  );
}
