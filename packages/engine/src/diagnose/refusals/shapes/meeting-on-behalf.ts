import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** Older text of the missing application access policy. */
export const meetingOnBehalf: RefusalShape = defineShape({
  id: 'meeting-on-behalf',
  workload: 'teams',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs/pull/21541'],
  recognise: (view) => {
    const at = view.find('meeting on behalf of user');
    if (at === null || !view.has('is not authorized to')) return null;
    return {
      at,
      statements: [likely('resource-policy', 'no application access policy admits the application for that user')],
      leavesOpen: ['missing-permission'],
    };
  },
});
