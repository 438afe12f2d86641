import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** 402: the operation is a metered one that was not paid for. */
export const statusPaymentRequired: RefusalShape = defineShape({
  id: 'status-payment-required',
  workload: null,
  sources: ['https://learn.microsoft.com/graph/errors'],
  recognise: (view) =>
    view.status === 402
      ? {
          statements: [likely('license-required', 'the status says that payment is required for the operation')],
          leavesOpen: [],
        }
      : null,
});
