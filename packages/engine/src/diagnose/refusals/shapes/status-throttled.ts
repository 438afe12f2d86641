import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** 429: the service wants fewer requests; authorization is not the matter. */
export const statusThrottled: RefusalShape = defineShape({
  id: 'status-throttled',
  workload: null,
  sources: ['https://learn.microsoft.com/graph/throttling'],
  recognise: (view) =>
    view.status === 429 || view.hasCode('TooManyRequests', 'activityLimitReached', 'ApplicationThrottled')
      ? { statements: [likely('service-fault', 'the service limits the number of requests')], leavesOpen: [] }
      : null,
});
