import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** 410: what was called is gone. */
export const statusGone: RefusalShape = defineShape({
  id: 'status-gone',
  workload: null,
  sources: ['https://learn.microsoft.com/graph/errors'],
  recognise: (view) =>
    view.status === 410
      ? {
          statements: [likely('endpoint-wrong-or-retired', 'the status says that the resource is no longer there')],
          leavesOpen: [],
        }
      : null,
});
