import { Fragment, type ReactElement } from 'react';

/** A text of the engine, which has neither capital nor full stop, as a sentence. */
export function sentence(text: string): string {
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

/** A text of the engine as a sentence; what stands in backticks is set as code. */
export function Prose({ text }: { readonly text: string }): ReactElement {
  const parts = sentence(text).split('`');
  return (
    <>
      {parts.map((part, index) => {
        const key = `${index} ${part}`;
        return index % 2 === 1 && index < parts.length - 1 ? (
          <code key={key}>{part}</code>
        ) : (
          <Fragment key={key}>{part}</Fragment>
        );
      })}
    </>
  );
}
