import type { ReactElement } from 'react';

/** Says that something is on its way. Fluent's spinner would weigh a thirtieth of all that Explain loads. */
export function Loading({ label }: { readonly label: string }): ReactElement {
  return (
    <p className="loading" role="status">
      {label}
    </p>
  );
}
