import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** 5xx: the service failed. */
export const statusServerError: RefusalShape = defineShape({
  id: 'status-server-error',
  workload: null,
  sources: ['https://learn.microsoft.com/graph/errors'],
  recognise: (view) =>
    view.status !== null && view.status >= 500 && view.status < 600
      ? { statements: [likely('service-fault', 'the status says that the service failed')], leavesOpen: [] }
      : null,
});
