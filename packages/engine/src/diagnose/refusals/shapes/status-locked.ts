import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** 423: the resource is locked. */
export const statusLocked: RefusalShape = defineShape({
  id: 'status-locked',
  workload: null,
  sources: ['https://learn.microsoft.com/graph/errors'],
  recognise: (view) =>
    view.status === 423
      ? { statements: [likely('resource-policy', 'the status says that the resource is locked')], leavesOpen: [] }
      : null,
});
