import type { OperationView } from '@why403/engine';
import type { ReactElement } from 'react';

/** Where an operation is: its versions and clouds, as entries of a description list. */
export function OperationFacts({ operation }: { readonly operation: OperationView }): ReactElement {
  return (
    <>
      <div>
        <dt>Versions</dt>
        <dd>{operation.versions?.join(', ') ?? 'not stated'}</dd>
      </div>
      <div>
        <dt>Clouds</dt>
        <dd>{operation.clouds?.join(', ') ?? 'not stated'}</dd>
      </div>
    </>
  );
}
