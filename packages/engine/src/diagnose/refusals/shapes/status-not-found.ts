import { defineShape, possible, type RefusalShape } from '../shape.ts';

/** 404: no such object for the caller, or no such operation. */
export const statusNotFound: RefusalShape = defineShape({
  id: 'status-not-found',
  workload: null,
  sources: ['https://learn.microsoft.com/graph/errors'],
  recognise: (view) =>
    view.status === 404
      ? {
          statements: [possible('endpoint-wrong-or-retired', 'the path, or the object it names, does not exist')],
          leavesOpen: ['tenant-mismatch', 'license-required'],
        }
      : null,
});
